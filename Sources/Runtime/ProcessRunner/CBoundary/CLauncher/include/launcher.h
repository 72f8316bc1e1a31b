// Starts a program with everything that has to happen between the copy of this process and the program: descriptors,
// session, limits, and what the kernel is to refuse. Nothing here allocates after the copy is made.
#ifndef SECURELLM_LAUNCHER_H
#define SECURELLM_LAUNCHER_H

#include <stdint.h>
#include <sys/types.h>

/// What went wrong first, in the order of the steps.
enum launcher_step {
  launcher_step_none = 0,
  launcher_step_copy,
  launcher_step_descriptors,
  launcher_step_session,
  launcher_step_directory,
  launcher_step_limits,
  launcher_step_namespace,
  launcher_step_capabilities,
  launcher_step_files,
  launcher_step_calls,
  launcher_step_program,
};

/// The limits by the names of setrlimit, of which Swift sees some only.
enum launcher_resource {
  launcher_memory,
  launcher_address_space,
  launcher_cpu_seconds,
  launcher_file_bytes,
  launcher_open_files,
  launcher_core_bytes,
  launcher_locked_bytes,
  launcher_queue_bytes,
  launcher_real_time,
  launcher_processes,
};

/// A limit of the process: both the soft and the hard one. A limit that is lower already stays.
struct launcher_limit {
  enum launcher_resource resource;
  uint64_t value;
};

/// What the child asks the kernel to refuse from then on, by system call.
enum launcher_refusal {
  /// New processes; threads may still be made.
  launcher_refuse_processes = 1 << 0,
  /// Sockets of every kind, those of files (AF_UNIX) included.
  launcher_refuse_sockets = 1 << 1,
  /// Modes, owners, times and extended attributes of files, which Landlock does not cover.
  launcher_refuse_metadata = 1 << 2,
  /// Leaving the session or the process group.
  launcher_refuse_sessions = 1 << 3,
  /// Signals to other processes, where Landlock cannot distinguish them.
  launcher_refuse_signals = 1 << 4,
  /// Sockets of all kinds but AF_UNIX.
  launcher_refuse_internet = 1 << 5,
};

struct launcher_plan {
  const char *program;
  char *const *arguments;
  char *const *environment;
  /// Open directory to start in, of the kind O_PATH or better.
  int directory;
  /// What becomes 0, 1 and 2. None may be one of these numbers.
  int standard[3];
  const struct launcher_limit *limits;
  int limit_count;
  /// Whether the program also runs where a limit cannot be set.
  int goes_without;
  /// Descriptor of a Landlock ruleset, or -1.
  int ruleset;
  /// Whether system calls are filtered at all, and what beyond the list of calls that no tool needs.
  int filters_calls;
  unsigned refusals;
  /// Open cgroup.procs of control groups to join.
  const int *control_groups;
  int control_group_count;
  /// What becomes descriptor 3, or -1.
  int extra;
  /// Whether the child becomes number 1 of a PID namespace, whose processes all end with it.
  int own_processes;
  /// Whether root's capabilities are given up.
  int drops_capabilities;
};

struct launcher_result {
  /// The process and a descriptor of it, when `error` is 0.
  pid_t process;
  int descriptor;
  enum launcher_step step;
  int error;
};

/// Starts the program. The child is killed when the calling thread ends, so that thread must outlive it.
/// Returns 0, or -1 with `step` and `error` set; nothing is left to be waited for then.
int launcher_start(const struct launcher_plan *plan, struct launcher_result *result);

/// Looks whether the process of `descriptor` has ended, without waiting; `reaps` takes its number away. Returns 1 when it
/// has, with its exit code or the signal that ended it.
int launcher_collect(int descriptor, int reaps, int *was_signalled, int *status);

/// The ends of a pipe that close themselves in a program: to read, to write. Returns 0, or -1 and errno.
int launcher_pipe(int *reading, int *writing);

/// A counter that threads wake each other with; it never blocks. Returns a descriptor, or -1 and errno.
int launcher_counter(void);

/// Whether a PID namespace can be made: 1 as it is, 2 only together with a user namespace, 0 not at all.
int launcher_namespace_kind(void);

/// A descriptor to read the filter for `refusals` from, as bubblewrap takes it. Returns -1 where there is none.
int launcher_filter_descriptor(unsigned refusals);

/// Lets this process, and what it becomes, start no other. Threads may still be made. Returns 0, or an errno value.
int launcher_refuse_processes_here(void);

// Landlock.

/// The version of Landlock that the kernel offers: 0 when it has none, or it is switched off.
int launcher_landlock_version(void);

/// Whether the kernel takes filters of system calls.
int launcher_filters_calls(void);

/// What a rule grants beneath a folder, or of a file.
enum launcher_grant {
  launcher_grant_read = 1,
  launcher_grant_execute = 2,
  /// Writing, making, renaming and removing files, folders and symbolic links.
  launcher_grant_write = 4,
};

/// A ruleset that refuses every access to files that no rule grants, and, as far as the kernel can, abstract sockets
/// and signals to processes outside. With `network` connections are not refused. Returns a descriptor, or -1 and errno.
int launcher_ruleset_make(int network);

/// Grants access beneath the path that `descriptor` (O_PATH) names. Returns 0, or an errno value.
int launcher_ruleset_allow(int ruleset, int descriptor, unsigned grants);

// Folders of results.

/// Removes all that is in a folder, however deep, with few descriptors and following no link: what is deeper is brought up
/// first. Returns 0, or an errno value. Nobody else may write there meanwhile.
int launcher_empty_folder(int folder);

#endif
