import Database
import Foundation
import Testing

@testable import KnowledgeStore

struct OpeningTests {
  @Test func opensLazilyWithOwnerOnlyModes() throws {
    let scratch = try Scratch()
    let path = scratch.directory + "/a/b/knowledge.sqlite"
    let store = KnowledgeStore(path: path)
    #expect(try scratch.files().isEmpty)
    _ = try store.save("first")
    #expect(try mode(scratch.directory + "/a") == 0o700)
    #expect(try mode(scratch.directory + "/a/b") == 0o700)
    #expect(try mode(path) == 0o600)
    #expect(try mode(path + "-wal") == 0o600)
    #expect(try mode(path + "-shm") == 0o600)
  }

  @Test func appliesTheSettings() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    let settings = try store.withConnection { (connection) throws(SQLiteFailure) in
      [
        try connection.integer("PRAGMA synchronous"), try connection.integer("PRAGMA foreign_keys"),
        try connection.integer("PRAGMA cell_size_check"), try connection.integer("PRAGMA busy_timeout"),
      ]
    }
    #expect(settings == [1, 1, 1, 5000])
    let trusts = try store.withConnection { (connection) throws(SQLiteFailure) in
      try connection.integer("PRAGMA trusted_schema")
    }
    #expect(try (trusts == 1) == ReferenceSchema(.knowledge).triggersNeedTrust)
    let journal = try store.withConnection { (connection) throws(SQLiteFailure) in
      try connection.rows("PRAGMA journal_mode") { (row) throws(SQLiteFailure) in try row.text(0) }
    }
    #expect(journal == ["wal"])
  }

  @Test func keepsEntriesAcrossReopening() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    let saved = try store.save("kept over a restart", tags: ["one", "two \"quoted\" \\ tag"])
    store.close()
    #expect(try scratch.files() == ["knowledge.sqlite"])
    #expect(try scratch.store().entry(id: saved.id) == saved)
    #expect(try store.entry(id: saved.id) == saved)
  }

  @Test func recoversAfterAKill() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    for number in 0..<20 { _ = try store.save("entry \(number)") }
    // The files as they are while the writer is still open: everything sits in the write-ahead log.
    let copy = scratch.directory + "/copy"
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: scratch.path + suffix, toPath: copy + suffix)
    }
    let recovered = KnowledgeStore(path: copy)
    #expect(try recovered.statistics().entries == 20)
    #expect(try recovered.save("after").id == 21)
    // A log cut in the middle of a frame loses the last saves, nothing before them.
    let cut = scratch.directory + "/cut"
    try FileManager.default.copyItem(atPath: scratch.path, toPath: cut)
    let log = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "-wal"))
    try log.prefix(log.count - 5000).write(to: URL(fileURLWithPath: cut + "-wal"))
    let entries = try KnowledgeStore(path: cut).statistics().entries
    #expect((15..<20).contains(entries))
  }

  @Test func reportsUnusablePaths() throws {
    let scratch = try Scratch()
    _ = try scratch.store().save("x")
    for path in [scratch.directory, scratch.path + "/under-a-file", "", scratch.directory + "/a\0b"] {
      let error = try #require(failure { _ = try KnowledgeStore(path: path).statistics() })
      #expect(error.code == .database(.cannotOpen))
      #expect(error.description.contains("cannot be opened"))
    }
  }

  @Test func relativeNamesAreFiles() {
    #expect(KnowledgeStore(path: ":memory:").path == "./:memory:")
    #expect(KnowledgeStore(path: "file:x?mode=memory").path == "./file:x?mode=memory")
    #expect(KnowledgeStore(path: "/var/x").path == "/var/x")
  }

  @Test(
    arguments: [
      "CREATE TRIGGER spy AFTER INSERT ON entries BEGIN DELETE FROM sessions; END",
      "CREATE VIEW extra AS SELECT 1", "DROP INDEX entries_by_session", "DROP TRIGGER entries_fts_insert",
    ] as [StaticString])
  func rejectsAlteredSchemas(_ statement: StaticString) throws {
    let scratch = try Scratch()
    let store = scratch.store()
    _ = try store.save("before")
    try store.withConnection { (connection) throws(SQLiteFailure) in
      try connection.script(statement)
    }
    store.close()
    let before = try scratch.bytes()
    let error = failure { _ = try scratch.store().save("after") }
    #expect(error?.code == .database(.schemaAltered))
    #expect(try scratch.bytes() == before)
  }

  @Test func acceptsAnalyzedDatabases() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    _ = try store.save("before")
    try store.withConnection { (connection) throws(SQLiteFailure) in try connection.run("ANALYZE") }
    store.close()
    #expect(try scratch.store().searchKnowledge(query: "before").count == 1)
  }

  @Test func reportsReadOnlyDatabases() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    _ = try store.save("before")
    try store.withConnection { (connection) throws(SQLiteFailure) in try connection.run("PRAGMA query_only = ON") }
    let error = failure { _ = try store.createSession(title: "t") }
    #expect(error?.code == .database(.readOnly))
  }

  @Test func noticesMovedFiles() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    _ = try store.save("old file")
    for suffix in ["", "-wal", "-shm"] {
      try FileManager.default.moveItem(atPath: scratch.path + suffix, toPath: scratch.directory + "/aside" + suffix)
    }
    _ = try store.save("new file")
    #expect(try store.statistics().entries == 1)
    #expect(try KnowledgeStore(path: scratch.directory + "/aside").searchKnowledge(query: "old").count == 1)
  }
}
