// The tool files below Schemas/tools, as they are at build time.
#ifndef SECURELLM_TOOL_FILES_H
#define SECURELLM_TOOL_FILES_H

#include <stddef.h>

struct tool_file {
  /// Below Schemas: "tools/git/log.json".
  const char *path;
  const unsigned char *bytes;
  size_t count;
};

/// All of them, in order of the bytes of their paths; behind the last one is an entry without a path.
const struct tool_file *tool_files(void);

#endif
