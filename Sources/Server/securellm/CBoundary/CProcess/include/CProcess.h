// What this process asks of its own memory and was started with. One header: a module whose headers lie in a folder does not learn of a new one
// before the folder of the build is cleaned.
#ifndef SECURELLM_PROCESS_H
#define SECURELLM_PROCESS_H

#include <stddef.h>
#include <stdint.h>

/// From now on a buffer of 128 KiB or more is a mapping of its own, which goes back to the system when it is freed. The
/// C library would take the first such buffer as a sign that more of its size will come, and keep the memory.
void large_buffers_return(void);

/// Takes the pages of `count` bytes at `start` out of memory, when all of them are code of a program or library that is
/// loaded. The loader's lock is held meanwhile, so that none is unloaded and its address given to data. Returns 1 when
/// it was done.
int resident_code_release(uintptr_t start, size_t count);

/// The command line as the loader passed it. Swift's own table of it is found by way of /proc/self/maps, which a sandboxed
/// process may not read.
int process_argument_count(void);
const char *process_argument(int index);

/// Leaves nobody but the superuser a way to this process's memory: no other process of the same user may attach to it or
/// read it beneath /proc, and it leaves no core file, nor do its children. Returns 1 when that is so.
int process_make_private(void);

/// Takes everything out of the environment that no library needs, and overwrites it. No other thread may run yet.
void environment_forget(void);

/// The standard descriptors that were closed when the program started, a bit for each: 1 for the input, 2 for the output,
/// 4 for messages. They are the null device now.
int standard_descriptors_missing(void);

#endif
