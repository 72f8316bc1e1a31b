import Database
import Foundation
import Testing

@testable import KeyStore

struct KeyTableTests {
  private let scratch = Scratch()

  @Test func decidesEveryState() throws {
    let store = scratch.store()
    let good = try store.create(name: "good").secret.reveal()
    let ends = try store.create(name: "ends", expiresAt: scratch.clock.now + 1000).secret.reveal()
    let gone = try store.create(name: "gone").secret.reveal()
    _ = try store.revoke("gone")
    let table = try store.table()
    #expect(table.count == 3)
    #expect(table.outcome(good) == "accepted good")
    #expect(table.outcome(gone) == "revoked gone")
    #expect(table.outcome(ends, at: scratch.clock.now + 999) == "accepted ends")
    #expect(table.outcome(ends, at: scratch.clock.now + 1000) == "expired ends")
    #expect(KeyTable.closed.outcome(good) == "unavailable")
  }

  /// Each position of a good key with another character: never accepted.
  @Test func everyCharacterCounts() throws {
    let store = scratch.store()
    let good = Array(try store.create(name: "good").secret.reveal().utf8)
    let table = try store.table()
    for location in good.indices {
      for other in Set("AZaz09-_ \0\u{7f}é/+=".utf8).subtracting([good[location]]) {
        var text = good
        text[location] = other
        guard case .refused(let reason) = table.check(text.span) else {
          Issue.record("accepted with another character at \(location)")
          continue
        }
        if location >= 16 { #expect("\(reason)" == "unknown") }
      }
    }
    let misshapen: [[UInt8]] = [
      Array(good.dropLast()), good + [0x41], Array(good.dropFirst()), [0x20] + good, [], good + good,
    ]
    for text in misshapen {
      guard case .refused(.malformed) = table.check(text.span) else {
        Issue.record("not malformed: \(text.count) bytes")
        continue
      }
    }
    #expect(table.outcome(String(decoding: good, as: UTF8.self).uppercased() as String) == "malformed")
  }

  /// Bytes of any length, half of them with the beginning of a key.
  @Test func handlesAnyBytes() throws {
    let good = Array(try scratch.store().create(name: "good").secret.reveal().utf8)
    let table = try scratch.store().table()
    for round in 0..<5000 {
      let random = (0..<Int.random(in: 0...120)).map { _ in UInt8.random(in: 0...255) }
      let text = round % 2 == 0 ? random : Array(good.prefix(.random(in: 0...58))) + random
      if case .accepted = table.check(text.span) { Issue.record("accepted \(text.count) random bytes") }
    }
  }

  /// A secret opens only the key it belongs to, and who does not hold the secret does not learn of a revocation.
  @Test func secretsDoNotMix() throws {
    let store = scratch.store()
    let one = try store.create(name: "one").secret.reveal()
    let two = try store.create(name: "two").secret.reveal()
    _ = try store.revoke("two")
    let table = try store.table()
    #expect(table.outcome(String(one.prefix(16)) + two.suffix(43)) == "unknown")
    #expect(table.outcome(String(two.prefix(16)) + one.suffix(43)) == "unknown")
    #expect(table.outcome("sk-slm-00000000-" + one.suffix(43)) == "unknown")
  }

  @Test func findsEachOfManyKeys() throws {
    // The store never reuses an id.
    let drawn = (0..<5000).map { _ in KeySecret.random() }
    let secrets = Array(Dictionary(drawn.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }).values)
    let keys = secrets.enumerated().map { number, secret in StoredKey(secret, name: "\(number)") }
    let table = KeyTable(keys, version: KeyTableVersion(opening: 1, changes: DatabaseChanges(others: 0, own: 0)))
    for (number, secret) in secrets.enumerated() {
      #expect(table.outcome(secret.reveal()) == "accepted \(number)")
    }
    for _ in 0..<1000 { #expect(table.outcome(KeySecret.random().reveal()) == "unknown") }
  }

  @Test(arguments: [
    ("gpt-4o", "openai", "gpt-4o", true), ("gpt-4o", "azure", "gpt-4o", true),
    ("gpt-4o", "openai", "gpt-4o-mini", false),
    ("gpt-4o", "openai", "gpt-4", false), ("gpt-4o*", "openai", "gpt-4o-mini", true),
    ("gpt-4o*", "openai", "gpt-4o", true),
    ("gpt-4o*", "openai", "gpt-4", false), ("openai/*", "openai", "gpt-4o", true), ("openai/*", "openai2", "x", false),
    ("openai/*", "azure", "openai/gpt-4o", false), ("openai/gpt-4o", "openai", "gpt-4o", true),
    ("openai/gpt-4o", "openai", "gpt-4o2", false), ("openai/gpt-4o", "azure", "gpt-4o", false), ("*", "a", "b", true),
    ("hub/meta/*", "hub", "meta/llama", true), ("hub/meta/*", "hub", "other/llama", false),
    ("GPT-4o", "openai", "gpt-4o", false), ("openai/", "openai", "", true), ("open*", "openai", "gpt", false),
  ])
  func modelsAreMatched(_ pattern: String, _ provider: String, _ model: String, _ expected: Bool) {
    let key = ClientKey(StoredKey(.random(), name: "k", models: ["other", pattern]).record)
    let isAllowed = key.allows(provider: Array(provider.utf8).span, model: Array(model.utf8).span)
    #expect(isAllowed == expected)
  }

  @Test func keysWithoutAListAllowEveryModel() {
    let key = ClientKey(StoredKey(.random(), name: "k").record)
    let isAllowed = key.allows(provider: Array("p".utf8).span, model: Array("m".utf8).span)
    #expect(isAllowed)
  }

  @Test func changesMakeTheTableStale() throws {
    let store = scratch.store()
    _ = try store.create(name: "a")
    let table = try store.table()
    #expect(try !store.isStale(table))
    _ = try store.list()
    #expect(try !store.isStale(table))
    _ = try store.create(name: "b")
    #expect(try store.isStale(table))
    let next = try store.table()
    #expect(try !store.isStale(next))
    _ = try scratch.store().revoke("a")
    #expect(try store.isStale(next))
    #expect(try !store.isStale(store.table()))
  }

  @Test func replacedFilesMakeTheTableStale() throws {
    let store = scratch.store()
    let secret = try store.create(name: "a").secret.reveal()
    let ring = try KeyTableCache(store)
    #expect(ring.table.outcome(secret) == "accepted a")
    for suffix in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: scratch.path + suffix) }
    #expect(try ring.refresh())
    #expect(ring.table.outcome(secret) == "unknown")
  }

  @Test func followsRevocationsOfOtherProcesses() throws {
    let secret = try scratch.store().create(name: "a").secret.reveal()
    let ring = try KeyTableCache(scratch.store())
    #expect(try !ring.refresh())
    #expect(ring.table.outcome(secret) == "accepted a")
    _ = try scratch.store().revoke("a")
    #expect(ring.table.outcome(secret) == "accepted a")
    #expect(try ring.refresh())
    #expect(ring.table.outcome(secret) == "revoked a")
    #expect(try !ring.refresh())
  }

  @Test func failsClosedAfterTheGracePeriod() throws {
    let secret = try scratch.store().create(name: "a").secret.reveal()
    let (patient, strict) = (try KeyTableCache(scratch.store()), try KeyTableCache(scratch.store(), grace: .zero))
    try FileManager.default.moveItem(atPath: scratch.path, toPath: scratch.path + ".aside")
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: scratch.path + suffix) }
    try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: false)
    #expect(failure { _ = try patient.refresh() } != nil)
    #expect(failure { _ = try strict.refresh() } != nil)
    #expect(patient.table.outcome(secret) == "accepted a")
    #expect(strict.table.outcome(secret) == "unavailable")
    try FileManager.default.removeItem(atPath: scratch.path)
    try FileManager.default.moveItem(atPath: scratch.path + ".aside", toPath: scratch.path)
    #expect(try strict.refresh())
    #expect(strict.table.outcome(secret) == "accepted a")
  }
}

extension StoredKey {
  init(_ secret: KeySecret, name: String, models: [String]? = nil) {
    let record = KeyRecord(
      id: secret.id, name: name, createdAt: 0, expiresAt: nil, revokedAt: nil, limits: KeyLimits(), models: models,
      statedTools: nil, statedMetrics: nil)
    self.init(id: KeyText.id(Array(secret.id.utf8).span) ?? 0, record: record, digest: secret.digest)
  }
}
