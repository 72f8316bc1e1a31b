import AuditLog
import KeyStore
import ProxyCore
import Testing

@testable import ModelProxy

@Suite struct ProxyDiagnosticsTests {
  private struct Machine {
    var environment: [String: String] = [:]
    var files: [String: String] = [:]
    var permissions: [String: UInt32] = [:]
    var audit: AuditOpenFailure?
    var keys: Int?
    var free: UInt64 = 50 << 30
    /// 2026-12-01.
    var today = 20_788
  }

  private func findings(_ json: String?, _ machine: Machine = Machine()) -> [String] {
    let loader = SettingsLoader(environment: machine.environment, dataDirectory: "/data") {
      machine.files[$0].map { Array($0.utf8) }
    }
    let system = ProxyDiagnostics.Machine(
      exists: { $0 == "/" || $0 == "/var" }, permissions: { machine.permissions[$0] },
      space: { _ in (machine.free, 100 << 30) }, today: machine.today,
      start: StartCheck.System(
        audit: { _ in machine.audit }, keys: { _ in .success(machine.keys) }, listeners: { _ in [] }))
    return ProxyDiagnostics(json.map { Array($0.utf8) }, called: "securellm.json", loader: loader, system: system)
      .findings.map { "\($0.grade) \($0.name): \($0.detail)" }
  }

