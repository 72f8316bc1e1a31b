#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's interface, written out: headers of a system may be older than its kernel.
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#endif

enum { RULE_PATH_BENEATH = 1, VERSION_QUERY = 1 };

struct ruleset_attributes {
  uint64_t files;
  uint64_t network;
  uint64_t scoped;
};

struct path_attributes {
  uint64_t access;
  int32_t descriptor;
} __attribute__((packed));

#define EXECUTE (1ULL << 0)
#define WRITE_FILE (1ULL << 1)
#define READ_FILE (1ULL << 2)
#define READ_DIRECTORY (1ULL << 3)
#define REMOVE_DIRECTORY (1ULL << 4)
#define REMOVE_FILE (1ULL << 5)
#define MAKE_DIRECTORY (1ULL << 7)
#define MAKE_REGULAR (1ULL << 8)
#define MAKE_LINK (1ULL << 12)
#define REFER (1ULL << 13)
#define TRUNCATE (1ULL << 14)
#define ALL_OF_VERSION_1 ((1ULL << 13) - 1)
#define IOCTL_DEVICE (1ULL << 15)

#define TCP_BIND_AND_CONNECT 3ULL
#define ABSTRACT_SOCKETS_AND_SIGNALS 3ULL

int launcher_landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0L, (long)VERSION_QUERY);
  return version < 0 ? 0 : (int)version;
}

static uint64_t handled_files(int version) {
  uint64_t access = ALL_OF_VERSION_1;
  if (version >= 2) access |= REFER;
  if (version >= 3) access |= TRUNCATE;
  if (version >= 5) access |= IOCTL_DEVICE;
  return access;
}

int launcher_ruleset_make(int network) {
  int version = launcher_landlock_version();
  struct ruleset_attributes attributes = {.files = handled_files(version)};
  size_t size = offsetof(struct ruleset_attributes, network);
  if (version >= 4) {
    size = offsetof(struct ruleset_attributes, scoped);
    if (!network) attributes.network = TCP_BIND_AND_CONNECT;
  }
  if (version >= 6) {
    size = sizeof attributes;
    attributes.scoped = ABSTRACT_SOCKETS_AND_SIGNALS;
  }
  return (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0L);
}

int launcher_ruleset_allow(int ruleset, int descriptor, unsigned grants) {
  uint64_t access = 0;
  if (grants & launcher_grant_read) access |= READ_FILE | READ_DIRECTORY;
  if (grants & launcher_grant_execute) access |= EXECUTE | READ_FILE;
  if (grants & launcher_grant_write) {
    access |= WRITE_FILE | REMOVE_DIRECTORY | REMOVE_FILE | MAKE_DIRECTORY | MAKE_REGULAR | MAKE_LINK | REFER | TRUNCATE;
  }
  struct stat status;
  if (fstat(descriptor, &status) != 0) return errno;
  // The kernel refuses rules of a file that name what only folders have.
  if (!S_ISDIR(status.st_mode)) access &= EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE;
  access &= handled_files(launcher_landlock_version());
  struct path_attributes attributes = {.access = access, .descriptor = descriptor};
  long added = syscall(SYS_landlock_add_rule, (long)ruleset, (long)RULE_PATH_BENEATH, &attributes, 0L);
  return added == 0 ? 0 : errno;
}
