#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "call_filter.h"

#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self 446
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

// The thread sanitizer takes a child that shares memory for a copy of it, which ends the process. The name below is the same
// call, without the sanitizer.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
extern int __clone(int (*body)(void *), void *stack, int flags, void *argument, ...);
#define clone __clone
#endif
#endif

// The child runs on a stack of its own in the memory of this process (vfork), or in a copy of it. It calls nothing that
// allocates or takes a lock.
enum { STACK_BYTES = 64 * 1024 };

struct child {
  const struct launcher_plan *plan;
  const struct sock_fprog *filter;
  int is_mapped;
  /// Where a failure is written; it closes itself when the program starts. Shared memory would do for a child on ours, but
  /// an emulator (valgrind) gives every child a copy.
  int report;
  unsigned user;
  unsigned group;
};

__attribute__((noreturn)) static void fail(struct child *child, enum launcher_step step, int error) {
  int words[2] = {(int)step, error == 0 ? EINVAL : error};
  // Eight bytes into an empty pipe are written whole or not at all.
  _exit(write(child->report, words, sizeof words) == (ssize_t)sizeof words ? 127 : 126);
}

/// Signals as a new program expects them: none blocked or ignored, none of our handlers.
static void reset_signals(void) {
  struct sigaction standard;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; signal++) (void)sigaction(signal, &standard, NULL);
  sigset_t none;
  sigemptyset(&none);
  (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static int write_file(const char *path, const char *text) {
  int descriptor = open(path, O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  ssize_t length = (ssize_t)strlen(text);
  int error = write(descriptor, text, (size_t)length) == length ? 0 : errno;
  (void)close(descriptor);
  return error;
}

/// Decimal, without the C library's formatting, which may lock.
static char *append(char *out, unsigned number) {
  char digits[10];
  int count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0) *out++ = digits[--count];
  return out;
}

static int write_identity(const char *path, unsigned number) {
  char text[32];
  char *out = append(text, number);
  *out++ = ' ';
  out = append(out, number);
  memcpy(out, " 1\n", 4);
  return write_file(path, text);
}

/// In the user namespace this user is who he was, and nobody else exists. Returns 0, or an errno value.
static int map_identity(unsigned user, unsigned group) {
  // The files below belong to root while this memory may not be dumped; a copy of it may.
  (void)prctl(PR_SET_DUMPABLE, 1L, 0L, 0L, 0L);
  int error = write_file("/proc/self/setgroups", "deny");
  if (error == 0) error = write_identity("/proc/self/uid_map", user);
  if (error == 0) error = write_identity("/proc/self/gid_map", group);
  return error;
}

static const __rlimit_resource_t resources[] = {
    [launcher_memory] = RLIMIT_DATA,         [launcher_address_space] = RLIMIT_AS, [launcher_cpu_seconds] = RLIMIT_CPU,
    [launcher_file_bytes] = RLIMIT_FSIZE,    [launcher_open_files] = RLIMIT_NOFILE, [launcher_core_bytes] = RLIMIT_CORE,
    [launcher_locked_bytes] = RLIMIT_MEMLOCK, [launcher_queue_bytes] = RLIMIT_MSGQUEUE,
    [launcher_real_time] = RLIMIT_RTPRIO,    [launcher_processes] = RLIMIT_NPROC,
};

static void set_limits(struct child *child) {
  for (int index = 0; index < child->plan->limit_count; index++) {
    struct launcher_limit wanted = child->plan->limits[index];
    __rlimit_resource_t resource = resources[wanted.resource];
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) fail(child, launcher_step_limits, errno);
    if (limit.rlim_max > wanted.value) limit.rlim_max = wanted.value;
    if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
    if (setrlimit(resource, &limit) != 0 && !child->plan->goes_without) fail(child, launcher_step_limits, errno);
  }
}

/// Root's programs get root's capabilities back by being root, unless that is switched off first.
static void drop_capabilities(struct child *child) {
  // SECBIT_NOROOT, NO_SETUID_FIXUP, NO_CAP_AMBIENT_RAISE, each with its lock.
  const long without_root = 0x01L | 0x02L | 0x04L | 0x08L | 0x40L | 0x80L;
  if (prctl(PR_SET_SECUREBITS, without_root, 0L, 0L, 0L) != 0 && errno != EPERM) {
    fail(child, launcher_step_capabilities, errno);
  }
  (void)prctl(PR_CAP_AMBIENT, (long)PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L);
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct none[2];
  memset(none, 0, sizeof none);
  if (syscall(SYS_capset, &header, none) != 0) fail(child, launcher_step_capabilities, errno);
}

static void place_descriptors(struct child *child) {
  for (int index = 0; index < 3; index++) {
    if (dup2(child->plan->standard[index], index) < 0) fail(child, launcher_step_descriptors, errno);
  }
}

