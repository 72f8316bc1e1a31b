import EventLog
import JSONCore
import LLMWire
import Pricing
import ProcessRunner
import ProxyConfiguration
import Testing

@testable import ProxyCore

@Suite struct SettingsLoaderTests {
  private func errors(_ json: String, environment: [String: String] = [:]) -> [String] {
    do {
      _ = try settings(json, environment: environment)
      return []
    } catch let error as SettingsErrors {
      return error.errors.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func usesKeysOfTheEnvironmentWithoutAFile() throws {
    let loader = SettingsLoader(
      environment: ["DEEPSEEK_API_KEY": "sk-0123456789"], dataDirectory: "/data", tls: .none, readFile: { _ in nil })
    let found = try loader.load(nil)
    #expect(found.providers.map(\.name) == ["deepseek", "ollama"])
    let endpoints = found.providers[0].endpoints
    #expect(endpoints.map(\.host) == ["api.deepseek.com", "api.deepseek.com", "api.deepseek.com"])
    #expect(endpoints.map(\.basePath) == ["/v1", "/v1", "/anthropic/v1"])
    #expect(endpoints.map(\.port) == [443, 443, 443])
    #expect(endpoints[0].shares(endpoints[2]))
    #expect(found.providers.allSatisfy { $0.limits == Provider.Limits() })
    #expect(found.providers[1].endpoints[0].tls == nil)
    #expect(found.listen.isLoopback)
    #expect(!found.requiresKey)
    #expect(found.audit.folder == "/data/audit")
    #expect(found.audit.recordedLabels.isEmpty)
  }

  /// Nothing about persons is recorded unless the file says so.
  @Test(
    arguments: [
      (#"{}"#, []), (#"{"record":["user"]}"#, .user), (#"{"record":["tags","owner"]}"#, [.tags, .owner]),
      (#"{"record":["metadata"]}"#, .metadata),
    ] as [(String, RecordedLabels)])
  func recordsWhatItIsAskedFor(audit: String, labels: RecordedLabels) throws {
    #expect(try settings(#"{"providers":{},"audit":\#(audit)}"#).audit.recordedLabels == labels)
  }

  @Test func completesEntriesFromBuiltInOnes() throws {
    let found = try settings(
      #"{"providers":{"openai":{"limits":"conservative"}}}"#, environment: ["OPENAI_API_KEY": "sk-0123456789"])
    #expect(found.providers[0].endpoints.map(\.authority) == ["api.openai.com", "api.openai.com"])
    #expect(found.providers[0].formats == [.openai, .responses])
    #expect(found.providers[0].limits.burst == 100)
  }

  private func formats(_ members: String) throws -> [String] {
    let found = try settings(#"{"providers":{"a":{\#(members)}}}"#)
    return found.providers[0].endpoints.map { "\($0.format.name) \($0.authority)\($0.basePath)" }
  }

  @Test func aProviderSpeaksSeveralFormats() throws {
    let url = #""baseURL":"https://a.example/v1""#
    #expect(try formats(#""apiFormat":"anthropic",\#(url)"#) == ["anthropic a.example/v1"])
    let two = #""endpoints":[{"apiFormat":"responses"},{"apiFormat":"anthropic","baseURL":"https://b.example/x"}]"#
    #expect(try formats("\(url),\(two)") == ["responses a.example/v1", "anthropic b.example/x"])
    // One format alone replaces all of a built-in provider.
    let one = try settings(
      #"{"providers":{"openai":{"apiFormat":"openai"}}}"#, environment: ["OPENAI_API_KEY": "sk-0123456789"])
    #expect(one.providers[0].formats == [.openai])
  }

  @Test func refusesEndpointsThatContradict() {
    let both = errors(
      #"{"providers":{"a":{"apiFormat":"openai","endpoints":[{"apiFormat":"openai"}],"baseURL":"https://a/v1"}}}"#)
    #expect(both.count == 1 && both[0].contains("/providers/a/apiFormat"))
    let twice = errors(
      #"{"providers":{"a":{"endpoints":[{"apiFormat":"openai"},{"apiFormat":"openai"}],"baseURL":"https://a/v1"}}}"#)
    #expect(twice.count == 1 && twice[0].contains("/providers/a/endpoints/1/apiFormat"))
    let open = errors(
      #"{"providers":{"a":{"endpoints":[{"apiFormat":"openai","baseURL":"http://a.example/v1"}]}}}"#)
    #expect(open.count == 1 && open[0].contains("/providers/a/endpoints/0/baseURL") && open[0].contains("https"))
  }

  @Test func theStricterSandboxWins() throws {
    func demand(_ file: String?, _ variable: String?) throws -> SandboxDemand {
      let tools = file.map { #","tools":{"sandbox":"\#($0)"}"# } ?? ""
      let environment = variable.map { ["SECURELLM_SANDBOX": $0] } ?? [:]
      return try settings(#"{"providers":{}\#(tools)}"#, environment: environment).sandboxDemand
    }
    #expect(try demand(nil, nil) == .required)
    #expect(try demand("optional", nil) == .optional)
    #expect(try demand(nil, "optional") == .optional)
    #expect(try demand("required", "optional") == .required)
    #expect(try demand("optional", "bubblewrap") == .bubblewrap)
    #expect(try demand("bubblewrap", "required") == .bubblewrap)
    #expect(throws: SettingsErrors.self) { try demand("required", "none") }
  }

  /// The variables of this program, the file, `LOG_LEVEL`, the default: each before the next.
  @Test func theLogIsSetUpByEnvironmentAndFile() throws {
    func log(_ file: String?, _ environment: [String: String] = [:]) throws -> LogSettings {
      try settings(#"{"providers":{}\#(file.map { #","log":\#($0)"# } ?? "")}"#, environment: environment).log
    }
    #expect(try log(nil) == LogSettings(level: .info, format: nil, recordsAccess: false))
    let file = #"{"level":"warning","format":"json","access":true}"#
    #expect(try log(file) == LogSettings(level: .warning, format: .json, recordsAccess: true))
    #expect(try log(file, ["LOG_LEVEL": "debug"]).level == .warning)
    #expect(try log(nil, ["LOG_LEVEL": "Debug"]).level == .debug)
    #expect(try log(nil, ["LOG_LEVEL": "trace"]).level == .debug)
    #expect(try log(nil, ["LOG_LEVEL": "critical"]).level == .error)
    #expect(try log(nil, ["LOG_LEVEL": "loud"]).level == .info)
    let own = ["SECURELLM_LOG_LEVEL": "notice", "SECURELLM_LOG_FORMAT": "journald", "LOG_LEVEL": "debug"]
    #expect(try log(file, own) == LogSettings(level: .notice, format: .journald, recordsAccess: true))
  }

  @Test func rejectsUnknownLogVariables() {
    let wrong = errors(
      #"{"providers":{}}"#, environment: ["SECURELLM_LOG_LEVEL": "loud", "SECURELLM_LOG_FORMAT": "JSON"])
    #expect(
      wrong == [
        "SECURELLM_LOG_LEVEL must be one of error, warning, notice, info, debug",
        "SECURELLM_LOG_FORMAT must be one of text, json, journald",
      ])
    #expect(errors(#"{"log":{"level":"trace"}}"#).first?.contains("/log/level") == true)
  }

  @Test func rejectsUnknownSandboxes() {
    #expect(errors(#"{"providers":{},"tools":{"sandbox":"bubblewrap "}}"#).first?.contains("/tools/sandbox") == true)
    let wrong = errors(#"{"providers":{}}"#, environment: ["SECURELLM_SANDBOX": "Required"])
    #expect(wrong.first?.contains("SECURELLM_SANDBOX must be") == true)
  }

  @Test func acceptsCommentsAndTrailingCommas() throws {
    let found = try settings("{ // here\n \"listen\": { \"port\": 81, /* there */ }, }", environment: [:])
    #expect(found.listen.port == 81)
  }

  @Test func reportsAllErrorsWithLocations() {
    #expect(errors("{\n  \"listen\": { \"prot\": 80 }\n}").first?.contains("2:") == true)
    let two = errors(
      #"{"providers":{"a":{"apiFormat":"openai","baseURL":"http://example.com/v1"},"b":{"baseURL":"https://b/v1"}}}"#)
    #expect(two.count == 2)
    #expect(two.contains { $0.contains("/providers/a/baseURL") && $0.contains("https") })
    #expect(two.contains { $0.contains("/providers/b") && $0.contains("apiFormat") })
  }

  @Test func namesTheVariableOfAMissingKey() {
    let found = errors(#"{"providers":{"openai":{"key":{"env":"NO_SUCH"}}}}"#)
    #expect(
      found == [
        "securellm.json:1:38: /providers/openai/key/env: the variable NO_SUCH is not set: set it, or remove the provider"
      ])
  }

  @Test func errorsContainNoKey() {
    let secret = "sk-very-secret-\u{1}-0123456789"
    let json = #"{"providers":{"openai":{"key":{"env":"KEY"}}}}"#
    let found = errors(json, environment: ["KEY": secret])
    #expect(found.count == 1 && found[0].contains("/providers/openai: the key or a header cannot be sent"))
    #expect(!"\(found)".contains("very-secret"))
  }

  /// Rules, the environment, files that it names: one run says all. What a rule is about is said once.
  @Test func reportsErrorsOfEveryKindAtOnce() {
    let json = """
      {
        "providers": {
          "a": {"apiFormat": "openai", "baseURL": "http://a.example/v1"},
          "b": {"apiFormat": "openai", "baseURL": "https://b.example/v1", "caFile": "ca.pem", "key": {"env": "NO"}}
        },
        "audit": {"folder": "~/audit"},
        "prices": {"file": "prices.json"}
      }
      """
    let found = errors(json, environment: ["SECURELLM_LOG_LEVEL": "loud"])
    #expect(
      found.map { $0.prefix { $0 != "," }.split(separator: ": ").prefix(2).joined(separator: " ") } == [
        "securellm.json:3:45 /providers/a/baseURL", "securellm.json:6:23 /audit/folder",
        "securellm.json:4:79 /providers/b/caFile", "securellm.json:4:104 /providers/b/key/env",
        "securellm.json:7:22 /prices/file", "SECURELLM_LOG_LEVEL must be one of error",
      ])
  }

  @Test func errorsOfThePriceFileAreInThePriceFile() {
    let loader = folderLoader(["/etc/own/prices.json": #"{"version":"own","rows":[{"provider":"a"}]}"#])
    let found = #expect(throws: SettingsErrors.self) {
      try loader.load(Array(#"{"prices":{"file":"prices.json"}}"#.utf8))
    }
    #expect(found?.errors.allSatisfy { $0.file == "/etc/own/prices.json" && $0.pointer.hasPrefix("/rows/0") } == true)
    #expect(found?.resources?.keyDatabase == "/data/keys.sqlite")
  }

  /// Options, the file, variables, the default: an error names the one that counts.
  @Test func settingsKnowWhereTheyAreFrom() throws {
    func sources(_ json: String, host: String? = nil, port: Int? = nil, _ environment: [String: String] = [:]) throws
      -> [String]
    {
      var loader = folderLoader([:], environment: environment)
      (loader.host, loader.port) = (host, port)
      let found = try loader.load(Array(json.utf8)).sources
      return [found.audit, found.keyDatabase, found.host, found.port, found.socket].map { $0.error("x").description }
    }
    let defaults = ["audit.folder", "clients.keyFile", "listen.host", "listen.port", "listen.socket.path"].map {
      "the default of \($0): x"
    }
    #expect(try sources(#"{"providers":{}}"#) == defaults)
    // Members beside them do not count.
    #expect(try sources(#"{"providers":{},"audit":{"retentionDays":3},"listen":{"tcp":true}}"#) == defaults)
    let all = """
      { "providers": {},
        "audit": { "folder": "/a" }, "clients": { "keyFile": "k" },
        "listen": { "host": "127.0.0.1", "port": 81, "socket": { "path": "/s" } } }
      """
    let keys = ["SECURELLM_KEYS_DATABASE": "/k"]
    #expect(
      try sources(all, keys) == [
        "securellm.json:2:24: /audit/folder: x", "securellm.json:2:56: /clients/keyFile: x",
        "securellm.json:3:23: /listen/host: x", "securellm.json:3:44: /listen/port: x",
        "securellm.json:3:68: /listen/socket/path: x",
      ])
    let others = try sources(all, host: "127.0.0.2", port: 82)
    #expect(others[2...3] == ["--host: x", "--port: x"])
    #expect(try sources(#"{"providers":{}}"#, keys)[1] == "SECURELLM_KEYS_DATABASE: x")
  }

  private func folderLoader(_ files: [String: String], environment: [String: String] = [:]) -> SettingsLoader {
    var loader = SettingsLoader(environment: environment, dataDirectory: "/data", tls: .none) { path in
      files[path].map { Array($0.utf8) }
    }
    loader.folder = "/etc/own"
    loader.workingDirectory = "/home/me"
    return loader
  }

  @Test func pathsBeginInTheFolderOfTheFile() throws {
    let json = #"{"clients":{"keyFile":"k"},"audit":{"folder":"../a"},"prices":{"file":"p"},"providers":{}}"#
    let table = #"{"version":"own","rows":[]}"#
    let found = try folderLoader(["/etc/own/p": table]).load(Array(json.utf8))
    #expect(found.keyDatabase == "/etc/own/k" && found.audit.folder == "/etc/own/../a")
    #expect(found.ownPrices?.file == "/etc/own/p" && String(found.priceBook().version).hasPrefix("own+"))
  }

  /// Whoever sets a variable is in the working directory.
  @Test func pathsOfVariablesBeginInTheWorkingDirectory() throws {
    let loader = folderLoader([:], environment: ["SECURELLM_KEYS_DATABASE": "k"])
    #expect(try loader.load(Array(#"{"providers":{}}"#.utf8)).keyDatabase == "/home/me/k")
    #expect(try loader.load(Array(#"{"providers":{},"clients":{"keyFile":"/k"}}"#.utf8)).keyDatabase == "/k")
  }

  @Test(arguments: ["127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1"])
  func loopback(host: String) { #expect(Loopback.holds(host)) }

  @Test(arguments: ["0.0.0.0", "127.0.0.1.example.com", "10.0.0.1", "127.a.b.c", "::", "localhost.example.com", ""])
  func notLoopback(host: String) { #expect(!Loopback.holds(host)) }

  @Test func requiresKeysOnPublicAddresses() throws {
    #expect(try settings(#"{"listen":{"host":"0.0.0.0"}}"#, environment: [:]).requiresKey)
    #expect(errors(#"{"listen":{"host":"0.0.0.0"},"clients":{"requireKey":"never"}}"#).count == 1)
  }

  @Test(arguments: ["https://user@host/v1", "https://host:0/v1", "https://host:99999/v1", "ftp://host/v1"])
  func rejectsInvalidAddresses(url: String) {
    #expect(!errors(#"{"providers":{"x":{"apiFormat":"openai","baseURL":"\#(url)"}}}"#).isEmpty)
  }
}
