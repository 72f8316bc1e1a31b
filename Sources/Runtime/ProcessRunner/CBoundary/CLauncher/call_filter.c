// Which system calls a tool's program may not make, as a program of the kernel's filter machine.
//
// A list of refusals, not of permissions: programs of every kind run under it, and what matters (files, sockets,
// processes) is decided by rule. Calls are looked up by halving: the kernel runs the filter once for every number when it
// is installed, to know which calls are always allowed, so its length in steps is paid at each start.
#define _GNU_SOURCE
#include "call_filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "launcher.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
// Numbers of one table for all processors since 424; headers of a system may end before them.
enum {
  NUMBER_pidfd_send_signal = 424,
  NUMBER_io_uring_enter = 426,
  NUMBER_io_uring_register = 427,
  NUMBER_open_tree = 428,
  NUMBER_move_mount = 429,
  NUMBER_fsopen = 430,
  NUMBER_fsconfig = 431,
  NUMBER_fsmount = 432,
  NUMBER_fspick = 433,
  NUMBER_pidfd_getfd = 438,
  NUMBER_process_madvise = 440,
  NUMBER_mount_setattr = 442,
  NUMBER_quotactl_fd = 443,
  NUMBER_memfd_secret = 447,
  NUMBER_process_mrelease = 448,
  NUMBER_set_mempolicy_home_node = 450,
  NUMBER_fchmodat2 = 452,
  NUMBER_setxattrat = 463,
  NUMBER_removexattrat = 466,
  NUMBER_open_tree_attr = 467,
  NUMBER_file_setattr = 469,
};

/// What happens at a call. Anything above `check_last` is an errno value.
enum action {
  allow = 0,
  check_clone,
  check_prctl,
  check_ioctl,
  check_socket,
  check_mapping,
  check_other_process,  // first argument must be 0: this process
  check_last,
  refuse = 0x1000,
};

struct entry {
  uint32_t number;
  uint32_t action;
};

#define REFUSED(name) {SYS_##name, refuse + EPERM}

static const struct entry always[] = {
    // Other processes, and what they hold.
    REFUSED(ptrace), REFUSED(process_vm_readv), REFUSED(process_vm_writev), REFUSED(kcmp),
    {NUMBER_pidfd_getfd, refuse + EPERM}, {NUMBER_process_madvise, refuse + EPERM},
    {NUMBER_process_mrelease, refuse + EPERM}, REFUSED(migrate_pages), REFUSED(move_pages),
    {SYS_prlimit64, check_other_process}, {SYS_sched_setaffinity, check_other_process},
    REFUSED(sched_setscheduler), REFUSED(sched_setparam), REFUSED(sched_setattr), REFUSED(setpriority),
    REFUSED(ioprio_set), REFUSED(get_robust_list),
    // What passes a filter of the direct calls by, or reaches deep into the kernel.
    {SYS_io_uring_setup, refuse + ENOSYS}, {NUMBER_io_uring_enter, refuse + ENOSYS},
    {NUMBER_io_uring_register, refuse + ENOSYS}, REFUSED(bpf), REFUSED(perf_event_open), REFUSED(userfaultfd),
    REFUSED(fanotify_init), REFUSED(fanotify_mark), REFUSED(add_key), REFUSED(keyctl), REFUSED(request_key),
    REFUSED(open_by_handle_at), REFUSED(name_to_handle_at),
    // Code that is no file of the system.
    {SYS_memfd_create, refuse + ENOSYS}, {NUMBER_memfd_secret, refuse + ENOSYS}, REFUSED(execveat),
    // Namespaces and mounts.
    REFUSED(unshare), REFUSED(setns), REFUSED(mount), REFUSED(umount2), REFUSED(pivot_root), REFUSED(chroot),
    {NUMBER_open_tree, refuse + EPERM}, {NUMBER_move_mount, refuse + EPERM}, {NUMBER_fsopen, refuse + EPERM},
    {NUMBER_fsconfig, refuse + EPERM}, {NUMBER_fsmount, refuse + EPERM}, {NUMBER_fspick, refuse + EPERM},
    {NUMBER_mount_setattr, refuse + EPERM}, {NUMBER_open_tree_attr, refuse + EPERM},
    {SYS_clone, check_clone}, {SYS_clone3, refuse + ENOSYS},
    // The machine.
    REFUSED(quotactl), {NUMBER_quotactl_fd, refuse + EPERM}, REFUSED(swapon), REFUSED(swapoff), REFUSED(reboot),
    REFUSED(kexec_load), REFUSED(init_module), REFUSED(finit_module), REFUSED(delete_module), REFUSED(acct),
    REFUSED(settimeofday), REFUSED(clock_settime), REFUSED(adjtimex), REFUSED(clock_adjtime), REFUSED(sethostname),
    REFUSED(setdomainname), REFUSED(syslog), REFUSED(vhangup), REFUSED(personality), REFUSED(nfsservctl),
    {NUMBER_set_mempolicy_home_node, refuse + EPERM},
#ifdef SYS_kexec_file_load
    REFUSED(kexec_file_load),
#endif
#ifdef SYS_iopl
    REFUSED(iopl), REFUSED(ioperm), REFUSED(modify_ldt),
#endif
    // What stays behind when the process is gone.
    REFUSED(shmget), REFUSED(msgget), REFUSED(semget), REFUSED(mq_open),
    // Arguments decide.
    {SYS_prctl, check_prctl}, {SYS_ioctl, check_ioctl}, {SYS_socket, check_socket},
};