static void close_others(struct child *child) {
  unsigned report = (unsigned)child->report, first = 3;
  if (child->plan->extra >= 0) {
    if (child->plan->extra == 3 ? fcntl(3, F_SETFD, 0) != 0 : dup2(child->plan->extra, 3) < 0) {
      fail(child, launcher_step_descriptors, errno);
    }
    first = 4;
  }
  // The report's number is 4 or more.
  if (report == first || syscall(SYS_close_range, first, report - 1, 0U) == 0) {
    if (syscall(SYS_close_range, report + 1, ~0U, 0U) == 0) return;
  }
  if (errno != ENOSYS) fail(child, launcher_step_descriptors, errno);
  long most = sysconf(_SC_OPEN_MAX);
  for (int number = (int)first; number < (most > 0 ? most : 65536); number++) {
    if (number != child->report) (void)close(number);
  }
}

/// The parent may have ended before its end could be asked for: its ends of the pipes are closed then.
static void leave_with_parent(struct child *child) {
  if (prctl(PR_SET_PDEATHSIG, (long)SIGKILL, 0L, 0L, 0L) != 0) fail(child, launcher_step_session, errno);
}

static void end_without_parent(void) {
  struct pollfd output = {.fd = 1, .events = POLLOUT, .revents = 0};
  if (poll(&output, 1, 0) > 0 && (output.revents & POLLERR)) _exit(127);
}

static void refuse_calls(struct child *child) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) != 0) fail(child, launcher_step_calls, errno);
  if (child->plan->ruleset >= 0 && syscall(SYS_landlock_restrict_self, (long)child->plan->ruleset, 0L) != 0) {
    fail(child, launcher_step_files, errno);
  }
  if (child->filter != NULL && prctl(PR_SET_SECCOMP, (long)SECCOMP_MODE_FILTER, child->filter, 0L, 0L) != 0) {
    fail(child, launcher_step_calls, errno);
  }
}

static int run_child(void *argument) {
  struct child *child = argument;
  const struct launcher_plan *plan = child->plan;
  reset_signals();
  leave_with_parent(child);
  if (child->is_mapped) {
    int error = map_identity(child->user, child->group);
    if (error != 0) fail(child, launcher_step_namespace, error);
  }
  if (setsid() < 0) fail(child, launcher_step_session, errno);
  for (int index = 0; index < plan->control_group_count; index++) {
    if (write(plan->control_groups[index], "0", 1) != 1) fail(child, launcher_step_limits, errno);
  }
  if (fchdir(plan->directory) != 0) fail(child, launcher_step_directory, errno);
  place_descriptors(child);
  set_limits(child);
  if (plan->drops_capabilities || child->is_mapped) drop_capabilities(child);
  // The ruleset's descriptor is needed until here.
  if (plan->filters_calls || plan->ruleset >= 0) refuse_calls(child);
  close_others(child);
  end_without_parent();
  // A file that is being replaced is busy for a moment.
  for (int attempt = 0; attempt < 50; attempt++) {
    (void)execve(plan->program, plan->arguments, plan->environment);
    if (errno != ETXTBSY) break;
    (void)poll(NULL, 0, 2);
  }
  fail(child, launcher_step_program, errno);
}

/// The failure that the child reported, if any. Returns once the program has started or the child has ended.
static void read_report(int descriptor, struct launcher_result *result) {
  int words[2];
  ssize_t count;
  do {
    count = read(descriptor, words, sizeof words);
  } while (count < 0 && errno == EINTR);
  if (count == (ssize_t)sizeof words) {
    result->step = (enum launcher_step)words[0];
    result->error = words[1];
  }
}

static int start(struct child *child, int namespaces, struct launcher_result *result) {
  int pipes[2];
  result->step = launcher_step_copy;
  if (pipe2(pipes, O_CLOEXEC) != 0) {
    result->error = errno;
    return -1;
  }
  // The numbers below become the child's own.
  child->report = fcntl(pipes[1], F_DUPFD_CLOEXEC, 4);
  (void)close(pipes[1]);
  void *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (child->report < 0 || stack == MAP_FAILED) {
    result->error = errno;
    if (child->report >= 0) (void)close(child->report);
    if (stack != MAP_FAILED) (void)munmap(stack, STACK_BYTES);
    (void)close(pipes[0]);
    return -1;
  }
  // No handler of this process may run in the child, on its memory.
  sigset_t every, previous;
  sigfillset(&every);
  (void)pthread_sigmask(SIG_SETMASK, &every, &previous);
  // A child that maps its user needs memory of its own, which may be dumped.
  int flags = CLONE_PIDFD | SIGCHLD | namespaces | (child->is_mapped ? 0 : CLONE_VM | CLONE_VFORK);
  pid_t process = clone(run_child, (char *)stack + STACK_BYTES, flags, child, &result->descriptor);
  int copy_error = errno;
  (void)pthread_sigmask(SIG_SETMASK, &previous, NULL);
  (void)close(child->report);
  if (process >= 0) {
    result->step = launcher_step_none;
    read_report(pipes[0], result);
  } else {
    result->error = copy_error;
  }
  (void)close(pipes[0]);
  (void)munmap(stack, STACK_BYTES);
  if (process >= 0 && result->error == 0) {
    result->process = process;
    return 0;
  }
  if (process >= 0) {
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {
    }
    (void)close(result->descriptor);
  }
  return -1;
}

