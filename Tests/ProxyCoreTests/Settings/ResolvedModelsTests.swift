import JSONCore
import LLMWire
import Testing

@testable import ProxyCore

@Suite struct ResolvedModelsTests {
  private let directory: ModelDirectory

  init() throws {
    let settings = try settings(twoProviders)
    directory = ModelDirectory(settings.providers, aliases: settings.aliases)
  }

  private func find(_ models: inout ResolvedModels, _ name: String, _ format: APIFormat = .openai) -> String? {
    models.resolve(JSONString(name), format, directory).map { "\($0.provider):\($0.model)" }
  }

  @Test func cachesTheResultOfTheTable() {
    var models = ResolvedModels()
    let names = ["fast", "writer", "local/a", "gpt-4o", "mystery", "claude-x", "", String(repeating: "n", count: 300)]
    // More names than are remembered, each asked for again and again.
    for name in (0..<3).flatMap({ _ in names + (0..<40).map { "gpt-\($0)" } }) {
      for format in [APIFormat.openai, .anthropic] {
        var expected: String?
        if case .found(let target) = directory.table.resolve(JSONString(name), format: format) {
          expected = "\(target.provider):\(target.model)"
        }
        #expect(find(&models, name, format) == expected, "\(name)")
        #expect(find(&models, name, format) == expected, "\(name)")
      }
    }
  }

  @Test func seesLearnedModelsAtOnce() {
    var models = ResolvedModels()
    #expect(find(&models, "mystery") == nil)
    directory.learn(.models(["mystery"]), of: 0)
    #expect(find(&models, "mystery") == "0:mystery")
    directory.learn(.models([]), of: 0)
    #expect(find(&models, "mystery") == nil)
  }
}
