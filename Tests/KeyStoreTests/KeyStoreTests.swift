import Database
import Digest
import Foundation
import Testing

@testable import KeyStore

struct KeyStoreTests {
  private let scratch = Scratch()

  @Test func generatesWellFormedKeys() throws {
    let (record, secret) = try scratch.store().create(name: "ci")
    let text = secret.reveal()
    #expect(try #/sk-slm-[0-9a-f]{8}-[A-Za-z0-9_-]{43}/#.wholeMatch(in: text) != nil)
    #expect(text.contains("sk-slm-\(record.id)-"))
    #expect(record.createdAt == scratch.clock.now)
    #expect(record.state(at: scratch.clock.now) == .active)
  }

  /// Every character of many secrets: all 64 occur, the last has only its four bits, no two keys are alike.
  @Test func secretsAreRandom() {
    let secrets = (0..<2000).map { _ in Array(KeySecret.random().reveal().utf8.dropFirst(16)) }
    #expect(Set(secrets).count == secrets.count)
    for location in 0..<42 { #expect(Set(secrets.map { $0[location] }).count == 64) }
    #expect(Set(secrets.map { $0[42] }).count == 16)
    let bits = secrets.map { Data(base64URL: $0) }
    #expect(bits.allSatisfy { $0?.count == 32 })
    let ones = bits.compactMap { $0 }.joined().reduce(0) { $0 + $1.nonzeroBitCount }
    // 512,000 fair coins: five standard deviations are 1,789.
    #expect(abs(ones - 256_000) < 1_789)
  }

  @Test func storesNoSecret() throws {
    let store = scratch.store()
    let (record, secret) = try store.create(name: "ci", models: ["openai/*"])
    let text = secret.reveal()
    let hidden = String(text.suffix(43))
    var shown = ""
    dump(secret, to: &shown)
    #expect(!"\(secret) \(String(reflecting: secret)) \(record) \(shown)".contains(hidden))
    let file = try scratch.bytes()
    #expect(file.range(of: Data(hidden.utf8)) == nil)
    #expect(file.range(of: Data(SHA256.digest(Array(hidden.utf8).span).bytes)) != nil)
  }

  @Test func keepsAllFields() throws {
    let limits = KeyLimits(requestsPerMinute: 60, burst: 10, tokensPerMinute: 100_000)
    let made = try scratch.store().create(
      name: "größer 🙂", expiresAt: scratch.clock.now + 1, limits: limits, models: ["openai/*", "claude-sonnet-4"])
    scratch.clock.now += 5
    let plain = try scratch.store().create(name: "plain")
    #expect(try scratch.store().list() == [made.record, plain.record])
    #expect(made.record.limits == limits)
    #expect(made.record.models == ["openai/*", "claude-sonnet-4"])
    #expect(made.record.state(at: scratch.clock.now) == .expired)
    #expect(plain.record.models == nil)
  }

  @Test func rejectsInputOutOfBounds() throws {
    let store = scratch.store()
    let key = try store.create(name: "taken").secret.reveal()
    for name in ["", String(repeating: "x", count: 101), "a\nb", "a\0", "a\u{9b}2J", "0123abcd", key, "sk-slm-"] {
      #expect(failure { _ = try store.create(name: name) } == .invalid(.name))
    }
    #expect(failure { _ = try store.create(name: "taken") } == .nameTaken)
    #expect(failure { _ = try store.create(name: "a", expiresAt: scratch.clock.now) } == .invalid(.expiry))
    for limits in [
      KeyLimits(requestsPerMinute: 0), KeyLimits(requestsPerMinute: 5, burst: -1), KeyLimits(tokensPerMinute: .max),
    ] {
      #expect(failure { _ = try store.create(name: "a", limits: limits) } == .invalid(.limits))
    }
    #expect(failure { _ = try store.create(name: "a", limits: KeyLimits(burst: 5)) } == .invalid(.burst))
    for models in [[], ["a b"], ["*a"], [""], ["a,b"], ["é"], [String](repeating: "a", count: 101)] {
      #expect(failure { _ = try store.create(name: "a", models: models) } == .invalid(.models))
    }
    #expect(try store.list().count == 1)
  }

  @Test func errorsOmitTheInput() throws {
    let store = scratch.store()
    let key = try store.create(name: "secretname").secret.reveal()
    for error in [
      failure { _ = try store.create(name: "secretname") }, failure { _ = try store.create(name: key) },
      failure { _ = try store.revoke("nobody-secret") },
      failure { _ = try store.create(name: "a", models: ["secret x"]) },
    ] {
      #expect(error.map { !$0.description.contains("secret") } == true)
    }
  }

  @Test func revokesByIdNameAndWholeKey() throws {
    let store = scratch.store()
    let made = try ["a", "b", "c"].map { try store.create(name: $0) }
    scratch.clock.now += 1000
    for (given, expected) in [(made[0].record.id, "a"), ("b", "b"), (made[2].secret.reveal(), "c")] {
      let (record, isNew) = try store.revoke(given)
      #expect(record.name == expected && isNew && record.revokedAt == scratch.clock.now)
    }
    scratch.clock.now += 1000
    let again = try store.revoke(made[0].record.id)
    #expect(!again.isNew && again.record.revokedAt == scratch.clock.now - 1000)
    for nobody in ["b", "ffffffff", "", "sk-slm-", "%", "' OR 1=1 --"] {
      #expect(failure { _ = try store.revoke(nobody) } == .unknownKey)
    }
    #expect(try store.list().allSatisfy { $0.state(at: scratch.clock.now) == .revoked })
  }

  @Test func revocationFreesTheName() throws {
    let store = scratch.store()
    let old = try store.create(name: "ci")
    _ = try store.revoke("ci")
    let new = try store.create(name: "ci")
    let table = try store.table()
    #expect(table.outcome(old.secret.reveal()) == "revoked ci")
    #expect(table.outcome(new.secret.reveal()) == "accepted ci")
    #expect(try store.revoke("ci").record.id == new.record.id)
  }

  @Test func leavesOtherDatabasesAlone() throws {
    let store = scratch.store()
    _ = try store.create(name: "a")
    store.close()
    let connection = try Connection(path: scratch.path, access: .readWrite)
    try connection.script("PRAGMA application_id = 7")
    let failed = failure { _ = try scratch.store().create(name: "b") }
    guard case .database(let reason) = failed else { throw CocoaError(.featureUnsupported) }
    #expect(reason.code == .foreignDatabase)
    #expect("\(reason)".contains(scratch.path))
  }

  @Test func detectsPlantedTriggers() throws {
    let store = scratch.store()
    _ = try store.create(name: "a")
    store.close()
    try Connection(path: scratch.path, access: .readWrite).script(
      "CREATE TRIGGER spy AFTER UPDATE ON keys BEGIN UPDATE keys SET revoked_at = NULL; END")
    guard case .database(let reason) = failure({ _ = try scratch.store().revoke("a") }) else {
      throw CocoaError(.featureUnsupported)
    }
    #expect(reason.code == .schemaAltered)
  }

  @Test func rejectsWorldWritableFiles() throws {
    let store = scratch.store()
    let secret = try store.create(name: "a").secret.reveal()
    try FileManager.default.setAttributes([.posixPermissions: 0o606], ofItemAtPath: scratch.path)
    guard case .database(let reason) = failure({ _ = try scratch.store().table() }) else {
      throw CocoaError(.featureUnsupported)
    }
    #expect(reason.code == .writableByOthers)
    #expect("\(reason)".contains("chmod o-w"))
    try FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: scratch.path)
    #expect(try scratch.store().table().outcome(secret) == "accepted a")
  }

