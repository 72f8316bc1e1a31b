#ifndef SECURELLM_LARGE_BUFFERS_H
#define SECURELLM_LARGE_BUFFERS_H

/// From now on a buffer of 128 KiB or more is a mapping of its own, which goes back to the system when it is freed. The
/// C library would take the first such buffer as a sign that more of its size will come, and keep the memory.
void large_buffers_return(void);

#endif
