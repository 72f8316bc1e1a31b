// The files of Schemas/common, Schemas/meta and Schemas/programs, as they are at build time.
#ifndef SECURELLM_SCHEMA_DATA_H
#define SECURELLM_SCHEMA_DATA_H

#include <stddef.h>

struct schema_data_file {
  /// Below Schemas: "programs/git.json".
  const char *path;
  const unsigned char *bytes;
  size_t count;
};

/// All of them, in order of the bytes of their paths; behind the last one is an entry without a path.
const struct schema_data_file *schema_data_files(void);

#endif
