#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CMeasure.h"

extern char **environ;

static int64_t cpu_time(int who) {
  struct rusage usage;
  if (getrusage(who, &usage)) return 0;
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000LL +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000LL;
}

int64_t measure_all_cpu_time(void) { return cpu_time(RUSAGE_SELF) + cpu_time(RUSAGE_CHILDREN); }

/* Reads to the end, waits, and says how it ended as a shell does. */
static int finish(pid_t process, int output, int64_t *bytes) {
  char chunk[65536];
  for (ssize_t count; (count = read(output, chunk, sizeof chunk)) > 0;) *bytes += count;
  close(output);
  int status;
  while (waitpid(process, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int measure_spawn(const char *program, const char *folder, const char *first, const char *second, int64_t *bytes) {
  char *arguments[] = {(char *)program, (char *)first, (char *)second, NULL};
  posix_spawn_file_actions_t actions;
  int streams[2];
  pid_t process;
  *bytes = 0;
  if (pipe2(streams, O_CLOEXEC)) return -1;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, streams[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  int error = posix_spawn(&process, program, &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(streams[1]);
  if (error) {
    close(streams[0]);
    return -1;
  }
  return finish(process, streams[0], bytes);
}
