import Database
import Digest
import JSONCore
import Testing

@testable import KeyStore

/// Which tools a key may call.
struct KeyToolsTests {
  private let scratch = Scratch()
  private let tools: [JSONString] = ["git_log", "git_show", "search_text", "nix_build"]

  private func allowed(_ key: ClientKey) -> [String] { tools.filter { key.allows(tool: $0) }.map { String($0) } }

  @Test(
    arguments: [
      (nil, nil, ["git_log", "git_show", "search_text", "nix_build"]),
      (["openai/*"], nil, []),
      (nil, [], []),
      (nil, ["*"], ["git_log", "git_show", "search_text", "nix_build"]),
      (["openai/*"], ["*"], ["git_log", "git_show", "search_text", "nix_build"]),
      (["openai/*"], ["git_log", "search_text"], ["git_log", "search_text"]),
      (nil, ["git_*"], ["git_log", "git_show"]),
      (nil, ["git_lo", "git_logs", "GIT_LOG", "it_log"], []),
    ] as [([String]?, [String]?, [String])])
  func listsDecide(models: [String]?, list: [String]?, expected: [String]) throws {
    let store = scratch.store()
    let (record, secret) = try store.create(name: "k", models: models, tools: list)
    #expect(try scratch.store().list() == [record])
    guard case .accepted(let key) = try store.table().check(Array(secret.reveal().utf8).span) else {
      Issue.record("the key is not accepted")
      return
    }
    #expect(allowed(key) == expected)
  }

  @Test(arguments: [
    [""], ["a b"], ["*x"], ["a**"], ["git_log", "a,b"], ["é"], [String(repeating: "a", count: 65)], ["a\n"],
  ])
  func rejectsUnknownTools(list: [String]) throws {
    let refusal = failure { _ = try scratch.store().create(name: "k", tools: list) }
    #expect(refusal == .invalid(.tools))
    #expect(try scratch.store().list().isEmpty)
  }

  @Test(arguments: [(nil, true), (true, true), (false, false)] as [(Bool?, Bool)])
  func keepsTheMetricsPermission(stated: Bool?, expected: Bool) throws {
    let (record, secret) = try scratch.store().create(name: "k", metrics: stated)
    #expect(try scratch.store().list() == [record])
    guard case .accepted(let key) = try scratch.store().table().check(Array(secret.reveal().utf8).span) else {
      Issue.record("the key is not accepted")
      return
    }
    #expect(key.readsMetrics == expected)
  }

  /// A database from before there were lists of tools: its keys go on as they were.
  @Test func oldKeysKeepTheirPermissions() throws {
    let secrets = [KeySecret.random(), KeySecret.random()]
    let old = SharedDatabase(
      path: scratch.path,
      schema: DatabaseSchema(
        applicationID: DatabaseSchema.keys.applicationID,
        migrations: [Migration(version: 1, script: keySchemaVersion1)], durability: .machine, isTrusted: true))
    for (secret, models) in zip(secrets, [nil, "openai/*"]) {
      try old.withConnection { (connection) throws(SQLiteFailure) in
        try connection.run(
          "INSERT INTO keys (id, name, digest, created_at, models) VALUES (?1, ?1, ?2, 1, ?3)",
          [.text(secret.id), .bytes(secret.digest.bytes), .optionalText(models)])
      }
    }
    old.close()
    let table = try scratch.store().table()
    let found = secrets.map { secret -> [String]? in
      guard case .accepted(let key) = table.check(Array(secret.reveal().utf8).span) else { return nil }
      #expect(key.readsMetrics)
      return allowed(key)
    }
    #expect(found == [tools.map { String($0) }, []])
    _ = try scratch.store().create(name: "new", tools: ["git_log"])
    #expect(try scratch.store().list().count == 3)
  }
}
