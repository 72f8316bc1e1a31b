import Foundation
import KeyStore
import Testing

struct KeysCommandTests {
  private let folder: KeysFolder

  init() throws { folder = try KeysFolder() }

  @Test func theKeyIsAloneOnStandardOutput() throws {
    let result = try folder.keys(["create", "ci"])
    #expect(result.status == 0)
    #expect(try #/sk-slm-[0-9a-f]{8}-[A-Za-z0-9_-]{43}\n/#.wholeMatch(in: result.output) != nil)
    let secret = String(result.key.suffix(43))
    #expect(!result.messages.contains(secret))
    #expect(result.messages.contains(folder.database))
    let lists = try [["list"], ["list", "--json"]].map { try folder.keys($0) }
    #expect(lists.allSatisfy { $0.status == 0 && $0.output.contains("ci") && !$0.output.contains(secret) })
    let stored = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix("keys") }
    for file in stored {
      #expect(try Data(contentsOf: folder.url.appending(path: file)).range(of: Data(secret.utf8)) == nil)
    }
    #expect(!stored.isEmpty)
  }

  @Test func optionsAreKept() throws {
    let result = try folder.keys([
      "create", "team", "--requests-per-minute", "60", "--burst", "10", "--tokens-per-minute", "100000",
      "--expires", "2999-12-30", "--models", "gpt-4o, openai/*", "--json",
    ])
    #expect(result.status == 0)
    let made = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect((made["key"] as? String)?.hasPrefix("sk-slm-") == true)
    let record = try #require(folder.records()["team"])
    #expect(record["key"] == nil)
    for object in [made, record] {
      #expect(object["state"] as? String == "active")
      #expect(object["requestsPerMinute"] as? Int == 60)
      #expect(object["burst"] as? Int == 10)
      #expect(object["tokensPerMinute"] as? Int == 100_000)
      #expect(object["expiresAt"] as? String == "2999-12-31T00:00:00Z")
      #expect(object["models"] as? [String] == ["gpt-4o", "openai/*"])
      #expect(object["revokedAt"] == nil)
    }
    let line = try folder.keys(["list"]).output
    #expect(line.contains("60 requests/min; burst 10; 100000 tokens/min; gpt-4o,openai/*"))
    #expect(try folder.keys(["create", "instant", "--expires", "2999-01-01T01:00:00+01:00"]).status == 0)
    #expect(try folder.records()["instant"]?["expiresAt"] as? String == "2999-01-01T00:00:00Z")
  }

  @Test(
    arguments: [
      (["--tools", "git_log, search_*"], ["git_log", "search_*"], "tools git_log,search_*"),
      (["--tools", "none"], [], "no tools"), (["--models", "gpt-4o"], [], "gpt-4o; no tools"),
      (["--models", "gpt-4o", "--tools", "git_log"], ["git_log"], "gpt-4o; tools git_log"),
      (["--tools", "*"], nil, ""), ([], [], "no tools"), (["--metrics"], [], "no tools; metrics"),
      (["--tools", "*", "--metrics"], nil, "metrics"),
    ] as [([String], [String]?, String)])
  func toolsAreShown(options: [String], tools: [String]?, text: String) throws {
    #expect(try folder.keys(["create", "k"] + options).status == 0)
    #expect(try folder.records()["k"]?["tools"] as? [String] == tools)
    #expect(try folder.keys(["list"]).output.hasSuffix(text.isEmpty ? "  k\n" : "  k  (\(text))\n"))
  }

  @Test(arguments: [
    ["create"], ["create", "a", "--requests-per-minute", "many"], ["create", "a", "--requests-per-minute", "0"],
    ["create", "a", "--burst", "5"], ["create", "a", "--expires", "2020-01-01"], ["create", "a", "--expires", "soon"],
    ["create", "a", "--expires", "2027-02-30"], ["create", "a", "--models", ""], ["create", "a", "--models", "a,,b"],
    ["create", "a", "--tools", ""], ["create", "a", "--tools", "a,,b"], ["create", "a", "--tools", "a b"],
    ["create", ""], ["create", "0123abcd"], ["create", "a", "b"], ["list", "x"], ["revoke"], ["destroy"],
  ])
  func usageErrorsExitWithTwo(_ arguments: [String]) throws {
    let result = try folder.keys(arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(!result.messages.isEmpty)
    #expect(try folder.records().isEmpty)
  }

  // MARK: changes

  @Test func whatIsNamedIsChanged() throws {
    let key = try folder.keys([
      "create", "ci", "--requests-per-minute", "60", "--burst", "10", "--models", "openai/*", "--tools", "git_log",
      "--owner", "search team", "--tags", "team=search,prod",
    ]).key
    let before = try #require(folder.records()["ci"])
    let changed = try folder.keys(["update", "ci", "--requests-per-minute", "120", "--expires", "2999-12-30"])
    #expect(changed.status == 0 && changed.messages == "Changed key \(before["id"] ?? "").\n")
    #expect(
      changed.output.contains(
        "120 requests/min; burst 10; openai/*; tools git_log; owner search team; tags team=search,prod"))
    var after = try #require(folder.records()["ci"])
    #expect(after["requestsPerMinute"] as? Int == 120 && after["expiresAt"] as? String == "2999-12-31T00:00:00Z")
    after["requestsPerMinute"] = before["requestsPerMinute"]
    after["expiresAt"] = nil
    #expect(NSDictionary(dictionary: before) == NSDictionary(dictionary: after))
    let cleared = try folder.keys([
      "update", key, "--burst", "none", "--requests-per-minute", "none", "--expires", "never", "--models", "*",
      "--tools",
      "none", "--owner", "none", "--tags", "none", "--metrics", "--json",
    ])
    #expect(!cleared.messages.contains(key.suffix(43)))
    let record = try JSONSerialization.jsonObject(with: Data(cleared.output.utf8)) as? [String: Any]
    #expect(record.map { Set($0.keys) } == ["id", "name", "state", "createdAt", "tools", "metrics"])
    #expect(record?["metrics"] as? Bool == true && (record?["tools"] as? [String])?.isEmpty == true)
    #expect(try folder.keys(["update", "ci", "--no-metrics"]).output.hasSuffix("ci  (no tools)\n"))
  }

  @Test(arguments: [
    ["update", "ci"], ["update"], ["update", "ci", "--burst", "5"], ["update", "ci", "--expires", "2020-01-01"],
    ["update", "ci", "--requests-per-minute", "many"], ["update", "ci", "--models", ""],
    ["update", "ci", "--tags", "a b"],
    ["update", "ci", "--owner", ""], ["rotate"], ["rotate", "ci", "--grace", "24"], ["rotate", "ci", "--grace", "91d"],
    ["rotate", "ci", "--grace", "-1h"], ["rotate", "ci", "--grace", "h"], ["create", "d", "--tags", "a b"],
  ])
  func changesThatAreRefused(_ arguments: [String]) throws {
    _ = try folder.keys(["create", "ci"])
    let before = try folder.keys(["list"]).output
    let result = try folder.keys(arguments)
    #expect(result.status == 2 && result.output.isEmpty && !result.messages.isEmpty)
    #expect(try folder.keys(["list"]).output == before)
  }

  @Test func unknownKeysAreNotChanged() throws {
    _ = try folder.keys(["create", "gone"])
    _ = try folder.keys(["revoke", "gone"])
    for arguments in [["update", "nobody", "--owner", "x"], ["rotate", "nobody"], ["rotate", "gone"]] {
      let result = try folder.keys(arguments)
      #expect(result.status == 1 && result.output.isEmpty && result.messages.contains("no active key"))
    }
  }

  @Test func keysAreFoundByOwnerAndTags() throws {
    _ = try folder.keys(["create", "a", "--owner", "me", "--tags", "prod,team=search"])
    _ = try folder.keys(["create", "b", "--owner", "me", "--tags", "test"])
    _ = try folder.keys(["create", "c", "--tags", "prod"])
    func names(_ options: String...) throws -> [String] {
      let list = try JSONSerialization.jsonObject(with: Data(folder.keys(["list", "--json"] + options).output.utf8))
      return (list as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
    }
    #expect(try names("--owner", "me") == ["a", "b"])
    #expect(try names("--tag", "prod") == ["a", "c"])
    #expect(try names("--tag", "prod", "--tag", "team=search") == ["a"])
    #expect(try names("--owner", "m").isEmpty && names("--tag", "pro").isEmpty)
    _ = try folder.keys(["revoke", "b"])
    #expect(try names("--state", "active") == ["a", "c"])
    #expect(try names("--state", "revoked", "--owner", "me") == ["b"])
    #expect(try names("--state", "expired", "--state", "revoked") == ["b"])
    #expect(try names("--state", "expired").isEmpty)
    #expect(try names() == ["a", "b", "c"])
  }

  @Test func aRotatedKeyIsListedAsSuch() throws {
    let old = try folder.keys(["create", "ci"]).key
    let result = try folder.keys(["rotate", "ci", "--grace", "7d"])
    #expect(result.status == 0 && result.key != old && result.key.prefix(16) == old.prefix(16))
    #expect(
      !result.messages.contains(result.key.suffix(43)) && result.messages.contains("the old one is accepted until 2"))
    #expect(try folder.keys(["list"]).output.contains("; old secret until 2"))
    let record = try #require(folder.records()["ci"])
    #expect(record["rotatedAt"] is String && record["oldSecretUntil"] is String)
    let table = try KeyTableCache(KeyStore(path: folder.database)).table
    for key in [old, result.key] {
      guard case .accepted = table.check(Array(key.utf8).span) else {
        Issue.record("not accepted")
        return
      }
    }
    #expect(try folder.keys(["rotate", "ci", "--grace", "0"]).messages.contains("is not accepted any more"))
    #expect(try !folder.keys(["list"]).output.contains("old secret"))
  }

  @Test func anUndeliveredRotationIsTakenBack() throws {
    let old = try folder.keys(["create", "ci"]).key
    let result = try folder.keys(["rotate", "ci", "--grace", "0"], standardOutput: "/dev/full")
    #expect(result.status == 2 && result.messages.contains("the old one is still the key"))
    let table = try KeyTableCache(KeyStore(path: folder.database)).table
    guard case .accepted = table.check(Array(old.utf8).span) else {
      Issue.record("the old key is gone")
      return
    }
  }

  @Test func namesAndIdsAreRevoked() throws {
    for name in ["a", "b", "c"] { _ = try folder.keys(["create", name]) }
    let id = try #require(folder.records()["a"]?["id"] as? String)
    for key in [id, "b"] {
      let result = try folder.keys(["revoke", key])
      #expect(result.status == 0 && result.output.isEmpty && result.messages.hasPrefix("Revoked key "))
    }
    let again = try folder.keys(["revoke", id])
    #expect(again.status == 0 && again.messages.contains("was already revoked, at 2"))
    #expect(try folder.keys(["revoke", "b"]).status == 1)
    #expect(try folder.keys(["revoke", "ffffffff"]).status == 1)
    let states = try folder.records().mapValues { $0["state"] as? String }
    #expect(states == ["a": "revoked", "b": "revoked", "c": "active"])
  }

  @Test func duplicateNamesExitWithOne() throws {
    #expect(try folder.keys(["create", "ci"]).status == 0)
    let second = try folder.keys(["create", "ci"])
    #expect(second.status == 1 && second.output.isEmpty)
    #expect(second.messages.contains("revoke that one first"))
    _ = try folder.keys(["revoke", "ci"])
    #expect(try folder.keys(["create", "ci"]).status == 0)
  }

  /// A pasted key is neither stored as a name nor repeated.
  @Test func rejectsKeysAsNames() throws {
    let key = try folder.keys(["create", "ci"]).key
    let result = try folder.keys(["create", key])
    #expect(result.status == 2)
    #expect(!result.messages.contains(key.suffix(43)))
    let revoked = try folder.keys(["revoke", key])
    #expect(revoked.status == 0)
    #expect(!revoked.messages.contains(key.suffix(43)))
  }

  @Test func theDatabaseIsFound() throws {
    let home = folder.url.path + "/home"
    #expect(try folder.keys(["create", "a"], environment: ["HOME": home]).status == 0)
    #expect(FileManager.default.fileExists(atPath: home + "/.local/share/securellm/keys.sqlite"))
    #expect(try folder.keys(["create", "a"], environment: ["XDG_DATA_HOME": home]).status == 0)
    #expect(FileManager.default.fileExists(atPath: home + "/securellm/keys.sqlite"))
    let given = try folder.keys(["create", "a", "--database", "own.sqlite"], environment: ["HOME": home])
    #expect(given.status == 0)
    #expect(FileManager.default.fileExists(atPath: folder.url.path + "/own.sqlite"))
    let homeless = try folder.keys(["list"], environment: [:])
    #expect(homeless.status == 2)
    #expect(homeless.messages.contains("XDG_DATA_HOME"))
  }

  @Test func reportsAndKeepsForeignFiles() throws {
    let text = Data("not a database\n".utf8)
    try text.write(to: URL(filePath: folder.database))
    for arguments in [["create", "a"], ["list"], ["revoke", "a"]] {
      let result = try folder.keys(arguments)
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(result.messages.contains(folder.database))
    }
    #expect(try Data(contentsOf: URL(filePath: folder.database)) == text)
  }

  @Test func revokesUndeliveredKeys() throws {
    let result = try folder.keys(["create", "lost"], standardOutput: "/dev/full")
    #expect(result.status == 2)
    #expect(result.messages.contains("was revoked"))
    #expect(try folder.records()["lost"]?["state"] as? String == "revoked")
  }

  /// A process that holds the keys and polls, as the proxy does, sees a revocation.
  @Test func pollersSeeRevocations() throws {
    let key = Array(try folder.keys(["create", "ci"]).key.utf8)
    let ring = try KeyTableCache(KeyStore(path: folder.database))
    guard case .accepted = ring.table.check(key.span) else { throw CocoaError(.featureUnsupported) }
    _ = try folder.keys(["revoke", "ci"])
    #expect(try ring.refresh())
    guard case .refused(.revoked) = ring.table.check(key.span) else {
      Issue.record("still accepted")
      return
    }
  }
}
