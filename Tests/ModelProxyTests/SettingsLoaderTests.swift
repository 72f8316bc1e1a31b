import ProcessRunner
import ProxyConfiguration
import Testing

@testable import ModelProxy

@Suite struct SettingsLoaderTests {
  private func errors(_ json: String, environment: [String: String] = [:]) -> [String] {
    do {
      _ = try settings(json, environment: environment)
      return []
    } catch let error as SettingsErrors {
      return error.errors
    } catch {
      return ["\(error)"]
    }
  }

  @Test func usesKeysOfTheEnvironmentWithoutAFile() throws {
    let loader = SettingsLoader(
      environment: ["DEEPSEEK_API_KEY": "sk-0123456789"], dataDirectory: "/data", readFile: { _ in nil })
    let found = try loader.load(nil)
    #expect(found.providers.map(\.name) == ["deepseek", "ollama"])
    #expect(found.providers[0].host == "api.deepseek.com")
    #expect(found.providers[0].port == 443)
    #expect(found.providers[0].limits.requestsPerMinute == 60)
    #expect(found.providers[0].limits.burst == 10)
    #expect(found.providers[1].tls == nil)
    #expect(found.listen.isLoopback)
    #expect(!found.requiresKey)
    #expect(found.audit.folder == "/data/audit")
  }

  @Test func completesEntriesFromBuiltInOnes() throws {
    let found = try settings(#"{"providers":{"openai":{}}}"#, environment: ["OPENAI_API_KEY": "sk-0123456789"])
    #expect(found.providers[0].authority == "api.openai.com")
    #expect(found.providers[0].basePath == "/v1")
    #expect(found.providers[0].limits.burst == 100)
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
    #expect(found == ["/providers/openai/key/env: the variable NO_SUCH is not set: set it, or remove the provider"])
  }

  @Test func errorsContainNoKey() {
    let secret = "sk-very-secret-\u{1}-0123456789"
    let json = #"{"providers":{"openai":{"key":{"env":"KEY"}}}}"#
    let found = try? settings(json, environment: ["KEY": secret])
    #expect(found.map { "\($0)" }?.contains("very-secret") == false)
    guard let found else { return }
    #expect(throws: SettingsFailure.self) { try RuntimeConfiguration(found, former: nil) { Metrics().provider($0) } }
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
