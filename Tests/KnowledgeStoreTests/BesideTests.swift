import Database
import Testing

@testable import KnowledgeStore

struct BesideTests {
  private func store(_ scratch: Scratch, beside: Bool = true) -> KnowledgeStore {
    KnowledgeStore(
      path: scratch.path, beside: beside ? scratch.directory + "/beside.sqlite" : nil, migrations: Migration.all,
      now: { 0 })
  }

  private func makeForeign(_ scratch: Scratch) throws -> [UInt8] {
    try scratch.write([])
    try Self.fill(scratch.path)
    return try scratch.bytes()
  }

  /// Closed at the end, so that all is in the file.
  private static func fill(_ path: String) throws {
    let connection = try Connection(path: path, access: .readWrite)
    // As the older server has it: a look at such a database makes files beside it.
    try connection.script("PRAGMA journal_mode = WAL")
    try connection.script(
      "CREATE TABLE knowledge_entries (id INTEGER PRIMARY KEY); INSERT INTO knowledge_entries VALUES (1)")
  }

  @Test func theUsualFileIsUsedWhereItIsOurs() throws {
    let scratch = try Scratch()
    let store = store(scratch)
    _ = try store.save("x")
    #expect(store.path == scratch.path && store.foreignPath == nil)
    #expect(try !scratch.files().contains("beside.sqlite"))
  }

  @Test func aForeignFileIsKept() async throws {
    let scratch = try Scratch()
    let before = try makeForeign(scratch)
    let store = store(scratch)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 { group.addTask { _ = try store.save("entry \(number)") } }
      for _ in 0..<8 { group.addTask { _ = try store.searchKnowledge(query: "entry") } }
      try await group.waitForAll()
    }
    #expect(try store.statistics().entries == 8)
    #expect(store.path == scratch.directory + "/beside.sqlite")
    #expect(store.foreignPath == scratch.path)
    #expect(try scratch.bytes() == before)
    store.close()
    #expect(try scratch.files() == ["beside.sqlite", "knowledge.sqlite"])
  }

  @Test func whatIsNoDatabaseIsKept() throws {
    let scratch = try Scratch()
    try scratch.write(Array("not a database, and longer than a header: ".utf8) + [UInt8](repeating: 0x41, count: 4096))
    let store = store(scratch)
    _ = try store.save("x")
    #expect(store.foreignPath == scratch.path)
  }

  @Test func aFileThatWasNamedIsToldInstead() throws {
    let scratch = try Scratch()
    _ = try makeForeign(scratch)
    #expect(failure { _ = try store(scratch, beside: false).save("x") }?.code == .database(.foreignDatabase))
  }

  @Test func aForeignFileBesideAForeignFileIsToldToo() throws {
    let scratch = try Scratch()
    _ = try makeForeign(scratch)
    let store = KnowledgeStore(path: scratch.path, beside: scratch.path, migrations: Migration.all, now: { 0 })
    #expect(failure { _ = try store.save("x") }?.code == .database(.foreignDatabase))
  }
}
