import KeyStore
import ProxyCore
import ProxyTransport
import Testing

@testable import ModelProxy

@Suite struct StateDiagnosticsTests {
  private func findings(_ facts: RedisFacts, permissions: UInt32 = 0o600) -> [String] {
    let loader = SettingsLoader(environment: [:], dataDirectory: "/data") { path in
      path == "/redis" ? Array("redis://:secret@h".utf8) : nil
    }
    let system = ProxyDiagnostics.Machine(
      exists: { $0 == "/" }, permissions: { $0 == "/redis" ? permissions : nil }, space: { _ in nil }, today: 20_788,
      start: StartCheck.System(audit: { _ in nil }, keys: { _ in .success(nil) }, listeners: { _ in [] }),
      redis: { _ in facts })
    let json = #"{"providers":{},"state":{"redis":{"url":{"file":"/redis"}}}}"#
    let found = ProxyDiagnostics(Array(json.utf8), called: "c", loader: loader, system: system).findings
    return found.filter { $0.name == "state" }.map { "\($0.grade) \($0.detail)" }
  }

  @Test func saysWhoItIs() {
    var facts = RedisFacts(place: "h:6379")
    #expect(
      findings(facts) == [
        "fine h:6379: its version is not known: the user may not run INFO, a primary; the user may run scripts that write"
      ])
    facts.version = "Redis 7.0.15"
    facts.evictionPolicy = "allkeys-lru"
    #expect(findings(facts) == ["fine h:6379: Redis 7.0.15, a primary; the user may run scripts that write"])
    facts.hasMemoryBound = true
    #expect(findings(facts).last?.hasPrefix("doubtful maxmemory-policy is allkeys-lru: ") == true)
  }

  @Test func saysWhyItIsAway() {
    let facts = RedisFacts(place: "h:6379", problem: "unreachable: nothing listens there")
    #expect(findings(facts) == ["broken h:6379 cannot be used (unreachable: nothing listens there)"])
  }

  @Test func looksAfterThePassword() {
    var facts = RedisFacts(place: "h:6379")
    facts.isClear = true
    let found = findings(facts, permissions: 0o644)
    #expect(found[0] == "doubtful the URL of Redis is in /redis, which others may read or write: chmod 600 /redis")
    #expect(found[1] == "doubtful the password travels to h:6379 in clear text: use rediss:// where you can")
    #expect(found.allSatisfy { !$0.contains("secret") })
  }
}
