// Every function of the C headers that Swift calls, compared with a plain reading of what it promises. `make proof-shims`
// builds this with the sanitizers for undefined behaviour and addresses, which nothing looks at in a Swift build.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../Sources/Runtime/JSONCore/Bytes/CBytes/bytes.h"
#include "../../Sources/Runtime/ProcessRunner/CBoundary/CProcessControl/process_control.h"

static void expect(int is_true, const char *what, int position, int value) {
  if (!is_true) {
    fprintf(stderr, "%s is wrong with byte %d at %d\n", what, value, position);
    exit(1);
  }
}

#if defined(__SSE2__)
static int ends_a_run(uint8_t byte) { return byte == '"' || byte == '\\' || byte < 0x20 || byte > 0x7F; }
static int is_quote(uint8_t byte) { return byte == '"' || byte == '\\'; }
static int is_bracket(uint8_t byte) { return byte == '"' || (byte != 0 && strchr("[]{}", byte) != NULL); }

static uint32_t plainly(int (*test)(uint8_t), const uint8_t *bytes) {
  uint32_t bits = 0;
  for (int at = 0; at < 16; at++) bits |= (uint32_t)(test(bytes[at]) != 0) << at;
  return bits;
}

// Each value at each position of 16, at the very end of an allocation and at every alignment.
static void check_bytes(void) {
  for (int skip = 0; skip < 16; skip++) {
    uint8_t *memory = malloc((size_t)skip + 16), *bytes = memory + skip;
    for (int position = 0; position < 16; position++) {
      for (int value = 0; value < 256; value++) {
        memset(bytes, value % 3 == 0 ? 'a' : value % 3 == 1 ? '"' : 0xC3, 16);
        bytes[position] = (uint8_t)value;
        expect(securellm_string_stops(bytes) == plainly(ends_a_run, bytes), "securellm_string_stops", position, value);
        expect(securellm_quotes(bytes) == plainly(is_quote, bytes), "securellm_quotes", position, value);
        expect(securellm_brackets(bytes) == plainly(is_bracket, bytes), "securellm_brackets", position, value);
      }
    }
    free(memory);
  }
}
#else
static void check_bytes(void) {}
#endif

static void check_processes(void) {
  expect(process_control_adopt_orphans() == 0, "process_control_adopt_orphans", 0, 0);
  pid_t ended = fork();
  if (ended == 0) _exit(3);
  expect(process_control_reap(ended, 60000) == 1, "process_control_reap of one that ends", 0, 0);
  expect(process_control_reap(ended, 0) == 1, "process_control_reap of one that is gone", 0, 0);
  pid_t waiting = fork();
  if (waiting == 0) {
    pause();
    _exit(0);
  }
  expect(process_control_reap(waiting, 20) == 0, "process_control_reap of one that runs", 0, 0);
  kill(waiting, SIGKILL);
  expect(process_control_reap(waiting, 60000) == 1, "process_control_reap of one that was killed", 0, 0);
}

int main(void) {
  check_bytes();
  check_processes();
  puts("the C headers keep their promises");
  return 0;
}
