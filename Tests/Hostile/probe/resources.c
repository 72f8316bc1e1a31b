/* More of everything: memory, processor, output, files, descriptors. What bounds an attempt itself is `limit`. */
#define _GNU_SOURCE
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MEGABYTE = 1 << 20, STEP = 16 * MEGABYTE };

/* `reached` of `limit`, of which all is what must not be. */
static void report_amount(const char *label, long reached, long limit) {
  if (reached >= limit) say(label, "ok %ld", reached);
  else say(label, "%s %ld", strerrorname_np(errno), reached);
}

static void private_memory(void) {
  long limit = number("limit"), megabytes = 0;
  for (; megabytes < limit; megabytes += 16) {
    char *memory = mmap(NULL, STEP, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) break;
    memset(memory, 1, STEP);
    if (megabytes % 1024 == 0) say("so far", "ENOENT %ld", megabytes);
  }
  report_amount("private memory", megabytes, limit);
}

/* The same by pages that belong to no process alone. */
static void anonymous_shared_memory(void) {
  long limit = number("limit"), megabytes = 0;
  for (; megabytes < limit; megabytes += 16) {
    char *memory = mmap(NULL, STEP, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) break;
    memset(memory, 1, STEP);
  }
  report_amount("anonymous shared memory", megabytes, limit);
}

/* Pages that belong to no address space: files in memory, one after the other. */
static void memory_files(void) {
  static char zeros[MEGABYTE];
  memset(zeros, 1, sizeof zeros);
  long limit = number("limit"), megabytes = 0;
  while (megabytes < limit) {
    int file = (int)syscall(SYS_memfd_create, "memory", 0);
    if (file < 0) break;
    long before = megabytes;
    while (megabytes < limit && write(file, zeros, sizeof zeros) == sizeof zeros) megabytes++;
    if (megabytes == before) break;
  }
  report_amount("memory files", megabytes, limit);
}

static void shared_memory(void) {
  static char zeros[MEGABYTE];
  long limit = number("limit"), megabytes = 0;
  const char *path = join("/dev/shm", setting("mark"));
  int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) {
    while (megabytes < limit && write(file, zeros, sizeof zeros) == sizeof zeros) megabytes++;
    unlink(path);
  }
  report_amount("memory in /dev/shm", megabytes, limit);
}

static void locked_memory(void) {
  long limit = number("limit"), megabytes = 0;
  for (; megabytes < limit; megabytes += 16) {
    void *memory = mmap(NULL, STEP, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mlock(memory, STEP)) break;
  }
  report_amount("locked memory", megabytes, limit);
}

static void *spin(void *unused) {
  for (volatile unsigned long turn = 0;; turn++) continue;
  return unused;
}

static void processor(void) {
  say("begins", "ENOENT");
  for (int thread = 0; thread < 15; thread++) {
    pthread_t made;
    pthread_create(&made, NULL, spin, NULL);
  }
  spin(NULL);
}

static void flood(int first, int second) {
  static char text[65536];
  memset(text, 'x', sizeof text);
  for (size_t index = 63; index < sizeof text; index += 64) text[index] = '\n';
  for (long written = 0; written < 10L << 30; written += (long)sizeof text)
    if (write(written / (long)sizeof text % 2 ? first : second, text, sizeof text) < 0) break;
}

static void flood_output(void) { flood(1, 1); }
static void flood_errors(void) { flood(2, 2); }
static void flood_both(void) { flood(1, 2); }

static void close_and_live(void) {
  say("begins", "ENOENT");
  close(1);
  close(2);
  sleep(60);
}

static void large_file(void) {
  const char *folders[] = {".", getenv("HOME") ? getenv("HOME") : "/nowhere", "/tmp", "/dev/shm"};
  for (int index = 0; index < 4; index++) {
    const char *path = join(folders[index], setting("mark"));
    int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    char label[60];
    snprintf(label, sizeof label, "sparse %d", index);
    report(label, file < 0 ? -1 : pwrite(file, "x", 1, 1L << 40));
    if (file >= 0) close(file), unlink(path);
  }
}

static void many_files(void) {
  const char *folders[] = {".", getenv("HOME") ? getenv("HOME") : "/nowhere"};
  for (int index = 0; index < 2; index++) {
    const char *folder = join(folders[index], setting("mark"));
    long made = 0, limit = number("limit");
    int directory = mkdir(folder, 0700) ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (char name[32]; directory >= 0 && made < limit; made++) {
      snprintf(name, sizeof name, "%ld", made);
      int file = openat(directory, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
      if (file < 0) break;
      close(file);
    }
    report_amount(index ? "files in its home" : "files in the project", made, limit);
  }
}

static void open_files(void) {
  long limit = number("limit"), count = 0;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  while (count < limit && open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0) count++;
  report_amount("open files", count, limit);
}

static void full_pipes(void) {
  static char text[65536];
  long limit = number("limit"), count = 0;
  for (int pair[2]; count < limit && !pipe2(pair, O_NONBLOCK | O_CLOEXEC); count++)
    while (write(pair[1], text, sizeof text) > 0) continue;
  report_amount("pipes", count, limit);
}

/* A lock holds others up; a watch and a timer are taken out of what the user has in all. */
static void locks(void) {
  int file = open("notes.txt", O_RDONLY | O_CLOEXEC), lasting = open("notes.txt", O_RDONLY);
  report("flock", file < 0 ? -1 : flock(file, LOCK_EX | LOCK_NB));
  report("lease", lasting < 0 ? -1 : fcntl(lasting, F_SETLEASE, F_RDLCK));
}

static void watches(void) {
  long limit = number("limit"), count = 0;
  while (count < limit && inotify_init1(IN_CLOEXEC) >= 0) count++;
  report_amount("inotify instances", count, limit);
}

const struct attack resource_attacks[] = {
    {"private-memory", private_memory}, {"anonymous-shared-memory", anonymous_shared_memory},
    {"memory-files", memory_files}, {"shared-memory", shared_memory},
    {"locked-memory", locked_memory}, {"processor", processor}, {"flood-output", flood_output},
    {"flood-errors", flood_errors}, {"flood-both", flood_both}, {"close-and-live", close_and_live},
    {"large-file", large_file}, {"many-files", many_files}, {"open-files", open_files}, {"full-pipes", full_pipes},
    {"locks", locks}, {"watches", watches}, {NULL, NULL}};
