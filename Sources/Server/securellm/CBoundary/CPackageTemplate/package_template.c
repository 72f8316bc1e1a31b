// Examples/Tools, which `securellm init` writes under another name. Tests/Program/test_init.py compares the list with the
// folder; the compiler reads the files themselves.
#include "package_template.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char _gitignore[] = {
#embed "../../../../../Examples/Tools/.gitignore"
};

static const unsigned char Package_swift[] = {
#embed "../../../../../Examples/Tools/Package.swift"
};

static const unsigned char README_md[] = {
#embed "../../../../../Examples/Tools/README.md"
};

static const unsigned char Sources_ExampleToolsKit_Handlers_swift[] = {
#embed "../../../../../Examples/Tools/Sources/ExampleToolsKit/Handlers.swift"
};

static const unsigned char Sources_ExampleToolsKit_Schemas_tools_files_count_lines_json[] = {
#embed "../../../../../Examples/Tools/Sources/ExampleToolsKit/Schemas/tools/files/count_lines.json"
};

static const unsigned char Sources_ExampleToolsKit_Schemas_tools_files_longest_line_json[] = {
#embed "../../../../../Examples/Tools/Sources/ExampleToolsKit/Schemas/tools/files/longest_line.json"
};

static const unsigned char Sources_example_tools_main_swift[] = {
#embed "../../../../../Examples/Tools/Sources/example-tools/main.swift"
};

static const unsigned char Tests_ExampleToolsKitTests_ToolTests_swift[] = {
#embed "../../../../../Examples/Tools/Tests/ExampleToolsKitTests/ToolTests.swift"
};

static const struct package_template_file files[] = {
    {".gitignore", _gitignore, sizeof _gitignore},
    {"Package.swift", Package_swift, sizeof Package_swift},
    {"README.md", README_md, sizeof README_md},
    {"Sources/ExampleToolsKit/Handlers.swift", Sources_ExampleToolsKit_Handlers_swift, sizeof Sources_ExampleToolsKit_Handlers_swift},
    {"Sources/ExampleToolsKit/Schemas/tools/files/count_lines.json", Sources_ExampleToolsKit_Schemas_tools_files_count_lines_json, sizeof Sources_ExampleToolsKit_Schemas_tools_files_count_lines_json},
    {"Sources/ExampleToolsKit/Schemas/tools/files/longest_line.json", Sources_ExampleToolsKit_Schemas_tools_files_longest_line_json, sizeof Sources_ExampleToolsKit_Schemas_tools_files_longest_line_json},
    {"Sources/example-tools/main.swift", Sources_example_tools_main_swift, sizeof Sources_example_tools_main_swift},
    {"Tests/ExampleToolsKitTests/ToolTests.swift", Tests_ExampleToolsKitTests_ToolTests_swift, sizeof Tests_ExampleToolsKitTests_ToolTests_swift},
    {0, 0, 0},
};

const struct package_template_file *package_template_files(void) { return files; }
