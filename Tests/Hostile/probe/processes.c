/* Other processes: looking at them, ending them, outliving the call; running other code. */
#define _GNU_SOURCE
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* The server, what started the probe, and a bystander of the same user. */
static const char *const others[] = {"server", "parent", "bystander"};

static pid_t other(int index) { return index == 1 ? getppid() : (pid_t)number(others[index]); }

static const char *labelled(const char *label, int index) {
  static char text[100];
  snprintf(text, sizeof text, "%s %s", label, others[index]);
  return text;
}

static void tracing(void) {
  for (int index = 0; index < 3; index++) {
    pid_t process = other(index);
    report(labelled("seize", index), ptrace(PTRACE_SEIZE, process, 0, 0));
    ptrace(PTRACE_DETACH, process, 0, 0);
    if (index == 2) {
      long attached = ptrace(PTRACE_ATTACH, process, 0, 0);
      report(labelled("attach", index), attached);
      if (!attached) waitpid(process, NULL, __WALL), ptrace(PTRACE_DETACH, process, 0, 0);
    }
  }
}

static void memory_of_others(void) {
  for (int index = 0; index < 3; index++) {
    pid_t process = other(index);
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)0x1000, 1};
    report_reached(labelled("read", index), process_vm_readv(process, &here, 1, &there, 1, 0), EFAULT);
    report_reached(labelled("write", index), process_vm_writev(process, &here, 1, &there, 1, 0), EFAULT);
    report(labelled("compare", index), syscall(SYS_kcmp, process, process, KCMP_VM, 0, 0));
    int handle = (int)syscall(SYS_pidfd_open, process, 0);
    report(labelled("descriptor", index), handle < 0 ? -1 : syscall(SYS_pidfd_getfd, handle, 1, 0));
  }
}

static void gentle_signals(void) {
  for (int index = 0; index < 3; index++) {
    pid_t process = other(index);
    if (process <= 0) {
      say(labelled("kill", index), "ESRCH");
      continue;
    }
    union sigval value = {0};
    report(labelled("kill", index), kill(process, 0));
    report(labelled("continue", index), kill(process, SIGCONT));
    report(labelled("queue", index), sigqueue(process, SIGCONT, value));
    report(labelled("thread", index), syscall(SYS_tgkill, process, process, SIGCONT));
    int handle = (int)syscall(SYS_pidfd_open, process, 0);
    report(labelled("handle", index), handle < 0 ? -1 : syscall(SYS_pidfd_send_signal, handle, SIGCONT, NULL, 0));
  }
}

/* Whether it worked is seen by who lives: the test looks at the server and the bystander. */
static void hard_signals(void) {
  say("begins", "ENOENT");
  pid_t server = (pid_t)number("server");
  if (server > 0) kill(server, SIGSTOP), kill(server, SIGTERM), kill(server, SIGKILL);
  if (getppid() > 0) kill(getppid(), SIGKILL);
  kill(-1, SIGKILL);
}

static void stay(const char *label) {
  int null = open("/dev/null", O_RDWR);
  for (int descriptor = 0; descriptor < 3; descriptor++) null >= 0 ? dup2(null, descriptor) : close(descriptor);
  signal(SIGTERM, SIG_IGN);
  prctl(PR_SET_NAME, label);
  sleep(60);
  _exit(0);
}

/* A child of its own session whose parent has ended, that holds none of the pipes. */
static void leave_group(int games) {
  pid_t child = fork();
  report("fork", child);
  if (child) {
    if (child > 0) waitpid(child, NULL, 0);
    return;
  }
  if (games) {
    prctl(PR_SET_PDEATHSIG, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_DUMPABLE, 0);
  }
  setsid();
  setpgid(0, 0);
  for (int level = 0; level < 3; level++) {
    if (!fork()) {
      setsid();
      if (level == 2) stay("stays");
      if (!fork()) stay("stays deeper");
      _exit(0);
    }
  }
  _exit(0);
}

