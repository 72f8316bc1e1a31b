#ifndef SECURELLM_RESIDENT_CODE_H
#define SECURELLM_RESIDENT_CODE_H

#include <stddef.h>
#include <stdint.h>

/// Takes the pages of `count` bytes at `start` out of memory, when all of them are code of a program or library that is
/// loaded. The loader's lock is held meanwhile, so that none is unloaded and its place given to data. Returns 1 when it
/// was done.
int resident_code_release(uintptr_t start, size_t count);

#endif