static const struct entry process_calls[] = {
#ifdef SYS_fork
    REFUSED(fork), REFUSED(vfork),
#endif
    {0xFFFFFFFF, allow},
};

// Memory that no limit of a process counts, and pairs of sockets, whose datagrams reach any path.
static const struct entry lone_calls[] = {{SYS_mmap, check_mapping}};
static const struct entry socket_calls[] = {REFUSED(socketpair)};

static const struct entry session_calls[] = {REFUSED(setsid), REFUSED(setpgid)};

static const struct entry signal_calls[] = {
    REFUSED(kill), REFUSED(tkill), REFUSED(rt_sigqueueinfo), REFUSED(rt_tgsigqueueinfo),
    {NUMBER_pidfd_send_signal, refuse + EPERM},
};

static const struct entry metadata_calls[] = {
#ifdef SYS_chmod
    REFUSED(chmod), REFUSED(chown), REFUSED(lchown), REFUSED(utime), REFUSED(utimes), REFUSED(futimesat), REFUSED(mknod),
#endif
    REFUSED(fchmod), REFUSED(fchmodat), {NUMBER_fchmodat2, refuse + EPERM}, REFUSED(fchown), REFUSED(fchownat),
    REFUSED(utimensat), REFUSED(mknodat), REFUSED(setxattr), REFUSED(lsetxattr), REFUSED(fsetxattr),
    REFUSED(removexattr), REFUSED(lremovexattr), REFUSED(fremovexattr), {NUMBER_setxattrat, refuse + EPERM},
    {NUMBER_removexattrat, refuse + EPERM}, {NUMBER_file_setattr, refuse + EPERM},
};

// MARK: the machine

struct program {
  struct sock_filter *out;
  unsigned length;
  int overflows;
  unsigned refusals;
};

static void put(struct program *program, uint16_t code, uint32_t value, unsigned when_true, unsigned when_false) {
  if (program->length >= CALL_FILTER_ROOM || when_true > 255 || when_false > 255) {
    program->overflows = 1;
    return;
  }
  program->out[program->length++] =
      (struct sock_filter){.code = code, .jt = (uint8_t)when_true, .jf = (uint8_t)when_false, .k = value};
}

static void load(struct program *program, unsigned offset) { put(program, BPF_LD | BPF_W | BPF_ABS, offset, 0, 0); }

static void end(struct program *program, uint32_t error) {
  put(program, BPF_RET | BPF_K, error == 0 ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | (error & SECCOMP_RET_DATA), 0, 0);
}

/// The low half of an argument; the kernel reads no more of the integers that are looked at here.
static unsigned argument(int index) {
  unsigned offset = (unsigned)offsetof(struct seccomp_data, args) + 8U * (unsigned)index;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  offset += 4;
#endif
  return offset;
}

