import Database
import Digest
import Foundation
import Testing

@testable import KeyStore

/// Changing and rotating keys, and a database from before that could be done.
struct KeyChangesTests {
  private let scratch = Scratch()

  private func accepted(_ secret: KeySecret, at now: Int64? = nil) throws -> String {
    try scratch.store().table().outcome(secret.reveal(), at: now ?? scratch.clock.now)
  }

  private func made() throws -> (record: KeyRecord, secret: KeySecret) {
    try scratch.store().create(
      name: "ci", expiresAt: scratch.clock.now + 1000,
      limits: KeyLimits(requestsPerMinute: 60, burst: 10, tokensPerMinute: 1000), models: ["openai/*"],
      tools: ["git_log"], metrics: true, owner: "search team", tags: ["team=search", "prod"])
  }

  @Test func keepsOwnerAndTags() throws {
    let record = try made().record
    #expect(record.owner == "search team" && record.tags == ["team=search", "prod"])
    #expect(try scratch.store().list() == [record])
  }

  /// Each member alone: all others are as they were.
  @Test func changesWhatIsNamedAndNothingElse() throws {
    let store = scratch.store()
    let moment = scratch.clock.now
    let changes: [(change: (inout KeyChange) -> Void, members: Set<String>)] = [
      ({ $0.expiresAt = .some(moment + 5000) }, ["expiresAt"]), ({ $0.expiresAt = .some(nil) }, ["expiresAt"]),
      ({ $0.requestsPerMinute = .some(7) }, ["limits"]), ({ $0.burst = .some(nil) }, ["limits"]),
      ({ $0.tokensPerMinute = .some(nil) }, ["limits"]), ({ $0.models = .some(["gpt-5"]) }, ["models"]),
      ({ $0.models = .some(nil) }, ["models"]), ({ $0.tools = [] }, ["statedTools"]),
      ({ $0.metrics = false }, ["statedMetrics"]), ({ $0.routes = [.files] }, ["statedRoutes"]),
      ({ $0.owner = .some("another") }, ["owner"]),
      ({ $0.owner = .some(nil) }, ["owner"]), ({ $0.tags = ["test"] }, ["tags"]), ({ $0.tags = [] }, ["tags"]),
    ]
    for (number, (apply, members)) in changes.enumerated() {
      let (before, secret) = try made()
      var change = KeyChange()
      apply(&change)
      let after = try store.update(number.isMultiple(of: 2) ? "ci" : before.id, change)
      #expect(try store.list().last == after)
      let pairs = zip(Mirror(reflecting: before).children, Mirror(reflecting: after).children)
      let changed = pairs.filter { "\($0.value)" != "\($1.value)" }.compactMap(\.0.label)
      #expect(Set(changed) == members, "change \(number)")
      #expect(try accepted(secret) == "accepted ci")
      _ = try store.revoke("ci")
      scratch.clock.now += 1
    }
  }

  @Test func rejectsChangesOutOfBounds() throws {
    let store = scratch.store()
    let record = try made().record
    let moment = scratch.clock.now
    let changes: [(change: (inout KeyChange) -> Void, field: KeyStoreError.Field)] = [
      ({ $0.expiresAt = .some(moment) }, .expiry), ({ $0.requestsPerMinute = .some(0) }, .limits),
      ({ $0.requestsPerMinute = .some(nil) }, .burst), ({ $0.models = .some([]) }, .models),
      ({ $0.models = .some(["a b"]) }, .models), ({ $0.tools = ["a b"] }, .tools), ({ $0.owner = .some("") }, .owner),
      ({ $0.owner = .some("a\nb") }, .owner), ({ $0.owner = .some(String(repeating: "x", count: 201)) }, .owner),
      ({ $0.tags = ["a b"] }, .tags), ({ $0.tags = [""] }, .tags), ({ $0.tags = ["a\nb"] }, .tags),
      ({ $0.tags = [String](repeating: "a", count: 21) }, .tags),
    ]
    for (apply, field) in changes {
      var change = KeyChange()
      apply(&change)
      #expect(failure { _ = try store.update("ci", change) } == .invalid(field))
    }
    #expect(try store.list() == [record])
    for nobody in ["cj", "ffffffff", "", "sk-slm-"] {
      #expect(failure { _ = try store.update(nobody, KeyChange()) } == .unknownKey)
      #expect(failure { _ = try store.rotate(nobody, grace: 0) } == .unknownKey)
    }
    _ = try store.revoke("ci")
    #expect(failure { _ = try store.update(record.id, KeyChange()) } == .unknownKey)
    #expect(failure { _ = try store.rotate(record.id, grace: 0) } == .unknownKey)
  }

