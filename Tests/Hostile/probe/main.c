#define _GNU_SOURCE
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char case_text[16384];

static void read_case(void) {
  int file = open(".probe-case", O_RDONLY | O_CLOEXEC);
  ssize_t count = file < 0 ? -1 : read(file, case_text, sizeof case_text - 1);
  if (count < 0) {
    say("case", "%s", strerrorname_np(errno));
    exit(0);
  }
  close(file);
}

const char *setting(const char *name) {
  static char values[8][4096];
  static int turn;
  size_t length = strlen(name);
  for (const char *line = case_text; *line;) {
    const char *end = strchrnul(line, '\n');
    if (!strncmp(line, name, length) && line[length] == ' ') {
      char *value = values[turn++ % 8];
      snprintf(value, sizeof values[0], "%.*s", (int)(end - line - length - 1), line + length + 1);
      return value;
    }
    line = *end ? end + 1 : end;
  }
  return "";
}

long number(const char *name) { return atol(setting(name)); }

/* As the tool reads it: lines, a JSON value, or a list of builds with the lines in one of them. */
static const char *form = "lines";

static int is_json(void) { return strcmp(form, "lines"); }

void say(const char *label, const char *format, ...) {
  char line[1000];
  int used = snprintf(line, sizeof line, "%s: ", label);
  va_list values;
  va_start(values, format);
  vsnprintf(line + used, sizeof line - (size_t)used, format, values);
  va_end(values);
  for (char *byte = line; *byte; byte++)
    if (is_json() && (*byte == '"' || *byte == '\\' || *byte < ' ')) *byte = '?';
  printf(is_json() ? "\"%s\",\n" : "%s\n", line);
  fflush(stdout);
}

static void begin(void) {
  if (!strcmp(form, "builds")) printf("[{\"drvPath\":\"/x\",\"outputs\":{},\"seen\":");
  if (is_json()) printf("[");
  fflush(stdout);
}

static void end(void) {
  if (is_json()) printf("\"end: ENOENT\"]");
  if (!strcmp(form, "builds")) printf("}]");
  fflush(stdout);
}

void report(const char *label, long result) { say(label, "%s", result < 0 ? strerrorname_np(errno) : "ok"); }

void report_reached(const char *label, long result, int reached) {
  if (result < 0 && errno == reached) say(label, "ok %s", strerrorname_np(reached));
  else report(label, result);
}

void report_content(const char *label, const char *path) {
  int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  char text[200] = "";
  ssize_t count = file < 0 ? -1 : read(file, text, sizeof text - 1);
  if (count < 0) {
    report(label, -1);
  } else {
    for (ssize_t index = 0; index < count; index++)
      if (text[index] < ' ') text[index] = ' ';
    say(label, "ok %s", text);
  }
  if (file >= 0) close(file);
}

const char *join(const char *folder, const char *name) {
  static char paths[4][8192];
  static int turn;
  char *path = paths[turn++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

/* The first process of a namespace: starts the command, which is number 2, and a bystander, number 3. */
static int first_process(char **command) {
  pid_t main_child = fork();
  if (!main_child) {
    execvp(command[0], command);
    _exit(127);
  }
  if (!fork()) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDWR);
    for (int descriptor = 0; descriptor < 3; descriptor++) dup2(null, descriptor);
    for (;;) pause();
  }
  for (int status;;) {
    pid_t ended = wait(&status);
    if (ended == main_child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (ended < 0 && errno == ECHILD) return 126;
  }
}

/* What the server is to the probe: a parent with something in its environment. */
static int parent(char **command) {
  int status;
  pid_t child = fork();
  if (!child) {
    execvp(command[0], command);
    _exit(127);
  }
  while (waitpid(child, &status, 0) < 0) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Exchanges two names until it is ended: as quickly as it can for a while, then with rests of up to 4 ms, so that a
   program that opens several files one after the other meets both a name that changes under it and one that holds. */
static int exchange(const char *one, const char *other) {
  for (unsigned turn = 0, chance = 1;; turn++) {
    if (syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, 2 /* RENAME_EXCHANGE */)) return 1;
    chance = chance * 1103515245u + 12345u;
    const struct timespec rest = {0, (chance >> 8) % 4000000};
    if (turn % 64 >= 56) nanosleep(&rest, 0);
  }
}

int main(int count, char **arguments) {
  if (count > 2 && !strcmp(arguments[1], "--first-process")) return first_process(arguments + 2);
  if (count > 2 && !strcmp(arguments[1], "--parent")) return parent(arguments + 2);
  if (count == 4 && !strcmp(arguments[1], "--exchange")) return exchange(arguments[2], arguments[3]);
  const struct attack *lists[] = {file_attacks, network_attacks, process_attacks, resource_attacks, system_attacks};
  read_case();
  if (*setting("form")) form = strdup(setting("form"));
  const char *name = strdup(setting("case"));
  begin();
  for (size_t list = 0; list < sizeof lists / sizeof *lists; list++)
    for (const struct attack *attack = lists[list]; attack->name; attack++)
      if (!strcmp(attack->name, name)) {
        attack->run();
        end();
        return 0;
      }
  say("case", "unknown %s", name);
  return 0;
}
