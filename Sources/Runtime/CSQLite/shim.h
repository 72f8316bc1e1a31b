#ifndef SECURELLM_SQLITE_SHIM_H
#define SECURELLM_SQLITE_SHIM_H

#include <sqlite3.h>

// `SQLITE_TRANSIENT` is a number cast to the address of a function, which Swift neither imports nor may write: with it
// SQLite copies the value before the call returns.

static inline int securellm_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// No bytes are a blob of no bytes, wherever `bytes` points; a null pointer would be read as NULL.
static inline int securellm_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// Where a search is to be shown in a text. FTS5's own `snippet` compares each hit of a row with each other one: a text of
// 160 kB took minutes, in one step that nothing interrupts. Here the first hits decide, and the text is read up to them.

enum { securellm_passage_hits = 64, securellm_passage_words = 24 };

struct securellm_passage {
  int word, wanted, start;
};

static inline int securellm_passage_word(void *context, int flags, const char *word, int size, int start, int end) {
  struct securellm_passage *passage = context;
  (void)word, (void)size, (void)end;
  if (flags & FTS5_TOKEN_COLOCATED) return SQLITE_OK;
  if (passage->word++ < passage->wanted) return SQLITE_OK;
  passage->start = start;
  return SQLITE_DONE;
}

/// The byte of the first column at which the passage with most of the phrases begins; NULL when none is there.
static inline void securellm_passage_start(
    const Fts5ExtensionApi *api, Fts5Context *row, sqlite3_context *result, int count, sqlite3_value **values) {
  int words[securellm_passage_hits], phrases[securellm_passage_hits], hits = 0, all = 0, best = -1, most = 0, size = 0;
  const char *text = 0;
  (void)count, (void)values;
  int code = api->xInstCount(row, &all);
  for (int hit = 0; code == SQLITE_OK && hit < all && hits < securellm_passage_hits; hit++) {
    int phrase, column, word;
    code = api->xInst(row, hit, &phrase, &column, &word);
    if (code != SQLITE_OK || column != 0) continue;
    words[hits] = word;
    phrases[hits++] = phrase;
  }
  for (int first = 0; first < hits; first++) {
    sqlite3_uint64 seen = 0;
    int distinct = 0;
    for (int hit = first; hit < hits && words[hit] < words[first] + securellm_passage_words; hit++) {
      sqlite3_uint64 bit = (sqlite3_uint64)1 << (phrases[hit] & 63);
      if (!(seen & bit)) distinct++;
      seen |= bit;
    }
    if (distinct > most) best = words[first], most = distinct;
  }
  if (code == SQLITE_OK && best < 0) return sqlite3_result_null(result);
  if (code == SQLITE_OK) code = api->xColumnText(row, 0, &text, &size);
  struct securellm_passage passage = {0, best, 0};
  if (code == SQLITE_OK) code = api->xTokenize(row, text, size, &passage, securellm_passage_word);
  if (code == SQLITE_OK || code == SQLITE_DONE) return sqlite3_result_int(result, passage.start);
  sqlite3_result_error_code(result, code);
}

/// Makes `passage_start(TABLE)` known to the connection. Returns SQLite's code.
static inline int securellm_add_passage_start(sqlite3 *database) {
  fts5_api *api = 0;
  sqlite3_stmt *statement = 0;
  int code = sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, 0);
  if (code != SQLITE_OK) return code;
  sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", 0);
  sqlite3_step(statement);
  code = sqlite3_finalize(statement);
  if (code != SQLITE_OK || !api) return code == SQLITE_OK ? SQLITE_ERROR : code;
  return api->xCreateFunction(api, "passage_start", 0, securellm_passage_start, 0);
}

#endif
