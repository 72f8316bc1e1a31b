/* What a measurement needs from the C library: CPU times, a count of heap allocations, and a program started as plainly
   as can be. */
#ifndef CMEASURE_H
#define CMEASURE_H
#include <stdint.h>

/* CPU time of the calling thread in nanoseconds: other processes on the same core do not add to it. */
int64_t measure_thread_cpu_time(void);

/* How often the calling thread has asked the heap for memory: malloc, calloc, realloc and the aligned forms. */
uint64_t measure_allocations(void);

/* CPU time of this process and of its children that have been waited for, in nanoseconds. */
int64_t measure_all_cpu_time(void);

/* Runs a program with two arguments in a folder by posix_spawn and reads what it prints, which `bytes` counts. Returns its
   exit code, or -1. */
int measure_spawn(const char *program, const char *folder, const char *first, const char *second, int64_t *bytes);

#endif
