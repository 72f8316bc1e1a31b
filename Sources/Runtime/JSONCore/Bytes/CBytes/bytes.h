// What Swift cannot say as fast, or has no name for.
#ifndef SECURELLM_BYTES_H
#define SECURELLM_BYTES_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>

/// One bit for each of 16 bytes that ends a plain run of a string: a quote, a backslash, a control byte or a byte above
/// 0x7F. Seven instructions; Swift's vectors have none that gathers a bit per byte.
static inline uint32_t securellm_string_stops(const uint8_t *bytes) {
  const __m128i block = _mm_loadu_si128((const __m128i *)bytes);
  const __m128i quotes = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x22));
  const __m128i backslashes = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x5C));
  // Signed, so that bytes above 0x7F are below the space as well.
  const __m128i below = _mm_cmpgt_epi8(_mm_set1_epi8(0x20), block);
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), below));
}

/// One bit for each of 16 bytes that is a quote or a backslash.
static inline uint32_t securellm_quotes(const uint8_t *bytes) {
  const __m128i block = _mm_loadu_si128((const __m128i *)bytes);
  const __m128i quotes = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x22));
  const __m128i backslashes = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x5C));
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(quotes, backslashes));
}

/// One bit for each of 16 bytes that is a quote or a bracket. Both kinds of brackets differ in one bit.
static inline uint32_t securellm_brackets(const uint8_t *bytes) {
  const __m128i block = _mm_loadu_si128((const __m128i *)bytes);
  const __m128i folded = _mm_or_si128(block, _mm_set1_epi8(0x20));
  const __m128i opening = _mm_cmpeq_epi8(folded, _mm_set1_epi8(0x7B));
  const __m128i closing = _mm_cmpeq_epi8(folded, _mm_set1_epi8(0x7D));
  const __m128i quotes = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x22));
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(opening, closing), quotes));
}
#endif

/// Entry points of the Swift runtime, part of its stable interface, that the compiler calls when it merges retains and
/// releases: several counts of one object with one atomic operation.
void *swift_retain_n(void *object, uint32_t count);
void swift_release_n(void *object, uint32_t count);

#endif
