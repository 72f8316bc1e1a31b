"""A database as the older server, securellm-mcp, makes and fills it, in its two versions."""
import json
import sqlite3

# Its tables as its users have them. The newer version added columns and tables.
SESSIONS = """
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (datetime('now')),
  last_active TEXT NOT NULL DEFAULT (datetime('now')), summary TEXT, entry_count INTEGER NOT NULL DEFAULT 0,
  metadata TEXT NOT NULL DEFAULT '{}'%s)"""
ENTRIES = """
CREATE TABLE knowledge_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, timestamp TEXT NOT NULL DEFAULT (datetime('now')),
  entry_type TEXT NOT NULL%s, content TEXT NOT NULL, tags TEXT NOT NULL DEFAULT '[]',
  priority TEXT NOT NULL DEFAULT 'medium', metadata TEXT NOT NULL DEFAULT '{}'%s,
  FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE)"""
CHECK = " CHECK(entry_type IN ('insight', 'code', 'decision', 'reference', 'question', 'answer'))"


class OlderDatabase:
    def __init__(self, path, newer=False, wal=True, checked=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.connection = sqlite3.connect(path, isolation_level=None)
        run = self.connection.execute
        if wal:
            run("PRAGMA journal_mode = WAL")
        run(SESSIONS % (", pinned INTEGER DEFAULT 0, tier TEXT DEFAULT 'hot'" if newer else ""))
        run(ENTRIES % (CHECK if checked else "", ", tier TEXT DEFAULT 'hot'" if newer else ""))
        run("CREATE VIRTUAL TABLE knowledge_fts USING fts5(entry_id UNINDEXED, content, tags, tokenize = 'porter unicode61')")
        run("CREATE TRIGGER knowledge_entries_ai AFTER INSERT ON knowledge_entries BEGIN "
            "INSERT INTO knowledge_fts(entry_id, content, tags) VALUES (NEW.id, NEW.content, NEW.tags); END")
        run("CREATE TABLE patterns (id TEXT PRIMARY KEY, type TEXT NOT NULL, description TEXT NOT NULL)")
        run("CREATE TABLE project_states (id INTEGER PRIMARY KEY, root TEXT NOT NULL, timestamp INTEGER NOT NULL)")
        if newer:
            run("CREATE TABLE archive_metadata (session_id TEXT, archive_file TEXT)")

    def session(self, number, summary=None, created="2025-03-01 10:20:30", metadata="{}"):
        identifier = f"sess_{number:032x}"
        self.connection.execute("INSERT INTO sessions (id, created_at, summary, metadata) VALUES (?, ?, ?, ?)",
                                (identifier, created, summary, metadata))
        return identifier

    def entry(self, session, content, kind="insight", tags="[]", priority="medium", metadata="{}", created="2025-03-01 11:00:00"):
        return self.connection.execute(
            "INSERT INTO knowledge_entries (session_id, timestamp, entry_type, content, tags, priority, metadata)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)", (session, created, kind, content, tags, priority, metadata)).lastrowid

    def fill(self):
        """As after some weeks of use."""
        work = self.session(1, "NixOS: fix the rebuild", metadata='{"project": "/etc/nixos"}')
        other = self.session(2)
        self.session(3)
        for number in range(20):
            self.entry(work, f"Fact {number}: überall ist 日本語 möglich 🚀", "insight" if number % 2 else "decision",
                       json.dumps(["nix", f"tag {number}"]), "high" if number == 3 else "low", '{"tool": "nix_build"}',
                       f"2025-03-{number + 1:02d} 08:00:00")
        self.entry(other, "let x = 1;\n", "code")
        self.connection.execute("INSERT INTO patterns VALUES ('p', 't', 'd')")
        self.connection.execute("INSERT INTO project_states VALUES (1, '/x', 1)")
        return self

    def close(self):
        self.connection.close()
        return self.path
