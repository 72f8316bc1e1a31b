/* Reading and writing where the child may not. */
#define _GNU_SOURCE
#include "probe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Whether a file can be made there; it is removed again, and so may show only in this line. */
static void report_making(const char *label, const char *path) {
  int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  report(label, file);
  if (file >= 0) {
    close(file);
    unlink(path);
  }
}

static void absolute_path(void) {
  report_content("token", setting("token"));
  report_content("passwd", "/etc/passwd");
  report_content("shadow", "/etc/shadow");
  report_content("home", join(setting("user-home"), "secret"));
  report_content("key", join(setting("server-data"), "keys.sqlite"));
}

/* No content, and still something: who is there, and how large. */
static void names_outside(void) {
  struct stat status;
  report("size of the token", stat(setting("token"), &status));
  report_reached("name that is not there", stat(join(setting("outside"), "nothing"), &status), ENOENT);
}

static void parent_steps(void) {
  report_content("..", "../outside/token");
  report_content("folder and ..", "folder/../../outside/token");
  report_content("chdir", chdir("../outside") ? "/nowhere" : "token");
}

static void symbolic_links(void) {
  report_content("link to file", "link-to-token");
  report_content("link to folder", "link-to-outside/token");
  report_content("link in link", "link-to-link");
}

static void swapped_link(void) {
  long reads = 0, honest = 0;
  for (long turn = 0; turn < number("turns"); turn++) {
    char text[100] = "";
    int file = open("swapped/token", O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) continue;
    if (strstr(text, setting("secret"))) reads++;
    else honest++;
  }
  say("inside", "%ld", honest);
  say("outside", reads ? "ok %ld" : "ENOENT %ld", reads);
}

static void old_hard_link(void) { report_content("hard link", "hard-link-to-token"); }

static void new_links(void) {
  report("link of outside", link(setting("token"), "made-link"));
  report("link to outside", link("notes.txt", join(setting("outside"), "made-link")));
  report("rename in", rename(join(setting("outside"), "spare"), "made-rename"));
  report("rename out", rename("notes.txt", join(setting("outside"), "made-rename")));
}

static void writing_project(void) {
  struct timespec times[2] = {{1, 0}, {1, 0}};
  report_making("create", "made");
  report("truncate", truncate("notes.txt", 0));
  report("open for writing", open("notes.txt", O_WRONLY | O_CLOEXEC));
  report("append", open("notes.txt", O_WRONLY | O_APPEND | O_CLOEXEC));
  report("unlink", unlink("spare"));
  report("chmod", chmod("notes.txt", 0644));
  report("fchmodat2", syscall(452, AT_FDCWD, "notes.txt", 0644, 0));
  report("chown", chown("notes.txt", geteuid(), getegid()));
  report("utime", utimensat(AT_FDCWD, "notes.txt", times, 0));
  report("setxattr", setxattr("notes.txt", "user.probe", "x", 1, 0));
  report("mkdir", mkdir("made-folder", 0700));
  report("symlink", symlink("notes.txt", "made-symlink"));
  report("mkfifo", mkfifo("made-fifo", 0600));
  report("rename", rename("folder", "renamed"));
  int file = open("notes.txt", O_RDONLY | O_CLOEXEC), flags = 0x20; /* append only */
  report("fchmod", file < 0 ? -1 : fchmod(file, 0644));
  report("futimens", file < 0 ? -1 : futimens(file, times));
  report("fsetxattr", file < 0 ? -1 : fsetxattr(file, "user.probe", "x", 1, 0));
  report("attributes", file < 0 ? -1 : ioctl(file, 0x40086602 /* FS_IOC_SETFLAGS */, &flags));
}

static void writing_outside(void) {
  report_making("outside", join(setting("outside"), "made"));
  report_making("temporary folder", join("/tmp", setting("mark")));
  report_making("shared memory", join("/dev/shm", setting("mark")));
  report_making("own home", join(getenv("HOME") ? getenv("HOME") : "/nowhere", "made"));
  report_making("home of the user", join(setting("user-home"), "made"));
  report_making("data of the server", join(setting("server-data"), "made"));
  report("chmod outside", chmod(setting("token"), 0644));
}