  @Test func withoutAFile() {
    let found = findings(nil, Machine(environment: ["OPENAI_API_KEY": "sk-secret-1"]))
    #expect(found.contains("fine openai: key in OPENAI_API_KEY"))
    #expect(found.contains("fine anthropic: not served: ANTHROPIC_API_KEY is not set"))
    #expect(found.contains("fine ollama: called without a key; name one under key if it needs one"))
    #expect(
      found.contains(
        "fine client keys: 0 active keys in /data/keys.sqlite (created when needed); none is required: only this machine"
          + " can call"))
    #expect(found.contains("fine address: 127.0.0.1:8080 is free"))
    #expect(found.contains("fine audit: /data/audit (created when needed), 90 days are kept, 51200 MiB free"))
    #expect(found.allSatisfy { $0.hasPrefix("fine") && !$0.contains("secret") })
  }

  @Test func errorsHaveLocations() {
    let found = findings("{\n  \"listen\": { \"prot\": 1 }\n}")
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("broken configuration: securellm.json:2:15: /listen/prot") == true)
    let missing = findings(#"{"providers":{"openai":{}}}"#)
    #expect(missing.contains { $0.hasPrefix("broken configuration: securellm.json:1:24: /providers/openai/key/env") })
  }

  @Test func keyFiles() {
    let json = #"{"providers":{"openai":{"key":{"file":"/run/key"}}}}"#
    var machine = Machine(files: ["/run/key": "sk-secret-2"], permissions: ["/run/key": 0o600])
    #expect(findings(json, machine).contains("fine openai: key in /run/key"))
    for open: UInt32 in [0o640, 0o604, 0o620] {
      machine.permissions["/run/key"] = open
      let found = findings(json, machine)
      #expect(found.contains { $0.hasPrefix("doubtful openai: key in /run/key, which others may read") })
      #expect(found.allSatisfy { !$0.contains("secret") })
    }
  }

  @Test func theAuditsFolder() {
    var machine = Machine(free: 100 << 20)
    #expect(findings(nil, machine).contains { $0.hasPrefix("doubtful audit: ") && $0.contains("100 MiB free") })
    let failure = AuditOpenFailure.system(operation: "write", path: "/data", code: 13)
    machine.audit = failure
    #expect(findings(nil, machine).contains("broken audit: the default of audit.folder: \(failure)"))
    #expect(
      findings(#"{"audit":{"folder":"/data"},"providers":{}}"#, machine).contains(
        "broken audit: securellm.json:1:20: /audit/folder: \(failure)"))
    // By a server that runs.
    machine.audit = .inUse(path: "/data/audit/audit.ring")
    #expect(findings(nil, machine).allSatisfy { !$0.hasPrefix("broken audit") })
  }

  @Test func prices() {
    var machine = Machine(environment: ["KEY": "sk-secret-3"])
    let json = """
      {
        "providers": { "openai": { "key": { "env": "KEY" }, "models": ["gpt-5.5", "nobody-knows"] } },
        "aliases": { "other": "openai/unheard-of", "same": "openai/nobody-knows" }
      }
      """
    let found = findings(json, machine)
    #expect(found.contains { $0.hasPrefix("fine prices: table 20") && $0.contains("days old") })
    #expect(
      found.contains {
        $0.hasPrefix("doubtful prices: no price") && $0.contains("for openai/nobody-knows, openai/unheard-of:")
      })
    machine.today += 365
    #expect(findings(json, machine).contains { $0.hasPrefix("doubtful prices: table 20") })
  }

  /// Who reports the cost needs no price; a model that searches for every request needs more than one of tokens.
  @Test func pricesOfModelsThatSearch() {
    let row = #"{ "provider": "openai", "model": "gpt-5-search-api", "price": { "input": 1, "output": 2 } }"#
    let json = """
      {
        "providers": {
          "perplexity": { "apiFormat": "openai", "baseURL": "https://api.perplexity.ai", "models": ["sonar"] },
          "openai": { "key": { "env": "KEY" }, "models": ["gpt-5-search-api", "gpt-5"] }
        },
        "prices": { "file": "/p" }
      }
      """
    var machine = Machine(environment: ["KEY": "sk-secret-6"])
    func warnings(_ row: String) -> [String] {
      machine.files["/p"] = #"{ "version": "own", "rows": [\#(row)] }"#
      return findings(json, machine).filter { $0.hasPrefix("doubtful prices: no price") }
    }
    #expect(warnings(row).count == 1)
    #expect(warnings(row).first?.contains("for openai/gpt-5-search-api: add rows") == true)
    #expect(warnings(row.replacing(" } }", with: #" }, "perRequest": 0.01 }"#)).isEmpty)
  }

  /// What `serve` logs when it has started: keys that others may read, and nothing that it has just loaded itself.
  @Test func aConfigurationInForceIsNotLoadedAgain() throws {
    let json = #"{"providers":{"openai":{"key":{"file":"/run/key"}}}}"#
    let reads = Counter()
    let loader = SettingsLoader(environment: [:], dataDirectory: "/data") { _ in
      reads.add()
      return Array("sk-secret-4".utf8)
    }
    let settings = try loader.load(Array(json.utf8))
    #expect(reads.value == 1)
    let system = ProxyDiagnostics.Machine(
      exists: { $0 == "/" }, permissions: { path in path == "/run/key" ? 0o644 : nil }, space: { _ in nil },
      today: 20_788,
      start: StartCheck.System(audit: { _ in nil }, keys: { _ in .success(nil) }, listeners: { _ in [] }))
    let found = ProxyDiagnostics(of: settings, Array(json.utf8), loader: loader, system: system).findings
    #expect(reads.value == 1)
    #expect(
      found.filter { $0.grade != .fine && $0.name != "prices" }.map(\.detail) == [
        "key in /run/key, which others may read or write: chmod 600 /run/key"
      ])
    #expect(found.contains { $0.name == "prices" } && found.contains { $0.name == "audit" })
    #expect(!found.contains { $0.name == "audit records" || $0.name == "configuration" })
  }

  @Test func conservativeLimitsForAll() {
    let found = findings(
      #"{"providerLimits":"conservative","providers":{"openai":{"key":{"env":"K"}},"ollama":{}}}"#,
      Machine(environment: ["K": "sk-secret-5"]))
    #expect(found.contains("fine limits: conservative where they are known; none for ollama"))
    #expect(!findings(nil).contains { $0.hasPrefix("fine limits") })
  }

  @Test func clientKeysOnAPublicAddress() {
    let found = findings(#"{"listen":{"host":"0.0.0.0"},"clients":{"keyFile":"/nowhere/keys"}}"#)
    let beginning = "doubtful client keys: none in /nowhere/keys (created when needed), and one is needed"
    #expect(found.contains { $0.hasPrefix(beginning) })
  }
}
