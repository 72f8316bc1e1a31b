// `dl_iterate_phdr` is declared for programs that ask for GNU's functions; Swift's view of the C library does not.
#define _GNU_SOURCE
#include "CProcess.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

struct request {
  uintptr_t start;
  uintptr_t end;
};

static int visit(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  const struct request *request = context;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (size_t index = 0; index < info->dlpi_phnum; index++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[index];
    if (segment->p_type != PT_LOAD || (segment->p_flags & (PF_X | PF_W)) != PF_X) {
      continue;
    }
    const uintptr_t begin = info->dlpi_addr + segment->p_vaddr;
    const uintptr_t lower = begin & ~(page - 1);
    const uintptr_t upper = (begin + segment->p_memsz + page - 1) & ~(page - 1);
    if (request->start >= lower && request->end <= upper) {
      return madvise((void *)request->start, request->end - request->start, MADV_DONTNEED) == 0 ? 1 : -1;
    }
  }
  return 0;
}

int resident_code_release(uintptr_t start, size_t count) {
  struct request request = {.start = start, .end = start + count};
  return request.end > request.start && dl_iterate_phdr(visit, &request) == 1;
}
