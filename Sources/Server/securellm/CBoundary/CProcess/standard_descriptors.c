// Whoever starts the program may have closed a standard descriptor. Its number would then go to the next thing that is
// opened, a socket or a database, and whatever is printed into that. So each that is missing gets the null device: an
// input that has ended, an output that nobody reads. Before `main`, because Swift's runtime opens descriptors of its own
// before the first line of an asynchronous one.
#include "CProcess.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int missing = 0;

int standard_descriptors_missing(void) { return missing; }

__attribute__((constructor)) static void occupy_standard_descriptors(void) {
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++) {
    if (fcntl(number, F_GETFD) >= 0) {
      continue;
    }
    // The lowest free number is this one: those below it are taken.
    if (open("/dev/null", O_RDWR) != number) {
      abort();
    }
    missing |= 1 << number;
  }
}
