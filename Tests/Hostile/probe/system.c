/* The machine and its kernel: mounts, namespaces, privileges, settings. Every call is harmless if it is allowed. */
#define _GNU_SOURCE
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void mounts(void) {
  report("bind", mount("/", "folder", NULL, MS_BIND, NULL));
  report("tmpfs", mount("none", "folder", "tmpfs", 0, NULL));
  report("proc", mount("none", "folder", "proc", 0, NULL));
  report_reached("umount", umount2("folder/folder-that-is-not", MNT_DETACH), EINVAL);
  report_reached("pivot_root", syscall(SYS_pivot_root, ".", "."), EINVAL);
  report("open_tree", syscall(SYS_open_tree, AT_FDCWD, "/", 1 /* OPEN_TREE_CLONE */));
  report("fsopen", syscall(SYS_fsopen, "tmpfs", 0));
  report("fspick", syscall(SYS_fspick, AT_FDCWD, "/", 0));
  report_reached("move_mount", syscall(SYS_move_mount, -1, "", -1, "", 0), EBADF);
}

static void namespaces(void) {
  const struct { const char *name; int flag; } kinds[] = {
      {"mnt", CLONE_NEWNS}, {"net", CLONE_NEWNET}, {"ipc", CLONE_NEWIPC}, {"uts", CLONE_NEWUTS}, {"pid", CLONE_NEWPID},
      {"cgroup", CLONE_NEWCGROUP}, {"user", CLONE_NEWUSER}};
  for (int index = 0; index < 7; index++) {
    char label[60];
    snprintf(label, sizeof label, "setns %s", kinds[index].name);
    int file = open(join("/proc/1/ns", kinds[index].name), O_RDONLY | O_CLOEXEC);
    /* A process is never let into its own user namespace again. */
    if (kinds[index].flag == CLONE_NEWUSER) report_reached(label, file < 0 ? -1 : setns(file, 0), EINVAL);
    else report(label, file < 0 ? -1 : setns(file, kinds[index].flag));
    snprintf(label, sizeof label, "unshare %s", kinds[index].name);
    report(label, unshare(kinds[index].flag));
  }
  struct { unsigned long long words[11]; } arguments = {{CLONE_NEWUSER}};
  arguments.words[4] = SIGCHLD;
  long child = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (!child) _exit(0);
  report("clone3", child);
}

static void other_root(void) {
  report("chroot", chroot("."));
  int folders = 0;
  for (int descriptor = 0; descriptor < 65536; descriptor++) {
    struct stat status;
    folders += !fstat(descriptor, &status) && S_ISDIR(status.st_mode);
  }
  say("inherited folders", folders ? "ok %d" : "ENOENT %d", folders);
}

static void keyrings(void) {
  report("add_key", syscall(SYS_add_key, "user", "probe", "x", 1, -4 /* user */));
  report("session", syscall(SYS_keyctl, 0 /* get id */, -3, 0));
  report("user", syscall(SYS_keyctl, 6 /* describe */, -4, NULL, 0));
  report_reached("request_key", syscall(SYS_request_key, "user", "nothing", NULL, -4), ENOKEY);
}

/* Each reads a wrong argument only when the caller is let in at all. */
static void kernel_services(void) {
  char nothing[128] = {0};
  report_reached("bpf", syscall(SYS_bpf, 0 /* map create */, nothing, sizeof nothing), EINVAL);
  report_reached("perf_event_open", syscall(SYS_perf_event_open, nothing, 0, -1, -1, 0), EINVAL);
  report("userfaultfd", syscall(SYS_userfaultfd, 1 /* of this process only */));
  report("fanotify_init", syscall(SYS_fanotify_init, 0x200, 0));
  report_reached("quotactl", syscall(SYS_quotactl, 0x800002 << 8, "/nothing", 0, nothing), ENOENT);
  report_reached("kexec_load", syscall(SYS_kexec_load, 0, 17, NULL, 0), EINVAL);
  report_reached("init_module", syscall(SYS_init_module, nothing, 0, ""), ENOEXEC);
  report_reached("finit_module", syscall(SYS_finit_module, -1, "", 0), EBADF);
  report_reached("delete_module", syscall(SYS_delete_module, "nothing-of-that-name", 0), ENOENT);
  report_reached("syslog", syscall(SYS_syslog, 3, nothing, sizeof nothing), 0);
  report_reached("acct", syscall(SYS_acct, "/nothing/there"), ENOENT);
}

static void terminal(void) {
  char letter = 'x';
  int screen = open("/dev/tty", O_RDWR | O_CLOEXEC);
  report("tty", screen);
  for (int descriptor = 0; descriptor < 3; descriptor++) {
    char label[40];
    snprintf(label, sizeof label, "type into %d", descriptor);
    report(label, ioctl(descriptor, TIOCSTI, &letter));
    snprintf(label, sizeof label, "size of %d", descriptor);
    char size[8];
    report(label, ioctl(descriptor, TIOCGWINSZ, size));
  }
  char mode = 3;
  report("TIOCLINUX", screen < 0 ? -1 : ioctl(screen, TIOCLINUX, &mode));
  say("session", getsid(0) == getpid() ? "ENOENT its own" : "ok of somebody else");
}