static void leaving(void) { leave_group(0); }
static void leaving_with_games(void) { leave_group(1); }

/* As above, and the program itself goes on: what ends it is its time limit, a cancellation, or the end of the server. */
static void leaving_and_staying(void) {
  leave_group(1);
  sleep(60);
}

/* Pairs of processes until one is refused or the test has seen enough. */
static void forks(void) {
  long limit = number("limit"), made = 0;
  int error = 0;
  for (; made < limit && !error; made += 2) {
    pid_t child = fork();
    if (!child) {
      fork();
      sleep(10);
      _exit(0);
    }
    if (child < 0) error = errno;
  }
  say("processes", error ? "%2$s %1$ld" : "ok %ld", made, strerrorname_np(error ? error : EAGAIN));
}

static void *idle(void *unused) {
  pause();
  return unused;
}

static void threads(void) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 16384);
  long made = 0;
  int error = 0;
  for (pthread_t thread; made < number("limit"); made++)
    if ((error = pthread_create(&thread, &attributes, idle, NULL))) break;
  say("threads", error ? "%2$s %1$ld" : "ok %ld", made, strerrorname_np(error ? error : EAGAIN));
}

static void run(const char *label, const char *path, char *first, char *second, char *third) {
  char *arguments[] = {first, second, third, NULL};
  char *none[] = {NULL};
  execve(path, arguments, none);
  report(label, -1);
}

/* What can be executed replaces the probe, and prints `ok`: the last line is then of it. */
static void other_programs(void) {
  run("shell", "/bin/sh", "sh", "-c", "echo shell: ok");
  run("busy", "/usr/bin/env", "env", "echo", "env: ok");
  run("awk", "/usr/bin/awk", "awk", "BEGIN{print \"awk: ok\"}", NULL);
}

static void project_script(void) { run("script", "./script", "script", NULL, NULL); }
static void project_binary(void) { run("binary", "./binary", "binary", NULL, NULL); }
static void set_user(void) { run("set-uid of the system", "/usr/bin/su", "su", "--version", NULL); }

static void loader(void) {
  run("loader", "/lib64/ld-linux-x86-64.so.2", "ld.so", "./binary", NULL);
  run("loader", "/lib/ld-linux-aarch64.so.1", "ld.so", "./binary", NULL);
}

static void from_memory(void) {
  int file = (int)syscall(SYS_memfd_create, "code", 0), program = open("binary", O_RDONLY);
  char bytes[65536];
  for (ssize_t count; program >= 0 && file >= 0 && (count = read(program, bytes, sizeof bytes)) > 0;)
    if (write(file, bytes, (size_t)count) < 0) break;
  char *arguments[] = {"code", NULL}, *none[] = {NULL};
  if (file < 0 || program < 0) report("memory file", -1);
  else syscall(SYS_execveat, file, "", arguments, none, AT_EMPTY_PATH), report("memory file", -1);
}

static void mapped_code(void) {
  int file = open("binary", O_RDONLY | O_CLOEXEC);
  void *map = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
  report("map of a project file", file < 0 || map == MAP_FAILED ? -1 : 0);
  say("LD_PRELOAD", getenv("LD_PRELOAD") ? "ok" : "ENOENT");
}

const struct attack process_attacks[] = {
    {"tracing", tracing}, {"memory-of-others", memory_of_others}, {"gentle-signals", gentle_signals},
    {"hard-signals", hard_signals}, {"leaving", leaving}, {"leaving-with-games", leaving_with_games},
    {"leaving-and-staying", leaving_and_staying}, {"forks", forks}, {"threads", threads},
    {"other-programs", other_programs}, {"project-script", project_script}, {"project-binary", project_binary},
    {"set-user", set_user}, {"loader", loader}, {"from-memory", from_memory}, {"mapped-code", mapped_code},
    {NULL, NULL}};
