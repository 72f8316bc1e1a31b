import JSONCore
import LLMWire
import Testing

@testable import ProxyCore

@Suite struct ModelTableTests {
  /// `provider:model`, or why there is none.
  private func find(
    _ name: String, _ format: APIFormat = .openai, in json: String = twoProviders, _ listings: [Int: ModelListing] = [:]
  ) throws -> String {
    let settings = try settings(json)
    let table = ModelTable(settings.providers, aliases: settings.aliases, listings: listings)
    switch table.resolve(JSONString(name), format: format) {
    case .found(let target): return "\(settings.providers[target.provider].name):\(target.model)"
    case .needsLists: return "needs lists"
    case .unavailable(let provider, let reason): return "\(settings.providers[provider].name) unavailable: \(reason)"
    case .unknown: return "unknown"
    }
  }

  /// What is served without a configuration file, in its order: anthropic, deepseek, ollama, openai.
  private let usual = #"""
    {
      "providers": {
        "anthropic": { "key": { "env": "KEY" } }, "deepseek": { "key": { "env": "KEY" } }, "ollama": {},
        "openai": { "key": { "env": "KEY" } }
      }
    }
    """#
  private let ollama: ModelListing = .models(["gpt-oss:20b", "deepseek-r1:8b", "llama3:8b", "phi4:latest"])
  private var lists: [Int: ModelListing] {
    [
      0: .models(["claude-haiku-4-5"]), 1: .models(["deepseek-chat"]), 2: ollama,
      3: .models(["gpt-4o", "whisper-2", "ft:gpt-4o:us::1"]),
    ]
  }

  @Test func aliasesGoFirst() throws {
    #expect(try find("fast") == "openai:gpt-5-mini")
    #expect(try find("writer") == "anthropic:claude-haiku-4-5")
  }

  @Test func acceptsProviderPrefixes() throws {
    #expect(try find("local/anything/at-all") == "local:anything/at-all")
    #expect(try find("openai/gpt-4o") == "openai:gpt-4o")
    #expect(try find("local/") == "unknown")
    // Whatever another one lists or is configured with.
    #expect(try find("openai/gpt-oss:20b", in: usual, [2: .models(["openai/gpt-oss:20b"])]) == "openai:gpt-oss:20b")
  }

  @Test func configuredModelsBelongToTheirProvider() throws {
    #expect(try find("llama3") == "local:llama3")
    let two = """
      {"providers":{
        "openai":{"key":{"env":"KEY"}},
        "a":{"apiFormat":"openai","baseURL":"http://127.0.0.1/v1","models":["gpt-4o","shared","phi4:latest"]},
        "b":{"apiFormat":"anthropic","baseURL":"http://127.0.0.1/v1","models":["shared"]}}}
      """
    #expect(try find("gpt-4o", in: two) == "a:gpt-4o")
    #expect(try find("shared", .openai, in: two) == "a:shared")
    #expect(try find("shared", .anthropic, in: two) == "b:shared")
    #expect(try find("phi4", in: two) == "a:phi4:latest")
  }

  @Test(arguments: [
    "gpt-4o-mini", "gpt-5.1", "chatgpt-4o-latest", "o1", "o3-mini", "o4-mini-2025-04-16", "text-embedding-3-small",
    "text-embedding-ada-002", "gpt-audio-mini", "codex-mini-latest", "dall-e-2", "omni-moderation-latest",
    "text-moderation-stable", "sora-2-pro", "whisper-1", "tts-1", "tts-1-hd", "davinci-002",
    "ft:gpt-4o-mini-2024-07-18:org::id", "ft:davinci-002:org", "ft:o4-mini",
  ])
  func namesOfOpenAI(name: String) throws {
    // Nobody is asked, and who merely lists the name does not get it.
    #expect(try find(name, in: usual) == "openai:\(name)")
    #expect(try find(name, in: usual, [2: .models([JSONString(name)])]) == "openai:\(name)")
  }

  @Test func namesOfOtherVendors() throws {
    #expect(
      try find("claude-opus-5", .anthropic, in: usual, [2: .models(["claude-opus-5"])]) == "anthropic:claude-opus-5")
    #expect(try find("claude-opus-5", .openai, in: usual) == "anthropic:claude-opus-5")
    #expect(try find("deepseek-chat", in: usual) == "deepseek:deepseek-chat")
    #expect(try find("deepseek-v4-pro", in: usual, [2: .models(["deepseek-v4-pro"])]) == "deepseek:deepseek-v4-pro")
  }

  /// Names that begin as a vendor's do, and are of local models.
  @Test(arguments: [
    "gpt-oss:20b", "gpt-oss", "gpt-oss-120b", "gpt-oss-safeguard:20b", "deepseek-r1:8b", "deepseek-r1",
    "deepseek-coder:6.7b", "deepseek-chat:7b", "llama3:8b", "gpt-j-6b", "gpt-4o:local", "openai-community/gpt2",
    "deepseek-ai/DeepSeek-V3", "o1js", "o1:8b", "claude-3:latest", "text-embedding-nomic-embed-text-v1.5",
    "gpt-4-distill.Q4_K_M.gguf", "whisper-large-v3", "tts-1.5", "whisper-1:latest", "ft:7b", "ft:llama3:org", "ft:",
  ])
  func namesOfLocalModels(name: String) throws {
    let listings: [Int: ModelListing] = [0: .none, 1: .none, 2: .models([JSONString(name)]), 3: .none]
    #expect(try find(name, in: usual, listings) == "ollama:\(name)")
    // Not known yet: to be asked for, never guessed.
    #expect(try find(name, in: usual) == "needs lists")
    let down: [Int: ModelListing] = [0: .none, 1: .none, 2: .unavailable("nothing listens there"), 3: .none]
    #expect(try find(name, in: usual, down) == "ollama unavailable: nothing listens there")
    #expect(try find(name, in: usual, [0: .none, 1: .none, 2: .none, 3: .none]) == "unknown")
  }

  @Test func requestsListsOnlyWhereTheyDecide() throws {
    #expect(try find("llama3:8b", in: usual, lists) == "ollama:llama3:8b")
    #expect(try find("phi4", in: usual, lists) == "ollama:phi4:latest")
    #expect(try find("phi4:14b", in: usual, lists) == "unknown")
    #expect(try find("whisper-2", in: usual, lists) == "openai:whisper-2")
    #expect(try find("ft:gpt-4o:us::1", in: usual, lists) == "openai:ft:gpt-4o:us::1")
  }

  /// A cloud that cannot be reached has no part in names that it cannot have; one that may have the name has.
  @Test func withoutAWayToTheCloud() throws {
    let offline: [Int: ModelListing] = [
      0: .unavailable("no"), 1: .unavailable("no"), 2: ollama, 3: .unavailable("no"),
    ]
    #expect(try find("gpt-oss:20b", in: usual, offline) == "ollama:gpt-oss:20b")
    #expect(try find("phi4", in: usual, offline) == "ollama:phi4:latest")
    #expect(try find("deepseek-r1", in: usual, offline) == "deepseek unavailable: no")
    // Ollama does not have it, and openai might.
    #expect(try find("mistral", in: usual, offline) == "openai unavailable: no")
  }

  @Test func choosesTheFirstProviderThatListsTheModel() throws {
    let entry = #"{"apiFormat":"openai","baseURL":"http://127.0.0.1/v1"}"#
    let two = #"{"providers":{"b":\#(entry),"a":\#(entry)}}"#
    let both: [Int: ModelListing] = [0: .models(["x", "shared"]), 1: .models(["y", "shared"])]
    #expect(try find("shared", in: two, both) == "b:shared")
    #expect(try find("y", in: two, both) == "a:y")
    // Not the second while it is not known whether the first has it.
    #expect(try find("shared", in: two, [1: both[1] ?? .none]) == "needs lists")
    #expect(try find("shared", in: two, [0: .unavailable("no"), 1: both[1] ?? .none]) == "b unavailable: no")
    #expect(try find("shared", in: two, [0: .none, 1: both[1] ?? .none]) == "a:shared")
  }

  /// A configured list defines what is accepted: the names of its family that are not in it are nobody else's.
  @Test func closedProvidersKeepTheirFamily() throws {
    let json = """
      {"providers":{"openai":{"key":{"env":"KEY"},"models":["gpt-5"]},
        "other":{"apiFormat":"openai","baseURL":"http://127.0.0.1/v1"}}}
      """
    #expect(try find("gpt-4o", in: json, [1: .models(["gpt-4o", "gpt-5"])]) == "unknown")
    #expect(try find("gpt-5", in: json, [1: .models(["gpt-4o", "gpt-5"])]) == "openai:gpt-5")
  }

  @Test func unknownNamesGoToTheOnlyProviderOfTheFormat() throws {
    let json = #"{"providers":{"openai":{"key":{"env":"KEY"}},"anthropic":{"key":{"env":"KEY"}}}}"#
    for listings: [Int: ModelListing] in [[:], [0: .models(["mystery"]), 1: .models(["mystery"])]] {
      #expect(try find("mystery", .openai, in: json, listings) == "openai:mystery")
      #expect(try find("mystery", .anthropic, in: json, listings) == "anthropic:mystery")
    }
    // No name with a tag or an organization is OpenAI's, unless it lists it itself.
    let listings: [Int: ModelListing] = [0: .none, 1: .none]
    for name in ["llama3:8b", "meta/llama3", "gpt-oss"] { #expect(try find(name, in: json, listings) == "unknown") }
    #expect(try find("llama3:8b", in: json, [0: .models(["llama3:8b"]), 1: .none]) == "openai:llama3:8b")
  }

  /// One without a list beside others with one: what no list has may be its own.
  @Test func theOnlyProviderWithoutAList() throws {
    #expect(try find("mystery") == "needs lists")
    #expect(try find("mystery", in: twoProviders, [0: .none, 1: .none]) == "openai:mystery")
    #expect(try find("mystery", in: twoProviders, [0: .models(["gpt-9"]), 1: .none]) == "unknown")
  }

  @Test func theListIsSortedAndNamesProviders() throws {
    let settings = try settings(twoProviders)
    let table = ModelTable(settings.providers, aliases: settings.aliases, listings: [0: .models(["qwen", "gpt-9"])])
    let names = table.listed.map { String($0.name) }
    #expect(names == ["fast", "local/llama3", "local/qwen", "openai/gpt-9", "openai/qwen", "writer"])
  }
}