  /// What such a key may call depends on its models, until somebody says it.
  @Test func aChangeOfModelsLeavesUnstatedTools() throws {
    let store = scratch.store()
    _ = try store.create(name: "all")
    _ = try store.create(name: "some", models: ["openai/*"])
    var change = KeyChange()
    change.models = .some(["gpt-5"])
    #expect(try store.update("all", change).tools == nil)
    change.models = .some(nil)
    #expect(try store.update("some", change).tools == [])
  }

  /// A route must not become a way around a list of models that a key is given later.
  @Test func unstatedRoutesFollowTheModels() throws {
    let store = scratch.store()
    _ = try store.create(name: "all")
    _ = try store.create(name: "some", routes: [.files])
    var change = KeyChange()
    change.models = .some(["gpt-5"])
    #expect(try store.update("all", change).routes == [])
    #expect(try store.update("some", change).routes == [.files])
    change.models = .some(nil)
    #expect(try store.update("all", change).routes == nil)
  }

  @Test func aLapsedKeyCanBeExtended() throws {
    let (record, secret) = try made()
    scratch.clock.now += 2000
    #expect(try accepted(secret) == "expired ci")
    var change = KeyChange()
    change.owner = .some("other")
    #expect(try scratch.store().update("ci", change).expiresAt == record.expiresAt)
    change.expiresAt = .some(nil)
    _ = try scratch.store().update("ci", change)
    #expect(try accepted(secret) == "accepted ci")
  }

  // MARK: rotation

  @Test func bothSecretsAreAcceptedUntilTheGraceEnds() throws {
    let store = scratch.store()
    let (record, old) = try store.create(name: "ci", models: ["openai/*"], owner: "me")
    scratch.clock.now += 10
    let (rotated, new) = try store.rotate("ci", grace: 1000)
    #expect(new.id == record.id && new.reveal() != old.reveal())
    #expect(rotated.rotation == KeyRotation(at: scratch.clock.now, formerUntil: scratch.clock.now + 1000))
    #expect(try store.list() == [rotated] && rotated.models == ["openai/*"] && rotated.owner == "me")
    #expect(try accepted(new) == "accepted ci")
    #expect(try accepted(old) == "accepted ci")
    scratch.clock.now += 1000
    #expect(try accepted(new) == "accepted ci")
    #expect(try accepted(old) == "replaced ci")
    #expect(try accepted(KeySecret.random(id: UInt32(record.id, radix: 16))) == "unknown")
    _ = try store.revoke(old.reveal())
    #expect(try [new, old].map { try accepted($0) } == ["revoked ci", "revoked ci"])
  }

  @Test func aSecondRotationEndsTheFirstSecret() throws {
    let store = scratch.store()
    let first = try store.create(name: "ci").secret
    let second = try store.rotate("ci", grace: 1_000_000).secret
    let third = try store.rotate(second.id, grace: 0).secret
    #expect(try [first, second, third].map { try accepted($0) } == ["unknown", "replaced ci", "accepted ci"])
    #expect(failure { _ = try store.rotate("ci", grace: -1) } == .invalid(.grace))
    #expect(failure { _ = try store.rotate("ci", grace: KeyStore.longestGrace + 1) } == .invalid(.grace))
  }

  /// The grace is no way past the end of the key.
  @Test func theFormerSecretExpiresWithTheKey() throws {
    let (record, old) = try made()
    _ = try scratch.store().rotate("ci", grace: 1_000_000)
    #expect(try accepted(old, at: record.expiresAt) == "expired ci")
  }

  @Test func aRotationThatReachedNobodyIsTakenBack() throws {
    let store = scratch.store()
    let (record, old) = try store.create(name: "ci")
    let lost = try store.rotate("ci", grace: 0).secret
    try store.takeBack(lost)
    #expect(try store.list() == [record])
    #expect(try [old, lost].map { try accepted($0) } == ["accepted ci", "unknown"])
    let kept = try store.rotate("ci", grace: 1000).secret
    try store.takeBack(lost)
    #expect(try accepted(kept) == "accepted ci")
  }

