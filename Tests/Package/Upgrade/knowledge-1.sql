-- A knowledge database of schema version 1, with what one session has kept.
PRAGMA user_version = 1;
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

INSERT INTO sessions VALUES ('3f0c8e2a-0001-4000-8000-000000000001', 'Grüße from 0.1.0', '2026-11-24T20:00:00.000Z', '{}');
INSERT INTO entries VALUES
  (1, '3f0c8e2a-0001-4000-8000-000000000001', 'decision', 'high', 'Budgets are held in nano dollars', '["budget"]', '{}',
   '2026-11-24T20:00:01.000Z'),
  (7, NULL, 'insight', 'low', 'A naïve ring loses nothing', '[]', '{"by":"tests"}', '2026-11-24T20:00:02.000Z');
