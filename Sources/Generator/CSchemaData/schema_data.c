// The list is written by .ci/schema-data. The compiler reads the files themselves: a change of one needs no other step.
#include "schema_data.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char common_git[] = {
#embed "../../../Schemas/common/git.json"
};

static const unsigned char common_nix[] = {
#embed "../../../Schemas/common/nix.json"
};

static const unsigned char common_path[] = {
#embed "../../../Schemas/common/path.json"
};

static const unsigned char common_text[] = {
#embed "../../../Schemas/common/text.json"
};

static const unsigned char meta_program[] = {
#embed "../../../Schemas/meta/program.json"
};

static const unsigned char meta_tool[] = {
#embed "../../../Schemas/meta/tool.json"
};

static const struct schema_data_file files[] = {
    {"common/git.json", common_git, sizeof common_git},
    {"common/nix.json", common_nix, sizeof common_nix},
    {"common/path.json", common_path, sizeof common_path},
    {"common/text.json", common_text, sizeof common_text},
    {"meta/program.json", meta_program, sizeof meta_program},
    {"meta/tool.json", meta_tool, sizeof meta_tool},
    {0, 0, 0},
};

const struct schema_data_file *schema_data_files(void) { return files; }
