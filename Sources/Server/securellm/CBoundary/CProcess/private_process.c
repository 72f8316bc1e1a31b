#define _GNU_SOURCE
#include "CProcess.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

int process_make_private(void) {
  const struct rlimit none = {0, 0};
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && setrlimit(RLIMIT_CORE, &none) == 0;
}

static int is_kept(const char *entry, const char *const *kept) {
  for (; *kept; kept++) {
    const size_t length = strlen(*kept);
    if (strncmp(entry, *kept, length) == 0 && entry[length] == '=') {
      return 1;
    }
  }
  return 0;
}

// What the libraries of this process look up in the environment by themselves, at a time of their choice: those of the C
// library, of the loader and its sanitizers, of Swift's runtime, of TLS and SQLite, of terminals. Whole names: a name with
// such a beginning may be anybody's choice for a key.
static const char *const kept[] = {
    "ASAN_OPTIONS", "COLUMNS", "DEBUG_TO_STDERR", "GLIBC_TUNABLES", "HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_COLLATE",
    "LC_CTYPE", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME", "LD_LIBRARY_PATH", "LD_PRELOAD", "LIBDISPATCH_COOPERATIVE_POOL_STRICT",
    "LIBDISPATCH_LOG",
    "LINES", "LOG_LEVEL", "LSAN_OPTIONS", "NO_COLOR", "PATH", "SAP_SHELL", "SAP_SHELL_VERSION", "SQLITE_TMPDIR",
    "SSL_CERT_DIR", "SSL_CERT_FILE", "SWIFT_BACKTRACE", "SWIFT_DETERMINISTIC_HASHING", "TERM", "TMPDIR", "TSAN_OPTIONS", "TZ",
    "TZDIR", "UBSAN_OPTIONS", "XDG_STATE_HOME", NULL};

// The pointers move up over those that go, as `unsetenv` has it; the text that goes is overwritten where the kernel put it,
// which is where /proc/PID/environ reads it.
void environment_forget(void) {
  if (!environ) {
    return;
  }
  char **to = environ;
  for (char **from = environ; *from; from++) {
    if (is_kept(*from, kept)) {
      *to++ = *from;
    } else {
      explicit_bzero(*from, strlen(*from));
    }
  }
  *to = NULL;
}