static void proc_links(void) {
  report_content("self root", join("/proc/self/root", setting("token") + 1));
  report_content("self cwd", "/proc/self/cwd/../outside/token");
  report_content("thread root", join("/proc/thread-self/root", setting("token") + 1));
}

static void proc_of_server(void) {
  const char *names[] = {"environ", "mem", "maps", "fd/0", "fd/1", "fd/2", "cwd/notes.txt", "root/etc/hostname"};
  for (int turn = 0; turn < 2; turn++)
    for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
      char path[100], label[100];
      snprintf(path, sizeof path, "/proc/%ld/%s", turn ? (long)getppid() : number("server"), names[index]);
      snprintf(label, sizeof label, "%s %s", turn ? "parent" : "server", names[index]);
      report(label, open(path, (index == 1 ? O_RDWR : O_RDONLY) | O_NONBLOCK | O_CLOEXEC));
    }
  extern char **environ;
  int found = 0;
  for (char **variable = environ; *variable; variable++) found |= strstr(*variable, setting("secret")) != NULL;
  say("own environment", found ? "ok" : "ENOENT");
}

static void proc_listing(void) {
  DIR *folder = opendir("/proc");
  if (!folder) {
    report("processes", -1);
    return;
  }
  int others = 0;
  for (struct dirent *entry; (entry = readdir(folder));)
    others += entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && atoi(entry->d_name) != getpid();
  say("processes", others ? "ok %d" : "ENOENT %d", others);
}

static void devices(void) {
  const char *names[] = {"null", "zero", "full", "random", "urandom", "mem", "kmsg", "vda", "sda", "tty", "ptmx", "fuse",
                         "kvm", "net/tun", "loop-control", "vsock", "hwrng", "console", "port"};
  for (size_t index = 0; index < sizeof names / sizeof *names; index++)
    report(names[index], open(join("/dev", names[index]), O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  report_making("shm", join("/dev/shm", setting("mark")));
}

static void kernel_files(void) {
  report_content("sys", "/sys/kernel/mm/transparent_hugepage/enabled");
  report("sys, writing", open("/sys/kernel/mm/transparent_hugepage/enabled", O_WRONLY | O_CLOEXEC));
  report("cgroup", open(setting("cgroup"), O_RDONLY | O_CLOEXEC));
  report("cgroup, writing", open(setting("cgroup"), O_WRONLY | O_CLOEXEC));
  report("proc/sys", open("/proc/sys/kernel/hostname", O_WRONLY | O_CLOEXEC));
  report("proc/sysrq", open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC));
}

static void file_handles(void) {
  struct {
    struct file_handle handle;
    char bytes[128];
  } target = {.handle.handle_bytes = 128};
  int mount = 0, root = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int named = name_to_handle_at(AT_FDCWD, setting("token"), &target.handle, &mount, 0);
  report("name", named);
  if (named) {
    /* The kernel asks for the permission before it looks at the handle. */
    target.handle.handle_bytes = 8;
    target.handle.handle_type = 1;
  }
  report_reached("open", open_by_handle_at(root, &target.handle, O_RDONLY), ESTALE);
}

static void must_work(void) {
  report_content("project file", "notes.txt");
  report_content("link inside", "link-inside");
  report_content("folder", "folder/notes.txt");
  report("null", open("/dev/null", O_RDWR | O_CLOEXEC));
  DIR *folder = opendir(".");
  report("listing", folder ? 0 : -1);
  struct stat status;
  report("stat", stat("notes.txt", &status));
  char byte;
  say("input", read(0, &byte, 1) == 0 ? "ok" : "not empty");
  void *memory = malloc(1 << 20);
  report("memory", memory ? 0 : -1);
}

const struct attack file_attacks[] = {
    {"absolute-path", absolute_path}, {"names-outside", names_outside}, {"parent-steps", parent_steps},
    {"symbolic-links", symbolic_links},
    {"swapped-link", swapped_link}, {"old-hard-link", old_hard_link}, {"new-links", new_links},
    {"writing-project", writing_project}, {"writing-outside", writing_outside}, {"proc-links", proc_links},
    {"proc-of-server", proc_of_server}, {"proc-listing", proc_listing}, {"devices", devices},
    {"kernel-files", kernel_files}, {"file-handles", file_handles}, {"must-work", must_work}, {NULL, NULL}};
