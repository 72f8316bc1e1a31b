// The words of the ring, which threads share and which outlive the process in a file. Swift's `Atomic` is a value that
// Swift itself has put somewhere; these operations are defined for a word wherever it lies, aligned to its size.
#ifndef SECURELLM_RECORD_RING_H
#define SECURELLM_RECORD_RING_H

#include <stddef.h>
#include <stdint.h>

_Static_assert(__atomic_always_lock_free(8, 0), "what is shared through a file must not need a lock of the process");

/// May lie where text is looked at byte by byte.
typedef uint64_t __attribute__((may_alias)) record_ring_word;

static inline uint64_t record_ring_load(const void *word) {
  return __atomic_load_n((const record_ring_word *)word, __ATOMIC_SEQ_CST);
}

static inline uint64_t record_ring_load_acquiring(const void *word) {
  return __atomic_load_n((const record_ring_word *)word, __ATOMIC_ACQUIRE);
}

static inline void record_ring_store(void *word, uint64_t value) {
  __atomic_store_n((record_ring_word *)word, value, __ATOMIC_SEQ_CST);
}

static inline void record_ring_store_releasing(void *word, uint64_t value) {
  __atomic_store_n((record_ring_word *)word, value, __ATOMIC_RELEASE);
}

static inline void record_ring_store_relaxed(void *word, uint64_t value) {
  __atomic_store_n((record_ring_word *)word, value, __ATOMIC_RELAXED);
}

/// Stores `value` in each of `count` words. Eight in a step: no compiler makes vectors of atomic stores.
static inline void record_ring_fill(void *words, uint64_t value, size_t count) {
  record_ring_word *word = (record_ring_word *)words;
#pragma clang loop unroll_count(8)
  for (size_t index = 0; index < count; index++) {
    __atomic_store_n(&word[index], value, __ATOMIC_RELAXED);
  }
}

/// Puts `desired` where `expected` is. Returns what was there: `expected` when it has been exchanged.
static inline uint64_t record_ring_exchange(void *word, uint64_t expected, uint64_t desired) {
  __atomic_compare_exchange_n((record_ring_word *)word, &expected, desired, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
  return expected;
}

#endif
