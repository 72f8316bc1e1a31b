import JSONCore
import Testing

@testable import KeyStore

/// A key that is known by its name or id decides as its text would.
struct NamedKeyDecisionTests {
  private let scratch = Scratch()

  private func outcome(_ name: String, _ table: KeyTable, at now: Int64? = nil) -> String {
    var key = NamedKeyDecision(JSONString(name))
    return key.check(by: table, at: now ?? scratch.clock.now).outcome
  }

  @Test func findsNamesAndIDs() throws {
    let store = scratch.store()
    let one = try store.create(name: "one").record
    _ = try store.create(name: "e\u{301}")
    let table = try store.table()
    #expect(outcome("one", table) == "accepted one")
    #expect(outcome(one.id, table) == "accepted one")
    #expect(
      outcome("One", table) == "unknown" && outcome("one ", table) == "unknown" && outcome("", table) == "unknown")
    // The same letter for Unicode, and other bytes.
    #expect(outcome("\u{e9}", table) == "unknown")
    #expect(outcome("00000000", table) == "unknown")
    #expect(outcome("one", KeyTable.closed) == "unavailable")
  }

  @Test func revocationAndExpiryAreAskedEachTime() throws {
    let store = scratch.store()
    _ = try store.create(name: "ends", expiresAt: scratch.clock.now + 1000)
    let table = try store.table()
    var key = NamedKeyDecision("ends")
    #expect(key.check(by: table, at: scratch.clock.now).outcome == "accepted ends")
    #expect(key.check(by: table, at: scratch.clock.now + 1000).outcome == "expired ends")
    _ = try store.revoke("ends")
    #expect(key.check(by: try store.table(), at: scratch.clock.now).outcome == "revoked ends")
    #expect(key.check(by: KeyTable.closed, at: scratch.clock.now).outcome == "unavailable")
  }

  /// Revoking frees a name: the key that has it now is meant.
  @Test func theActiveKeyOfANameCounts() throws {
    let store = scratch.store()
    let former = try store.create(name: "ci").record
    _ = try store.revoke("ci")
    let present = try store.create(name: "ci").record
    let table = try store.table()
    var key = NamedKeyDecision("ci")
    guard case .accepted(let found) = key.check(by: table, at: scratch.clock.now) else {
      Issue.record("the active key is not found")
      return
    }
    #expect(found.record.id == present.id)
    #expect(outcome(former.id, table) == "revoked ci")
  }

  @Test func namesWithoutAnActiveKeyAreListed() throws {
    let store = scratch.store()
    #expect(try store.missing(["a"]) ?? ["a"] == ["a"])
    let id = try store.create(name: "a").record.id
    _ = try store.create(name: "gone")
    _ = try store.revoke("gone")
    _ = try store.create(name: "ends", expiresAt: scratch.clock.now + 1000)
    #expect(try store.missing(["a", id, "b", "gone", "ends"]) == ["b", "gone"])
    scratch.clock.now += 1000
    #expect(try store.missing(["ends"]) == ["ends"])
  }
}
