/* Instead of git, rg or nix: prints what it was started with, in the form that the tool reads.
 *
 * What it was started with is the arguments, then the environment, then the working directory, each ended by a zero byte;
 * it is printed in hexadecimal digits, which no reader takes for anything else. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;
static char digits[4 << 20];

static void add(const char *text) {
  char *end = digits + strlen(digits);
  for (const char *byte = text;; byte++) {
    end += sprintf(end, "%02x", (unsigned char)*byte);
    if (!*byte) break;
  }
}

static int has(char **arguments, const char *word) {
  for (; *arguments; arguments++) {
    if (!strcmp(*arguments, "--") || !strcmp(*arguments, "--end-of-options")) break;
    if (!strcmp(*arguments, word)) return 1;
  }
  return 0;
}

/* Lines may be no longer than a path: pieces. */
static void pieces(int is_match) {
  for (const char *piece = digits; *piece; piece += strnlen(piece, 2000)) {
    if (is_match) fwrite("x\0" "1\0" "1", 1, 6, stdout);
    printf("%.2000s\n", piece);
  }
}

int main(int count, char **arguments) {
  const char *name = strrchr(arguments[0], '/');
  name = name ? name + 1 : arguments[0];
  /* How the filters of a repository are asked for: there are none. */
  if (!strcmp(name, "git") && has(arguments, "config")) return 1;
  for (int index = 0; index < count; index++) add(arguments[index]);
  add("\n");
  for (char **variable = environ; *variable; variable++) add(*variable);
  add("\n");
  char folder[4096] = "";
  add(getcwd(folder, sizeof folder) ? folder : "?");
  if (!strcmp(name, "rg") && has(arguments, "--files")) pieces(0);
  else if (!strcmp(name, "rg")) pieces(1);
  else if (!strcmp(name, "git") && has(arguments, "log"))
    printf("%040d%c2026-01-01T00:00:00Z%cx%cx%c%s%c", 0, 0, 0, 0, 0, digits, 0);
  else if (!strcmp(name, "git") && has(arguments, "show")) printf("%s", digits);
  else if (!strcmp(name, "git")) pieces(0);
  else if (has(arguments, "eval")) printf("\"%s\"", digits);
  else if (has(arguments, "build")) printf("[{\"drvPath\":\"/x\",\"outputs\":{},\"seen\":\"%s\"}]", digits);
  else printf("{\"url\":\"x\",\"path\":\"/x\",\"locks\":{},\"seen\":\"%s\"}", digits);
  return 0;
}
