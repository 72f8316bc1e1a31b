// Four Linux calls that Swift cannot name: prctl and syscall are variadic in C, and Swift imports no variadic
// function. Only the path of process_control_probe_beneath is a pointer, lent for the call.
#ifndef SECURELLM_PROCESS_CONTROL_H
#define SECURELLM_PROCESS_CONTROL_H

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/// A descriptor that names a path and reads nothing. C libraries give the flag its plain name only on demand.
#ifdef O_PATH
static const int process_control_path = O_PATH;
#else
static const int process_control_path = __O_PATH;
#endif

/// Makes orphaned descendants of this process its own children instead of those of process 1.
/// Returns 0, or an errno value.
static inline int process_control_adopt_orphans(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L) == 0 ? 0 : errno;
}

/// Collects the exit status of child `pid`, waiting at most `timeout_milliseconds` for it to end.
/// Returns 1 when the child is gone, 0 when it still runs.
static inline int process_control_reap(pid_t pid, int timeout_milliseconds) {
  pid_t reaped = waitpid(pid, NULL, WNOHANG);
  if (reaped != 0) {
    return 1;
  }
  // A variadic call converts nothing by itself, and syscall reads longs.
  int descriptor = (int)syscall(SYS_pidfd_open, (long)pid, 0L);
  if (descriptor < 0) {
    return 0;
  }
  struct pollfd readiness = {.fd = descriptor, .events = POLLIN, .revents = 0};
  // An interruption starts the wait again, at most as long as before: signals are rare and the limit is short.
  while (poll(&readiness, 1, timeout_milliseconds) < 0 && errno == EINTR) {
  }
  (void)close(descriptor);
  return waitpid(pid, NULL, WNOHANG) != 0;
}

/// Opens `path` from the folder `root` by the kernel's own rule: no step out of the folder, by "..", by an absolute
/// link, or by one of the links of /proc. Returns a descriptor, or an errno value below zero: EXDEV for a step out,
/// ENOSYS or EPERM when the call itself is not to be had. EAGAIN, a rename during the walk, is tried again.
static inline int process_control_open_beneath(int root, const char *path, int flags) {
  struct open_how how = {.flags = (__u64)(flags | O_CLOEXEC), .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  for (int attempt = 0; attempt < 16; attempt++) {
    long descriptor = syscall(SYS_openat2, (long)root, path, &how, sizeof how);
    if (descriptor >= 0) {
      return (int)descriptor;
    }
    if (errno != EAGAIN && errno != EINTR) {
      return -errno;
    }
  }
  return -EAGAIN;
}

/// The same without a descriptor that stays: 0 when something is there, or an errno value.
static inline int process_control_probe_beneath(int root, const char *path) {
  int descriptor = process_control_open_beneath(root, path, process_control_path);
  if (descriptor < 0) {
    return -descriptor;
  }
  (void)close(descriptor);
  return 0;
}

#endif
