import Database
import Testing

@testable import KnowledgeStore

/// Made-up later steps: the second works, the third fails half way.
private let second = Migration(
  version: 2, script: "ALTER TABLE entries ADD COLUMN source TEXT; CREATE TABLE extra (x);")
private let failing = Migration(version: 3, script: "CREATE TABLE half (x); INSERT INTO missing VALUES (1);")

struct MigrationTests {
  @Test func versionsAreNumberedWithoutGaps() {
    #expect(Migration.all.map(\.version) == Array(1...Int32(Migration.all.count)))
  }

  @Test func migratesOldDatabases() throws {
    let scratch = try Scratch()
    let old = scratch.store([Migration.all[0]])
    let saved = try old.save("from version one", tags: ["old"])
    #expect(try old.statistics().schemaVersion == 1)
    old.close()
    let new = scratch.store([Migration.all[0], second])
    #expect(try new.statistics().schemaVersion == 2)
    #expect(try new.searchKnowledge(query: "version").map(\.entry) == [saved])
    #expect(try count(new, "SELECT count(*) FROM pragma_table_info('entries') WHERE name = 'source'") == 1)
  }

  @Test func failedStepsKeepThePreviousVersion() throws {
    let scratch = try Scratch()
    let old = scratch.store()
    _ = try old.save("still here")
    old.close()
    let broken = scratch.store([Migration.all[0], second, failing])
    #expect(failure { _ = try broken.statistics() }?.code == .database(.unexpected))
    let reopened = scratch.store([Migration.all[0], second])
    #expect(try reopened.statistics().schemaVersion == 2)
    #expect(try count(reopened, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0)
    #expect(try reopened.searchKnowledge(query: "still").count == 1)
  }

  @Test func rejectsNewerDatabases() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    _ = try store.save("written by the future")
    try store.withConnection { (connection) throws(SQLiteFailure) in try connection.setUserVersion(7) }
    store.close()
    let before = try scratch.bytes()
    let error = try #require(failure { _ = try scratch.store().statistics() })
    #expect(error.code == .database(.schemaTooNew(found: 7, supported: 1)))
    #expect(error.description.contains("version 7"))
    #expect(error.description.contains("up to 1"))
    #expect(error.description.contains(scratch.path))
    #expect(try scratch.bytes() == before)
  }

  @Test func rejectsDatabasesOfOtherPrograms() throws {
    let scratch = try Scratch()
    try scratch.write([])
    let foreign = try Connection(path: scratch.path, access: .readWrite)
    try foreign.script("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x');")
    let before = try scratch.bytes()
    let error = failure { _ = try scratch.store().save("never") }
    #expect(error?.code == .database(.foreignDatabase))
    #expect(try scratch.bytes() == before)
    #expect(try scratch.files() == ["knowledge.sqlite"])
  }

  private func count(_ store: KnowledgeStore, _ sql: StaticString) throws -> Int64 {
    try store.withConnection { (connection) throws(SQLiteFailure) in try connection.integer(sql) }
  }
}
