// Three Linux calls that Swift cannot name: prctl and syscall are variadic in C, and Swift imports no variadic
// function. Nothing here takes or returns a pointer, so callers stay within strict memory safety.
#ifndef SECURELLM_PROCESS_CONTROL_H
#define SECURELLM_PROCESS_CONTROL_H

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

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

#endif
