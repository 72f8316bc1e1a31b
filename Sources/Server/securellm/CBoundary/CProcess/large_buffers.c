#include "CProcess.h"

#include <malloc.h>

void large_buffers_return(void) {
#ifdef M_MMAP_THRESHOLD
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
#endif
}
