#ifndef SECURELLM_CALL_FILTER_H
#define SECURELLM_CALL_FILTER_H

#include <linux/filter.h>

/// Room for the longest filter.
enum { CALL_FILTER_ROOM = 768 };

/// Writes the filter for `refusals` (launcher_refusal) and returns its length, 0 when it did not fit or there is none for
/// this processor.
unsigned short call_filter_make(struct sock_filter *out, unsigned refusals);

#endif
