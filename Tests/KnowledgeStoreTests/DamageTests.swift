import Database
import Testing

@testable import KnowledgeStore

/// Damaged files: a clear error, no crash, not one byte changed.
struct DamageTests {
  private let scratch: Scratch
  private let healthy: [UInt8]
  private let pageBytes = 4096

  init() throws {
    scratch = try Scratch()
    let store = scratch.store()
    let session = try store.createSession(title: "s")
    for number in 0..<120 {
      _ = try store.save("entry \(number) " + String(repeating: "word\(number % 7) ", count: 60), session: session.id)
    }
    _ = try store.save(String(repeating: "long content over several pages ", count: 1000))
    store.close()
    healthy = try scratch.bytes()
  }

  private func openingError() -> KnowledgeStoreError? {
    failure { _ = try scratch.store().statistics() }
  }

  private func expectUntouched(_ bytes: [UInt8], _ code: DatabaseFailure.Code) throws {
    try scratch.write(bytes)
    let error = try #require(openingError())
    #expect(error.code == .database(code))
    #expect(error.description.contains(scratch.path))
    #expect(error.description.contains("ove it aside"))
    #expect(error.description.contains("restore a backup"))
    #expect(try scratch.bytes() == bytes)
    let saving = failure {
      _ = try scratch.store().saveKnowledge(NewEntry(content: "x", type: .code))
    }
    #expect(saving?.code == .database(code))
    #expect(try scratch.bytes() == bytes)
    // Looking at a database in WAL mode may leave its two empty companions behind.
    #expect(try scratch.files().allSatisfy { $0.hasPrefix("knowledge.sqlite") })
  }

  @Test func garbage() throws {
    try expectUntouched((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 13) }, .notADatabase)
    try expectUntouched(Array("just a text file\n".utf8), .notADatabase)
    try expectUntouched([0, 0], .notADatabase)
  }

  @Test func truncated() throws {
    try expectUntouched(Array(healthy.prefix(healthy.count / 2)), .corrupt)
    try expectUntouched(Array(healthy.prefix(pageBytes * 3 + 100)), .corrupt)
    try expectUntouched(Array(healthy.prefix(pageBytes)), .corrupt)
  }

  @Test func detectsZeroedPagesOrSurvives() throws {
    var found = 0
    for page in 1..<healthy.count / pageBytes {
      var bytes = healthy
      for index in page * pageBytes..<(page + 1) * pageBytes { bytes[index] = 0 }
      try scratch.write(bytes)
      let store = scratch.store()
      guard let error = failure({ _ = try store.statistics() }) else {
        // The last page of a long value carries nothing SQLite could check; using it must not crash.
        _ = failure { _ = try store.searchKnowledge(query: "word1 content", limit: 100) }
        continue
      }
      #expect(error.code == .database(.corrupt))
      #expect(try scratch.bytes() == bytes)
      found += 1
    }
    #expect(found > healthy.count / pageBytes / 2)
  }

  @Test func zeroedPageInTheMiddle() throws {
    let page = try #require((1..<healthy.count / pageBytes).first { healthy[$0 * pageBytes] == 0x05 })
    var bytes = healthy
    for index in page * pageBytes..<(page + 1) * pageBytes { bytes[index] = 0 }
    try expectUntouched(bytes, .corrupt)
  }

  @Test func flippedBytesNeverCrash() throws {
    var generator = SplitMix(state: 42)
    for _ in 0..<150 {
      var bytes = healthy
      for _ in 0..<8 {
        bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
      }
      try scratch.write(bytes)
      let store = scratch.store()
      _ = failure {
        _ = try store.statistics()
        _ = try store.searchKnowledge(query: "word1 entry", limit: 100)
        _ = try store.saveKnowledge(NewEntry(content: "word1", type: .code))
      }
      store.close()
    }
  }

  @Test func recoversOnceTheFileIsMovedAside() throws {
    try scratch.write(Array("garbage".utf8))
    let store = scratch.store()
    #expect(throws: KnowledgeStoreError.self) { try store.save("x") }
    try scratch.write([])
    #expect(try store.save("fresh").id == 1)
  }
}

/// A small deterministic generator.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
