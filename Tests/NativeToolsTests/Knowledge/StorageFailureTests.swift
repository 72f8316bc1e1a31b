import Database
import Foundation
import Testing
import ToolRuntime

@testable import KnowledgeStore

/// What the disk can do to the knowledge tools.
struct StorageFailureTests {
  private let bench: Bench

  init() throws { bench = try Bench() }

  private func location(_ bytes: [UInt8]) throws {
    let file = URL(fileURLWithPath: bench.store.path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  @Test(
    arguments: [
      ("create_session", #"{"title":"t"}"#), ("save_knowledge", #"{"content":"secret words","type":"code"}"#),
      ("search_knowledge", #"{"query":"secret words"}"#),
    ])
  func aDamagedDatabase(_ tool: String, _ arguments: String) async throws {
    let garbage = Array("this was a database once".utf8)
    try location(garbage)
    let failure = try await bench.failure(tool, arguments)
    #expect(failure.code == .storage)
    #expect(failure.message.contains(bench.store.path))
    #expect(failure.message.contains("restore a backup"))
    #expect(!failure.message.contains("secret"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: bench.store.path)) == Data(garbage))
  }

  @Test func halfADatabase() async throws {
    _ = try await bench.call("save_knowledge", #"{"content":"x","type":"code"}"#)
    bench.store.close()
    let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: bench.store.path)))
    try location(Array(whole.prefix(whole.count / 2)))
    let failure = try await bench.failure("search_knowledge", #"{"query":"x"}"#)
    #expect(failure.code == .storage)
    #expect(failure.message.contains("damaged"))
  }

  @Test func aFullDisk() async throws {
    _ = try await bench.call("save_knowledge", #"{"content":"kept","type":"code"}"#)
    // Sets the limit to the current size: the pragma never goes below it.
    try bench.store.withConnection { (connection) throws(SQLiteFailure) in
      try connection.run("PRAGMA max_page_count = 1")
    }
    let big = quoted(String(repeating: "does not fit ", count: 5000))
    let failure = try await bench.failure("save_knowledge", "{\"content\":\(big),\"type\":\"code\"}")
    #expect(failure.code == .storage)
    #expect(failure.message.contains("Free some space"))
    #expect(try await bench.call("search_knowledge", #"{"query":"kept"}"#).objects("hits").count == 1)
  }

  @Test func reportsAFileInTheWay() async throws {
    let data = URL(fileURLWithPath: bench.store.path).deletingLastPathComponent()
    try Data().write(to: data)
    let failure = try await bench.failure("create_session", #"{"title":"t"}"#)
    #expect(failure.code == .storage)
    #expect(failure.message.contains("cannot be opened"))
  }
}
