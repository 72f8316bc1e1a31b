import JSONCore
import ProxyConfiguration
import ProxyProtocol
import SchemaRuntime
import Testing

@Suite struct ProviderPresetsTests {
  private func provider(_ entry: String) throws -> Configuration.Provider {
    let file = try ConfigurationFile(Array(#"{"providers":{"p":\#(entry)}}"#.utf8))
    return try #require(file.value.providers["p"])
  }

  /// What a preset lacks, its example shows: everything else is a whole provider.
  @Test func everyPresetIsAWholeProvider() throws {
    for preset in ProviderPresets.Value().presets {
      let url = preset.value.example.map { #","baseURL":"\#($0)""# } ?? ""
      let provider = try provider(#"{"preset":"\#(preset.name)"\#(url)}"#)
      #expect(provider.apiFormat != nil || provider.endpoints != nil, "\(preset.name)")
      #expect(provider.limits?.numbers == Configuration.Limits(), "\(preset.name)")
      // Programs on this machine need no key.
      #expect((provider.baseURL?.scheme == "http") == (provider.key == nil), "\(preset.name)")
    }
  }

  @Test func anEntryGoesBeforeItsPreset() throws {
    let groq = try provider(#"{"preset":"groq","limits":{"requestsPerMinute":5},"auth":"api-key"}"#)
    #expect(groq.baseURL?.text == "https://api.groq.com/openai/v1" && groq.key?.env == "GROQ_API_KEY")
    #expect(groq.limits?.numbers == Configuration.Limits(requestsPerMinute: 5) && groq.auth == .apiKey)
    #expect(try provider(#"{"preset":"mistral"}"#).streamUsage == false)
    #expect(try provider(#"{"preset":"mistral","streamUsage":true}"#).streamUsage == true)
    let one = try provider(#"{"preset":"moonshot","apiFormat":"anthropic","baseURL":"https://x.example/v1"}"#)
    #expect(one.endpoints == nil && one.apiFormat == .anthropic)
  }

  /// The key of a preset is for its own address. One that has no address has none to protect.
  @Test func keysOfPresetsStayWithTheirProvider() throws {
    #expect(try provider(#"{"preset":"groq","baseURL":"https://x.example/v1"}"#).key == nil)
    let azure = try provider(#"{"preset":"azure","baseURL":"https://x.openai.azure.com/openai/v1"}"#)
    #expect(azure.key?.env == "AZURE_OPENAI_API_KEY" && azure.auth == .apiKey)
  }

  @Test func builtInProvidersArePresets() throws {
    let second = try provider(#"{"preset":"openai","key":{"env":"OTHER"},"limits":"conservative"}"#)
    #expect(second.baseURL?.text == "https://api.openai.com/v1" && second.key?.env == "OTHER")
    #expect(second.limits?.numbers == Configuration.Limits(requestsPerMinute: 3500, burst: 100))
  }

  @Test func aPresetNamesWhosePricesHold() {
    #expect(ProviderPresets.vendor("gemini") == "google")
    #expect(ProviderPresets.vendor("openai") == "openai")
    #expect(ProviderPresets.vendor("vllm") == "vllm")
    #expect(ProviderPresets.vendor("mine") == nil)
  }
}
