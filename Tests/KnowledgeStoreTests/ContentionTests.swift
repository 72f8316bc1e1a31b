import Database
import Testing

@testable import KnowledgeStore

struct ContentionTests {
  @Test func twoConnectionsWriteAtOnce() async throws {
    let scratch = try Scratch()
    let stores = [scratch.store(), scratch.store()]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, store) in stores.enumerated() {
        group.addTask {
          for number in 0..<200 { _ = try store.save("writer\(index) entry\(number)") }
        }
      }
      try await group.waitForAll()
    }
    for store in stores { #expect(try store.statistics().entries == 400) }
    #expect(try stores[0].searchKnowledge(query: "entry199").count == 2)
  }

  @Test func manyOpenersMakeOneNewFile() async throws {
    for _ in 0..<10 {
      let scratch = try Scratch()
      let stores = (0..<8).map { _ in scratch.store() }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for store in stores { group.addTask { _ = try store.save("opened") } }
        try await group.waitForAll()
      }
      #expect(try stores[0].statistics().entries == 8)
    }
  }

  @Test func oneStoreIsSharedByTasks() async throws {
    let scratch = try Scratch()
    let store = scratch.store()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for number in 0..<25 {
            _ = try store.save("task\(task) number\(number)")
            _ = try store.searchKnowledge(query: "number\(number)")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.statistics().entries == 200)
  }

  @Test func reportsALongLockAsBusyAndRecovers() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    _ = try store.save("before")
    try store.withConnection { (connection) throws(SQLiteFailure) in try connection.run("PRAGMA busy_timeout = 20") }
    let other = try Connection(path: scratch.path, access: .readWrite)
    try other.run("BEGIN IMMEDIATE")
    let error = failure { _ = try store.createSession(title: "t") }
    #expect(error?.code == .database(.busy))
    #expect(try store.searchKnowledge(query: "before").count == 1)
    try other.run("ROLLBACK")
    _ = try store.createSession(title: "t")
  }

  @Test func keepsSavedEntriesOnAFullDisk() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    _ = try store.save("saved before the disk was full")
    // Sets the limit to the current size: the pragma never goes below it.
    try store.withConnection { (connection) throws(SQLiteFailure) in try connection.run("PRAGMA max_page_count = 1") }
    let big = NewEntry(content: String(repeating: "does not fit ", count: 5000), type: .code)
    let error = try #require(failure { _ = try store.saveKnowledge(big) })
    #expect(error.code == .database(.diskFull))
    #expect(error.description.contains("earlier entries are intact"))
    #expect(try store.searchKnowledge(query: "saved before").count == 1)
    #expect(try store.searchKnowledge(query: "fit").isEmpty)
    try store.withConnection { (connection) throws(SQLiteFailure) in
      try connection.run("PRAGMA max_page_count = 100000")
      try connection.run("INSERT INTO entries_fts (entries_fts, rank) VALUES ('integrity-check', 1)")
    }
    _ = try store.saveKnowledge(big)
    #expect(try store.searchKnowledge(query: "fit").count == 1)
  }

  @Test func bindsEveryKindOfValue() throws {
    let scratch = try Scratch()
    let values: [SQLValue] = [.null, .integer(.min), .real(-0.5), .text("a\0b é"), .bytes([0, 255, 1])]
    try scratch.store().withConnection { (connection) throws(SQLiteFailure) in
      _ = try connection.rows("SELECT ?1, ?2, ?3, ?4, ?5, x''", values) { (row) throws(SQLiteFailure) in
        let (isNull, integer, real) = (row.isNull(0), row.integer(1), row.real(2))
        let (text, bytes, none) = (try row.text(3), row.bytes(4), row.bytes(5))
        #expect(isNull && integer == .min && real == -0.5)
        #expect(text == "a\0b é" && bytes == [0, 255, 1] && none.isEmpty)
      }
    }
    let null = failure {
      _ = try scratch.store().withConnection { (connection) throws(SQLiteFailure) in
        try connection.rows("SELECT NULL") { (row) throws(SQLiteFailure) in try row.text(0) }
      }
    }
    #expect(null?.sqliteCode == SQLiteFailure.mismatch.extendedCode)
  }
}
