// The files of Examples/Tools as they are at build time.
#ifndef SECURELLM_PACKAGE_TEMPLATE_H
#define SECURELLM_PACKAGE_TEMPLATE_H

#include <stddef.h>

struct package_template_file {
  /// Below the folder of the package.
  const char *path;
  const unsigned char *bytes;
  size_t count;
};

/// All of them; behind the last one is an entry without a path.
const struct package_template_file *package_template_files(void);

#endif
