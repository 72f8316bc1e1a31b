import ProxyConfiguration
import RedisWire
import Testing

@testable import ProxyCore

@Suite struct StateSettingsTests {
  private func state(
    _ json: String, environment: [String: String] = [:], files: [String: String] = [:]
  ) throws -> StateSettings? {
    try settings(#"{"providers":{},"state":\#(json)}"#, environment: environment, files: files).state
  }

  private func error(
    _ json: String, environment: [String: String] = [:], files: [String: String] = [:]
  ) -> String? {
    do {
      _ = try state(json, environment: environment, files: files)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func isNothingUnlessAskedFor() throws {
    #expect(try settings(#"{"providers":{}}"#).state == nil)
    #expect(error(#"{"limits":{"onFailure":"open"}}"#)?.contains("/state: needs redis") == true)
  }

  @Test func hasItsDefaults() throws {
    let found = try #require(try state(#"{"redis":{"url":{"env":"U"}}}"#, environment: ["U": "redis://h"]))
    #expect(found.instance == nil && found.limits.onFailure == .local)
    let redis = try #require(found.redis)
    #expect(redis.timeout == 20_000_000 && redis.connectTimeout == 2_000_000_000)
    #expect(redis.tls == nil && redis.serverName == nil && redis.source.path == nil)
    #expect(try redis.source.read().target == .server(.host("h", port: 6379)))
  }

  @Test(
    arguments: [("local", .local), ("refuse", .refuse), ("open", .open)] as [(String, StateFailurePolicy)])
  func readsThePolicy(word: String, policy: StateFailurePolicy) throws {
    let found = try state(
      #"{"redis":{"url":{"env":"U"}},"limits":{"onFailure":"\#(word)"},"instance":"eu-1"}"#,
      environment: ["U": "redis://h"])
    #expect(found?.limits.onFailure == policy && found?.instance == "eu-1")
  }

  @Test func readsFilesAndCredentials() throws {
    let files = ["/r/url": "rediss://h\n", "/c/redis": "redis://:pw@h", "/ca": "PEM"]
    let file = try state(
      #"{"redis":{"url":{"file":"/r/url"},"caFile":"/ca","serverName":"n","timeoutMs":5}}"#, files: files)
    #expect(file?.redis?.tls != nil && file?.redis?.serverName == "n" && file?.redis?.timeout == 5_000_000)
    let credential = try state(
      #"{"redis":{"url":{"credential":"redis"}}}"#, environment: ["CREDENTIALS_DIRECTORY": "/c"], files: files)
    #expect(credential?.redis?.source.path == "/c/redis")
  }

  @Test func namesWhatIsWrongAndNoSecret() {
    let url = #"{"redis":{"url":{"env":"U"}}}"#
    #expect(error(url)?.contains("/state/redis/url/env: the variable U is not set") == true)
    let wrong = error(url, environment: ["U": "redis://:secret@h:1/x"])
    #expect(wrong?.contains("/state/redis/url/env: the URL there has no valid number of a database") == true)
    #expect(wrong?.contains("secret") == false)
    #expect(
      error(#"{"redis":{"url":{"file":"/r"}}}"#)?.contains("/state/redis/url/file: the file cannot be read") == true)
    #expect(
      error(#"{"redis":{"url":{"env":"U"},"caFile":"/ca"}}"#, environment: ["U": "redis://h"])?
        .contains("/state/redis/caFile: has no effect") == true)
    #expect(
      error(#"{"redis":{"url":"redis://:secret@h"}}"#)?
        .contains(#"write { "env": "NAME" } with the variable that has the URL"#) == true)
    #expect(error(#"{"redis":{"url":{"env":"U","file":"/r"}}}"#)?.contains("/state/redis/url") == true)
  }

  /// A reload connects anew only where something has changed.
  @Test func knowsWhetherItIsTheSame() throws {
    func redis(_ members: String, _ url: String = "redis://h") throws -> RedisSettings {
      try #require(
        try state(#"{"redis":{"url":{"env":"U"}\#(members)}}"#, environment: ["U": url], files: ["/ca": "A"])?.redis)
    }
    let first = try redis("")
    #expect(first.isSame(as: try redis("")))
    #expect(!first.isSame(as: try redis("", "redis://i")))
    #expect(!first.isSame(as: try redis(#","timeoutMs":21"#)))
    #expect(!first.isSame(as: try redis(#","connectMs":21"#)))
    #expect(!first.isSame(as: try redis(#","serverName":"x""#)))
    var other = first
    other.authorities = [1]
    #expect(!first.isSame(as: other))
  }
}