  /// A connection that has been let in with the old secret is refused when its grace is over, without a new table.
  @Test func connectionsForgetTheFormerSecretInTime() throws {
    let store = scratch.store()
    let old = try store.create(name: "ci").secret.reveal()
    let new = try store.rotate("ci", grace: 1000).secret.reveal()
    let table = try store.table()
    var cached = CachedKeyDecision()
    func outcome(_ text: String, _ now: Int64) -> String {
      cached.check(Array(text.utf8).span, by: table, at: now).outcome
    }
    let now = scratch.clock.now
    for _ in 0..<2 { #expect(outcome(old, now) == "accepted ci") }
    for _ in 0..<2 { #expect(outcome(old, now + 1000) == "replaced ci") }
    for _ in 0..<2 { #expect(outcome(new, now + 1000) == "accepted ci") }
    #expect(outcome(old, now) == "accepted ci")
  }

  @Test func rotationsAndChangesLeaveNoSecret() throws {
    let store = scratch.store()
    let old = try store.create(name: "ci").secret
    let new = try store.rotate(old.reveal(), grace: 1000).secret
    let file = try scratch.bytes()
    for secret in [old, new] { #expect(file.range(of: Data(secret.reveal().suffix(43).utf8)) == nil) }
  }

  /// Eight connections change one key at once: each change is there, and the last secret is the key's.
  @Test func manyChangeAKeyAtOnce() async throws {
    _ = try scratch.store().create(name: "ci")
    let stores = (0..<8).map { _ in scratch.store() }
    let secrets = try await withThrowingTaskGroup(of: KeySecret.self) { group in
      for (number, store) in stores.enumerated() {
        group.addTask {
          var change = KeyChange()
          if number == 0 { change.owner = .some("me") }
          if number == 1 { change.tags = ["a"] }
          if number == 2 { change.requestsPerMinute = .some(5) }
          if number == 3 { change.models = .some(["gpt-5"]) }
          _ = try store.update("ci", change)
          return try store.rotate("ci", grace: 0).secret
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let record = try #require(scratch.store().list().first)
    #expect(record.owner == "me" && record.tags == ["a"] && record.limits.requestsPerMinute == 5)
    #expect(record.models == ["gpt-5"])
    #expect(try secrets.map { try accepted($0) }.count { $0 == "accepted ci" } == 1)
  }

  // MARK: a store of an earlier version

  /// Databases as earlier versions have left them: `Fixtures/keys-version-3.sql`, and what the next migration made of it.
  @Test(arguments: [
    (3, ""), (4, "ALTER TABLE keys ADD COLUMN routes TEXT; PRAGMA user_version = 4;"),
  ])
  func migratesEarlierVersions(version: Int32, script: String) throws {
    try FileManager.default.createDirectory(atPath: scratch.directory, withIntermediateDirectories: true)
    let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/keys-version-3.sql")
    try Self.make(scratch.path, from: String(contentsOf: fixture, encoding: .utf8) + script)
    // Looking does not migrate.
    #expect(try scratch.store().countActive() == 2)
    #expect(try Self.version(scratch.path) == version)
    let keys = try scratch.store().list()
    #expect(try Self.version(scratch.path) == DatabaseSchema.keys.migrations.last?.version)
    #expect(keys.map(\.id) == ["dcc5e6fe", "2c4b0e9a", "7d1f3a55"])
    #expect(keys.map(\.name) == ["plain", "größer 🙂", "gone"])
    #expect(keys.allSatisfy { $0.owner == nil && $0.tags.isEmpty && $0.rotation == nil && $0.statedRoutes == nil })
    #expect(keys[0].tools == nil && keys[0].readsMetrics)
    #expect(keys[1].limits == KeyLimits(requestsPerMinute: 60, burst: 10, tokensPerMinute: 100_000))
    #expect(keys[1].models == ["openai/*", "gpt-5"] && keys[1].tools == ["git_log"] && !keys[1].readsMetrics)
    #expect(keys[1].expiresAt == 4_102_444_800_000 && keys[2].revokedAt == 1_735_689_700_000)
    let key = "sk-slm-dcc5e6fe-" + String(repeating: "A", count: 43)
    #expect(try scratch.store().table().outcome(key) == "accepted plain")
    let new = try scratch.store().rotate("plain", grace: 1000).secret
    #expect(try scratch.store().table().outcome(key, at: scratch.clock.now) == "accepted plain")
    #expect(try accepted(new) == "accepted plain")
  }

  /// Statement by statement, as SQLite's own shell would.
  private static func make(_ path: String, from sql: String) throws {
    let shell = Process()
    shell.executableURL = URL(filePath: "/usr/bin/env")
    shell.arguments = [
      "python3", "-c", "import sqlite3,sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())", path,
    ]
    let input = Pipe()
    shell.standardInput = input
    try shell.run()
    try input.fileHandleForWriting.write(contentsOf: Data(sql.utf8))
    try input.fileHandleForWriting.close()
    shell.waitUntilExit()
  }

  private static func version(_ path: String) throws -> Int32 {
    Int32(try Connection(path: path, access: .readOnly).integer("PRAGMA user_version"))
  }
}
