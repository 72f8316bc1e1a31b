import Testing

@testable import KeyStore

/// A connection's memory of its key decides as the table does, whatever came before.
struct CachedKeyDecisionTests {
  private let scratch = Scratch()

  private func check(_ last: inout CachedKeyDecision, _ text: String, _ table: KeyTable, at now: Int64? = nil) -> String
  {
    last.check(Array(text.utf8).span, by: table, at: now ?? scratch.clock.now).outcome
  }

  @Test func reevaluatesTheSameKey() throws {
    let store = scratch.store()
    let ends = try store.create(name: "ends", expiresAt: scratch.clock.now + 1000).secret.reveal()
    let table = try store.table()
    var last = CachedKeyDecision()
    for _ in 0..<3 { #expect(check(&last, ends, table) == "accepted ends") }
    #expect(check(&last, ends, table, at: scratch.clock.now + 1000) == "expired ends")
    _ = try store.revoke("ends")
    #expect(check(&last, ends, try store.table()) == "revoked ends")
    #expect(check(&last, ends, KeyTable.closed) == "unavailable")
  }

  @Test func asksAReplacedTable() throws {
    let store = scratch.store()
    let key = try store.create(name: "gone").secret.reveal()
    let table = try store.table()
    var last = CachedKeyDecision()
    #expect(check(&last, key, table) == "accepted gone")
    #expect(check(&last, key, try scratch.store().table()) == "accepted gone")
    _ = try store.revoke("gone")
    #expect(check(&last, key, try store.table()) == "revoked gone")
    #expect(check(&last, key, table) == "accepted gone")
  }

  /// Each position with another character, right after the good key was let in.
  @Test func rejectsKeysThatDifferAnywhere() throws {
    let store = scratch.store()
    let good = try store.create(name: "good").secret.reveal()
    let other = try store.create(name: "other").secret.reveal()
    let table = try store.table()
    var last = CachedKeyDecision()
    for location in good.utf8.indices {
      #expect(check(&last, good, table) == "accepted good")
      var text = Array(good.utf8)
      text[good.utf8.distance(from: good.utf8.startIndex, to: location)] ^= 1
      let expected = table.outcome(String(decoding: text, as: UTF8.self))
      #expect(check(&last, String(decoding: text, as: UTF8.self), table) == expected)
      #expect(!expected.hasPrefix("accepted"))
    }
    #expect(check(&last, other, table) == "accepted other")
    #expect(check(&last, good, table) == "accepted good")
    for text in ["", String(good.dropLast()), good + "A", String(other.prefix(16)) + good.suffix(43)] {
      #expect(check(&last, text, table) == table.outcome(text))
    }
  }

  @Test func admitsNothingBeforeTheFirstKey() throws {
    let table = try scratch.store().table()
    var last = CachedKeyDecision()
    #expect(check(&last, String(repeating: "\0", count: 59), table) == "malformed")
    #expect(check(&last, "", KeyTable.closed) == KeyTable.closed.outcome(""))
  }
}
