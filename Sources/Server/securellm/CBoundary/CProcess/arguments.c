#include "CProcess.h"

static int count;
static char **values;

// The loader hands the command line to every function that runs before main.
__attribute__((constructor)) static void remember(int argument_count, char **arguments) {
  count = argument_count;
  values = arguments;
}

int process_argument_count(void) { return count; }

const char *process_argument(int index) { return index >= 0 && index < count ? values[index] : 0; }
