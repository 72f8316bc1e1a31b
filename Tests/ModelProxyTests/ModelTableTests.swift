import LLMWire
import Testing

@testable import ModelProxy

@Suite struct ModelTableTests {
  private let table: ModelTable

  init() throws {
    let settings = try settings(twoProviders)
    table = ModelTable(settings.providers, aliases: settings.aliases, learned: [0: ["gpt-9"]])
  }

  private func find(_ name: String, _ dialect: Dialect? = .openai) -> String? {
    table.resolve(name, dialect: dialect).map { "\($0.provider):\($0.model)" }
  }

  @Test func aliasesGoFirst() {
    #expect(find("fast") == "0:gpt-5-mini")
    #expect(find("writer") == "1:claude-haiku-4-5")
  }

  @Test func aProviderCanBeNamed() {
    #expect(find("local/anything/at-all") == "2:anything/at-all")
    #expect(find("openai/gpt-4o") == "0:gpt-4o")
    #expect(find("nobody/gpt-4o") != "0:gpt-4o")
    #expect(find("local/") == nil)
  }

  @Test func listedModelsBelongToTheirProvider() {
    #expect(find("llama3") == "2:llama3")
    #expect(find("gpt-9") == "0:gpt-9")
  }

  @Test func familiesBelongToTheirProvider() {
    #expect(find("gpt-4o-mini") == "0:gpt-4o-mini")
    #expect(find("claude-opus-5") == "1:claude-opus-5")
    #expect(find("text-embedding-3-small") == "0:text-embedding-3-small")
  }

  @Test func anUnknownNameGoesToTheOnlyProviderThatMayHaveIt() {
    #expect(find("mystery", .openai) == "0:mystery")
    #expect(find("mystery", .anthropic) == "1:mystery")
    #expect(find("mystery", nil) == nil)
  }

  @Test func theListIsSortedAndNamesProviders() {
    #expect(table.listed.map(\.name) == ["fast", "local/llama3", "local/qwen", "openai/gpt-9", "writer"])
  }
}