static void descriptors(void) {
  char list[400] = "";
  size_t used = 0;
  for (int descriptor = 0; descriptor < 65536; descriptor++)
    if (fcntl(descriptor, F_GETFD) >= 0 && used < sizeof list - 10)
      used += (size_t)snprintf(list + used, sizeof list - used, "%d ", descriptor);
  say("descriptors", strcmp(list, "0 1 2 ") ? "ok %s" : "ENOENT %s", list);
  char byte;
  fcntl(0, F_SETFL, O_NONBLOCK);
  say("input", read(0, &byte, 1) == 0 ? "ENOENT" : "ok");
}

static void core_dump(void) {
  say("begins", "ENOENT");
  volatile char secret[64];
  snprintf((char *)secret, sizeof secret, "%s", setting("secret"));
  struct rlimit size;
  getrlimit(RLIMIT_CORE, &size);
  size.rlim_cur = size.rlim_max;
  setrlimit(RLIMIT_CORE, &size);
  abort();
}

static void privileges(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0, 0, 0}, {0, 0, 0}};
  syscall(SYS_capget, &header, data);
  int some = data[0].effective || data[1].effective || data[0].permitted || data[1].permitted;
  say("capabilities", some ? "ok %08x%08x" : "ENOENT %08x%08x", data[1].effective, data[0].effective);
  say("new privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) ? "ENOENT" : "ok");
  memset(data, 0xff, sizeof data);
  report("capset", syscall(SYS_capset, &header, data));
  report("setuid", geteuid() ? setuid(0) : setuid(1));
  report("setresuid", geteuid() ? setresuid(0, 0, 0) : setresuid(2, 2, 2));
  report("setgroups", syscall(SYS_setgroups, 0, NULL));
  report("personality", personality(ADDR_NO_RANDOMIZE));
  report("securebits", prctl(PR_SET_SECUREBITS, 1, 0, 0, 0));
}

static void clocks(void) {
  struct timespec now;
  struct timex adjustment = {.modes = 0};
  char name[65];
  clock_gettime(CLOCK_REALTIME, &now);
  report("clock_settime", clock_settime(CLOCK_REALTIME, &now));
  adjtimex(&adjustment);
  adjustment.modes = ADJ_TICK;
  report("adjtimex", adjtimex(&adjustment));
  gethostname(name, sizeof name);
  report("sethostname", sethostname(name, strlen(name)));
  report("setdomainname", setdomainname("x", 1));
  /* Without the magic numbers nothing happens but the question of permission. */
  report_reached("reboot", syscall(SYS_reboot, 0, 0, 0, NULL), EINVAL);
  report_reached("swapon", swapon("/nothing/there", 0), ENOENT);
  report("sysctl", open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC));
}

static void scheduling(void) {
  struct sched_param first = {.sched_priority = 1};
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max = files.rlim_max + 1;
  report("limit upwards", setrlimit(RLIMIT_NOFILE, &files));
  report("first in, first out", sched_setscheduler(0, SCHED_FIFO, &first));
  report("input and output", syscall(SYS_ioprio_set, 1, 0, 1 << 13));
  report("nice", setpriority(PRIO_PROCESS, 0, -20));
  report("priority of the server", number("server") > 0 ? setpriority(PRIO_PROCESS, (id_t)number("server"), 19) : -1);
  struct rlimit none = {0, 0};
  long server = number("server");
  report("limits of the server", syscall(SYS_prlimit64, server, RLIMIT_CORE, &none, NULL));
  unsigned long all[16];
  memset(all, 0xff, sizeof all);
  report("processors of the server", syscall(SYS_sched_setaffinity, server, sizeof all, all));
}

static void left_objects(void) {
  report("shmget", shmget(0x70726f62, 4096, IPC_CREAT | 0600));
  report("msgget", msgget(0x70726f62, IPC_CREAT | 0600));
  report("semget", semget(0x70726f62, 1, IPC_CREAT | 0600));
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 1};
  report("mq_open", mq_open("/probe", O_CREAT | O_RDWR, 0600, &attributes));
}

const struct attack system_attacks[] = {
    {"mounts", mounts}, {"namespaces", namespaces}, {"other-root", other_root}, {"keyrings", keyrings},
    {"kernel-services", kernel_services}, {"terminal", terminal}, {"descriptors", descriptors},
    {"core-dump", core_dump}, {"privileges", privileges}, {"clocks", clocks}, {"scheduling", scheduling},
    {"left-objects", left_objects}, {NULL, NULL}};
