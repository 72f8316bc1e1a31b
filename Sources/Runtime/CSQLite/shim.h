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

#endif
