import JSONCore
import ProxyProtocol
import SchemaRuntime
import Testing

@Suite struct ConfigurationTests {
  private func errors(_ text: String) -> [String] {
    Configuration.Value.violations(in: text).map { "\($0.instanceLocation) \($0.message)" }
  }

  @Test func anEmptyFileHasEveryDefault() throws {
    let value = try Configuration.Value(json: "{}")
    #expect(value == Configuration.Value())
    #expect(value.listen.host == "127.0.0.1" && value.listen.port == 8080)
    #expect(value.listen.maxBodyBytes == 32 << 20 && value.listen.maxHeaderBytes == 32 << 10)
    #expect(value.audit.retentionDays == 90 && value.audit.onFailure == .refuse)
    #expect(value.clients.requireKey == .auto && value.clients.limits.requestsPerMinute == nil)
    #expect(value.providers.names == ["anthropic", "deepseek", "ollama", "openai"])
  }

  @Test func nothingIsLimitedByDefault() throws {
    let providers = Configuration.Value().providers
    #expect(providers.allSatisfy { $0.value.limits == nil })
    let limits = ProviderPresets.Value().conservativeLimits.map {
      "\($0.name) \($0.value.requestsPerMinute ?? 0)/\($0.value.burst ?? 0)"
    }
    #expect(limits == ["anthropic 50/5", "deepseek 60/10", "openai 3500/100"])
    #expect(providers["deepseek"]?.timeouts?.connectMs == 5000)
    #expect(providers["deepseek"]?.timeouts?.firstByteMs == 600_000 && providers["openai"]?.timeouts == nil)
    #expect(providers["ollama"]?.key == nil && providers["openai"]?.key?.env == "OPENAI_API_KEY")
  }

  /// As long as SDKs wait: a model that thinks sends nothing for minutes, and what it then sends is paid for.
  @Test func waitsTenMinutesForAProvider() throws {
    #expect(Configuration.Timeouts().firstByteMs == 600_000)
    for provider in Configuration.Value().providers {
      #expect((provider.value.timeouts ?? Configuration.Timeouts()).firstByteMs == 600_000, "\(provider.name)")
    }
    let own = try Configuration.Value(json: #"{"providers":{"x":{"timeouts":{"connectMs":1,"idleMs":2}}}}"#)
    #expect(own.providers["x"]?.timeouts?.firstByteMs == 600_000)
    let changed = try Configuration.Value(json: #"{"providers":{"x":{"timeouts":{"firstByteMs":5}}}}"#)
    #expect(changed.providers["x"]?.timeouts?.firstByteMs == 5)
  }

  @Test func suggestsTheClosestMember() {
    #expect(errors(#"{"lisen":{}}"#) == [#"/lisen is not a declared member; did you mean "listen"?"#])
    #expect(
      errors(#"{"providers":{"x":{"baseUrl":"https://x"}}}"#)
        == [#"/providers/x/baseUrl is not a declared member; did you mean "baseURL"?"#])
  }

  @Test(arguments: [
    #"{"listen":{"port":65536}}"#, #"{"providers":{"X":{}}}"#, #"{"providers":{"x":{"key":{}}}}"#,
    #"{"providers":{"x":{"key":{"env":"A","refreshSeconds":5}}}}"#, #"{"providers":{"x":{"baseURL":"ftp://h/"}}}"#,
    #"{"providers":{"x":{"baseURL":"https://u:p@h/"}}}"#, #"{"providers":{"x":{"baseURL":"https://h/?q=1"}}}"#,
    #"{"providers":{"x":{"headers":{"a b":"c"}}}}"#, #"{"providers":{"x":{"headers":{"a":"c\r\nd: e"}}}}"#,
    #"{"providers":{"x":{"limits":{"burst":5}}}}"#, #"{"aliases":{"fast":"gpt-5"}}"#,
    #"{"audit":{"onFailure":"ignore"}}"#,
  ])
  func rejectsInvalidValues(_ text: String) {
    #expect((try? Configuration.Value(json: text)) == nil)
    #expect(errors(text).count == 1)
  }
}
