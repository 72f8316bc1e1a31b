#define _GNU_SOURCE
#include "launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

// Lets this user list and change a folder, whatever modes it was given. A link is left alone: what it leads to is not
// ours. Nobody else writes here, so that it is still the same entry afterwards.
static int open_modes(int folder, const char *name) {
  struct stat status;
  if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(status.st_mode)) return 0;
  return fchmodat(folder, name, 0700, 0) == 0;
}

// A listing of its own, from the beginning.
static DIR *list(int folder, const char *name) {
  if (!open_modes(folder, name)) return NULL;
  int descriptor = openat(folder, name, FOLDER_FLAGS);
  if (descriptor < 0) return NULL;
  DIR *listing = fdopendir(descriptor);
  if (listing == NULL) close(descriptor);
  return listing;
}

// The next name but "." and ".."; NULL at the end.
static const char *next_name(DIR *listing) {
  struct dirent *entry;
  while ((entry = readdir(listing)) != NULL) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) return entry->d_name;
  }
  return NULL;
}

// Whatever it is, unless it is a folder with something in it. Links are removed and not followed.
static int remove_entry(int folder, const char *name) {
  return unlinkat(folder, name, 0) == 0 || unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

// Brings what a folder holds one level up, under names that nothing has. Returns how many entries are gone from it.
static unsigned raise_entries(int folder, const char *name, unsigned *counter) {
  DIR *listing = list(folder, name);
  if (listing == NULL) return 0;
  unsigned done = 0;
  const char *inner;
  while ((inner = next_name(listing)) != NULL) {
    if (!remove_entry(dirfd(listing), inner)) {
      // A folder that may not be written cannot be moved.
      open_modes(dirfd(listing), inner);
      char fresh[32];
      snprintf(fresh, sizeof fresh, "raised-%u", (*counter)++);
      if (renameat(dirfd(listing), inner, folder, fresh) != 0) continue;
    }
    done++;
  }
  closedir(listing);
  return done;
}

int launcher_empty_folder(int folder) {
  unsigned counter = 0;
  for (;;) {
    DIR *listing = list(folder, ".");
    if (listing == NULL) return errno;
    unsigned done = 0, left = 0;
    const char *name;
    while ((name = next_name(listing)) != NULL) {
      if (remove_entry(folder, name)) {
        done++;
      } else {
        done += raise_entries(folder, name, &counter);
        left += remove_entry(folder, name) ? 0 : 1;
      }
    }
    closedir(listing);
    // What was raised is found by the next pass; a pass that does nothing finds nothing, or cannot go on.
    if (done == 0) return left == 0 ? 0 : ENOTEMPTY;
  }
}