  /// Eight connections at once: every key is there once, and one of eight gets a name that all want.
  @Test func manyMakeKeysAtOnce() async throws {
    let stores = (0..<8).map { _ in scratch.store() }
    let won = try await withThrowingTaskGroup(of: Int.self) { group in
      for (number, store) in stores.enumerated() {
        group.addTask {
          for key in 0..<10 { _ = try store.create(name: "\(number) \(key)") }
          do { return try store.create(name: "wanted").record.name.isEmpty ? 0 : 1 } catch KeyStoreError.nameTaken {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(won == 1)
    #expect(Set(try stores[0].list().map(\.name)).count == 81)
    #expect(try stores[0].list().count == 81)
    #expect(try stores[7].table().count == 81)
  }

  @Test func revocationIsDurable() throws {
    let store = scratch.store()
    _ = try store.create(name: "a")
    let settings = try store.withConnection { (connection) throws(SQLiteFailure) in
      [try connection.integer("PRAGMA synchronous"), try connection.integer("PRAGMA busy_timeout")]
    }
    #expect(settings == [2, 5000])
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
  }
}

extension Data {
  fileprivate init?(base64URL text: [UInt8]) {
    let plain = String(decoding: text, as: UTF8.self)
      .replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    self.init(base64Encoded: plain + "=")
  }
}