int launcher_start(const struct launcher_plan *plan, struct launcher_result *result) {
  *result = (struct launcher_result){.process = -1, .descriptor = -1};
  struct sock_filter instructions[CALL_FILTER_ROOM];
  struct sock_fprog filter = {.filter = instructions};
  if (plan->filters_calls) {
    filter.len = call_filter_make(instructions, plan->refusals);
    if (filter.len == 0) {
      result->step = launcher_step_calls;
      result->error = ENOSYS;
      return -1;
    }
  }
  struct child child = {.plan = plan, .filter = plan->filters_calls ? &filter : NULL, .report = -1};
  if (!plan->own_processes) return start(&child, 0, result);
  int kind = launcher_namespace_kind();
  if (kind == 0) return start(&child, 0, result);
  child.is_mapped = kind == 2;
  child.user = geteuid();
  child.group = getegid();
  return start(&child, kind == 2 ? CLONE_NEWPID | CLONE_NEWUSER : CLONE_NEWPID, result);
}

int launcher_filter_descriptor(unsigned refusals) {
  struct sock_filter instructions[CALL_FILTER_ROOM];
  ssize_t length = (ssize_t)(call_filter_make(instructions, refusals) * sizeof *instructions);
  int pipes[2];
  if (length == 0 || pipe2(pipes, O_CLOEXEC) != 0) return -1;
  // An empty pipe holds 64 KiB, the longest filter is 6.
  int is_whole = write(pipes[1], instructions, (size_t)length) == length;
  (void)close(pipes[1]);
  if (is_whole) return pipes[0];
  (void)close(pipes[0]);
  return -1;
}

int launcher_refuse_processes_here(void) {
  struct sock_filter instructions[CALL_FILTER_ROOM];
  struct sock_fprog filter = {.filter = instructions};
  filter.len = call_filter_make(instructions, launcher_refuse_processes);
  if (filter.len == 0) return ENOSYS;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) != 0) return errno;
  return prctl(PR_SET_SECCOMP, (long)SECCOMP_MODE_FILTER, &filter, 0L, 0L) == 0 ? 0 : errno;
}

// MARK: beside it

int launcher_collect(int descriptor, int reaps, int *was_signalled, int *status) {
  siginfo_t information;
  memset(&information, 0, sizeof information);
  // 3 is P_PIDFD, which headers may not have yet.
  int options = WEXITED | WNOHANG | (reaps ? 0 : WNOWAIT);
  if (waitid((idtype_t)3, (id_t)descriptor, &information, options) != 0 || information.si_pid == 0) return 0;
  *was_signalled = information.si_code != CLD_EXITED;
  *status = information.si_status;
  return 1;
}

int launcher_pipe(int *reading, int *writing) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

int launcher_counter(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// MARK: what there is

static int leave_at_once(void *argument) {
  (void)argument;
  _exit(0);
}

/// Some systems let everybody make a user namespace, and nothing be done in it.
static int leave_mapped(void *argument) {
  const unsigned *identity = argument;
  _exit(map_identity(identity[0], identity[1]) == 0 ? 0 : 1);
}

static int can_copy(int flags, int (*body)(void *)) {
  static char stack[16384] __attribute__((aligned(16)));
  unsigned identity[2] = {geteuid(), getegid()};
  pid_t process = clone(body, stack + sizeof stack, SIGCHLD | flags, identity);
  if (process < 0) return 0;
  int status = 1;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int launcher_namespace_kind(void) {
  // Asked once; two threads that ask at the same time would share the stack of the trial.
  static int known = -1;
  static int lock = 0;
  int kind = __atomic_load_n(&known, __ATOMIC_ACQUIRE);
  if (kind >= 0) return kind;
  while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE)) sched_yield();
  kind = __atomic_load_n(&known, __ATOMIC_ACQUIRE);
  if (kind < 0) {
    kind = 0;
    if (can_copy(CLONE_VM | CLONE_VFORK | CLONE_NEWPID, leave_at_once)) {
      kind = 1;
    } else if (can_copy(CLONE_NEWPID | CLONE_NEWUSER, leave_mapped)) {
      kind = 2;
    }
    __atomic_store_n(&known, kind, __ATOMIC_RELEASE);
  }
  __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
  return kind;
}

int launcher_filters_calls(void) {
  // A null program is not looked at before it is known whether there are filters.
  return prctl(PR_SET_SECCOMP, (long)SECCOMP_MODE_FILTER, NULL, 0L, 0L) != 0 && errno == EFAULT;
}