/// Ends with `error` when the value equals `value`; goes on otherwise.
static void end_if(struct program *program, uint32_t value, uint32_t error) {
  put(program, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
  end(program, error);
}

enum { NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID };
#define NAMESPACE_BITS ((uint32_t)NAMESPACES | (uint32_t)CLONE_NEWNET)

static void put_clone(struct program *program) {
  load(program, argument(0));
  if (program->refusals & launcher_refuse_processes) {
    // Threads only.
    put(program, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
    end(program, EPERM);
  }
  put(program, BPF_JMP | BPF_JSET | BPF_K, NAMESPACE_BITS, 0, 1);
  end(program, EPERM);
  end(program, 0);
}

static void put_prctl(struct program *program) {
  load(program, argument(0));
  end_if(program, PR_SET_DUMPABLE, EPERM);
  // Ending with the parent may be asked for, not taken back.
  put(program, BPF_JMP | BPF_JEQ | BPF_K, PR_SET_PDEATHSIG, 1, 0);
  end(program, 0);
  load(program, argument(1));
  end_if(program, 9, 0);
  end(program, EPERM);
}

static void put_ioctl(struct program *program) {
  load(program, argument(1));
  end_if(program, TIOCSTI, EPERM);
  end_if(program, TIOCLINUX, EPERM);
  end_if(program, TIOCSCTTY, EPERM);
  end_if(program, TIOCSETD, EPERM);
  end(program, 0);
}

static void put_socket(struct program *program) {
  if (program->refusals & launcher_refuse_sockets) {
    end(program, EPERM);
    return;
  }
  if (program->refusals & launcher_refuse_internet) {
    load(program, argument(0));
    end_if(program, AF_UNIX, 0);
    end(program, EPERM);
    return;
  }
  // Streams and datagrams of the internet and of files; of netlink the route table, which name lookups ask.
  load(program, argument(0));
  put(program, BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 4);
  load(program, argument(2));
  end_if(program, 0, 0);
  end(program, EAFNOSUPPORT);
  load(program, argument(0));
  put(program, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 3, 0);
  put(program, BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 2, 0);
  put(program, BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 1, 0);
  end(program, EAFNOSUPPORT);
  load(program, argument(1));
  put(program, BPF_ALU | BPF_AND | BPF_K, 0xF, 0, 0);
  end_if(program, SOCK_STREAM, 0);
  end_if(program, SOCK_DGRAM, 0);
  end(program, EPERM);
}

/// Memory that is shared and of no file is there to be shared with other processes.
static void put_mapping(struct program *program) {
  load(program, argument(3));
  put(program, BPF_ALU | BPF_AND | BPF_K, MAP_SHARED | MAP_ANONYMOUS, 0, 0);
  end_if(program, MAP_SHARED | MAP_ANONYMOUS, EPERM);
  end(program, 0);
}

static void put_action(struct program *program, uint32_t action) {
  switch (action) {
    case allow: end(program, 0); break;
    case check_clone: put_clone(program); break;
    case check_prctl: put_prctl(program); break;
    case check_ioctl: put_ioctl(program); break;
    case check_socket: put_socket(program); break;
    case check_mapping: put_mapping(program); break;
    case check_other_process:
      load(program, argument(0));
      end_if(program, 0, 0);
      end(program, EPERM);
      break;
    default: end(program, action - refuse); break;
  }
}

/// The calls from `number` up to the next span have one action.
struct span {
  uint32_t number;
  uint32_t action;
};

/// Looks the number up among `spans` by halving. The second half follows the first, so a far jump goes over it.
static void put_search(struct program *program, const struct span *spans, unsigned count) {
  if (count == 1) {
    put_action(program, spans[0].action);
    return;
  }
  unsigned half = count / 2;
  // Below: go on here. From spans[half] on: jump, by a distance that is known once the first half is written.
  put(program, BPF_JMP | BPF_JGE | BPF_K, spans[half].number, 0, 1);
  unsigned jump = program->length;
  put(program, BPF_JMP | BPF_JA, 0, 0, 0);
  put_search(program, spans, half);
  if (!program->overflows) program->out[jump].k = program->length - jump - 1;
  // An argument check has loaded over the number in no path that comes here: each path of the first half has ended.
  put_search(program, spans + half, count - half);
}

// MARK: the list

enum { LIST_ROOM = 192 };

static int compare(const void *one, const void *other) {
  const struct entry *first = one, *second = other;
  return first->number < second->number ? -1 : first->number > second->number;
}

static unsigned add(struct entry *list, unsigned count, const struct entry *more, unsigned more_count) {
  for (unsigned index = 0; index < more_count && count < LIST_ROOM; index++) list[count++] = more[index];
  return count;
}

#define ADD(array) count = add(list, count, array, sizeof array / sizeof *array)

static unsigned make_spans(struct span *spans, unsigned refusals) {
  struct entry list[LIST_ROOM];
  unsigned count = 0;
  ADD(always);
  if (refusals & launcher_refuse_processes) {
    ADD(process_calls);
    ADD(lone_calls);
  }
  if (refusals & launcher_refuse_sockets) ADD(socket_calls);
  if (refusals & launcher_refuse_sessions) ADD(session_calls);
  if (refusals & launcher_refuse_signals) ADD(signal_calls);
  if (refusals & launcher_refuse_metadata) ADD(metadata_calls);
  qsort(list, count, sizeof *list, compare);

  unsigned made = 0;
  spans[made++] = (struct span){.number = 0, .action = allow};
  for (unsigned index = 0; index < count; index++) {
    uint32_t number = list[index].number;
    if (number == 0xFFFFFFFF || (index + 1 < count && list[index + 1].number == number)) continue;
    if (spans[made - 1].number == number) {
      spans[made - 1].action = list[index].action;
    } else if (spans[made - 1].action != list[index].action || list[index].action < check_last) {
      spans[made++] = (struct span){.number = number, .action = list[index].action};
    }
    uint32_t next = index + 1 < count ? list[index + 1].number : 0xFFFFFFFF;
    if (next != number + 1) spans[made++] = (struct span){.number = number + 1, .action = allow};
  }
#if defined(__x86_64__)
  // The calls of the x32 form, which has numbers of its own.
  spans[made++] = (struct span){.number = 0x40000000, .action = refuse + ENOSYS};
#endif
  return made;
}

unsigned short call_filter_make(struct sock_filter *out, unsigned refusals) {
#ifndef ARCHITECTURE
  (void)out;
  (void)refusals;
  return 0;
#else
  struct program program = {.out = out, .refusals = refusals};
  struct span spans[2 * LIST_ROOM + 2];
  unsigned count = make_spans(spans, refusals);
  load(&program, (unsigned)offsetof(struct seccomp_data, arch));
  // A call by the table of another processor (32 bits) ends the program.
  put(&program, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
  put(&program, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
  load(&program, (unsigned)offsetof(struct seccomp_data, nr));
  put_search(&program, spans, count);
  return program.overflows ? 0 : (unsigned short)program.length;
#endif
}
