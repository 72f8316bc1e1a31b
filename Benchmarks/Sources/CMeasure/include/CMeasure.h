/* What a measurement needs from the C library: the CPU time of this thread and a count of heap allocations. */
#ifndef CMEASURE_H
#define CMEASURE_H
#include <stdint.h>

/* CPU time of the calling thread in nanoseconds: other processes on the same core do not add to it. */
int64_t measure_thread_cpu_time(void);

/* How often the calling thread has asked the heap for memory: malloc, calloc, realloc and the aligned forms. */
uint64_t measure_allocations(void);

#endif
