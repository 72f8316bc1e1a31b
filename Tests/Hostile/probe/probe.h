/* A program that tries to get out, instead of the one that a tool runs. Its case and what the case needs are in the
 * file `.probe-case` of its folder, as lines `NAME VALUE`; each attempt prints a line `LABEL: ok ...` or `LABEL: ERRNO`. */
#ifndef PROBE_H
#define PROBE_H

#include <stddef.h>

struct attack {
  const char *name;
  void (*run)(void);
};
extern const struct attack file_attacks[], network_attacks[], process_attacks[], resource_attacks[], system_attacks[];

/* The value of a line of the case, or "" when it has none. */
const char *setting(const char *name);
long number(const char *name);

/* A result of a system call: not negative is `ok`, else the name of errno. */
void report(const char *label, long result);
/* As above, where the kernel reads a wrong argument only after it has asked for the permission: this errno is `ok`. */
void report_reached(const char *label, long result, int reached);
void say(const char *label, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Opens a file and prints its first line. */
void report_content(const char *label, const char *path);
/* A path made of two parts, in one of four buffers that take turns. */
const char *join(const char *folder, const char *name);

#endif
