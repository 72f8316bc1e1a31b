import Database

extension DatabaseSchema {
  /// Sessions, entries and their full-text index. "SLKN" marks the file.
  static let knowledge = knowledge(Migration.all)

  static func knowledge(_ migrations: [Migration]) -> DatabaseSchema {
    DatabaseSchema(
      applicationID: 0x534c_4b4e, migrations: migrations,
      shadowTables: ["entries_fts_data", "entries_fts_idx", "entries_fts_docsize", "entries_fts_config"],
      triggerProbe: "DELETE FROM entries", durability: .process, showsPassages: true)
  }
}

extension Migration {
  /// In order; a store of version n needs those behind the n-th.
  static let all = [Migration(version: 1, script: schemaVersion1)]
}

/// `metadata` and `tags` hold JSON without a CHECK: SQLite before 3.41 counts `json_valid` among the functions a schema
/// may not call under `trusted_schema = OFF`. `KnowledgeStore` checks them on the way in.
private let schemaVersion1: StaticString = """
  PRAGMA application_id = 0x534c4b4e;

  CREATE TABLE sessions (
    id         TEXT PRIMARY KEY NOT NULL,
    title      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    metadata   TEXT NOT NULL
  ) STRICT;

  CREATE TABLE entries (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT REFERENCES sessions (id) ON DELETE SET NULL,
    type       TEXT NOT NULL CHECK (type IN ('insight', 'code', 'decision', 'reference', 'question', 'answer')),
    priority   TEXT NOT NULL CHECK (priority IN ('low', 'medium', 'high')),
    content    TEXT NOT NULL,
    tags       TEXT NOT NULL,
    metadata   TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;

  CREATE INDEX entries_by_session ON entries (session_id, id);

  CREATE VIRTUAL TABLE entries_fts USING fts5 (
    content, tags, content = 'entries', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
  );

  -- A tag is a word its author chose to be found by: it weighs twice a word of the content.
  INSERT INTO entries_fts (entries_fts, rank) VALUES ('rank', 'bm25(1.0, 2.0)');

  CREATE TRIGGER entries_fts_insert AFTER INSERT ON entries BEGIN
    INSERT INTO entries_fts (rowid, content, tags) VALUES (new.id, new.content, new.tags);
  END;

  CREATE TRIGGER entries_fts_delete AFTER DELETE ON entries BEGIN
    INSERT INTO entries_fts (entries_fts, rowid, content, tags)
    VALUES ('delete', old.id, old.content, old.tags);
  END;

  CREATE TRIGGER entries_fts_update AFTER UPDATE OF id, content, tags ON entries BEGIN
    INSERT INTO entries_fts (entries_fts, rowid, content, tags)
    VALUES ('delete', old.id, old.content, old.tags);
    INSERT INTO entries_fts (rowid, content, tags) VALUES (new.id, new.content, new.tags);
  END;
  """
