import JSONCore

/// Names that belong to the API of one vendor whatever any provider lists. A name decides who gets the prompt, so each
/// rule is as narrow as what the vendor can have: names of local models begin alike (`gpt-oss:20b`, `deepseek-r1:8b`,
/// LM Studio's `text-embedding-nomic-…`).
enum ModelFamily {
  private static let openAI: [JSONString] = [
    "gpt-image-", "gpt-audio", "gpt-realtime", "chatgpt-", "text-embedding-3-", "text-embedding-ada-", "codex-",
    "computer-use-", "dall-e-", "omni-moderation-", "text-moderation-", "sora-",
  ]
  /// Names of a single model: local servers for speech have others that begin alike.
  private static let openAIModels: Set<JSONString> = [
    "whisper-1", "tts-1", "tts-1-hd", "tts-1-1106", "tts-1-hd-1106", "davinci-002", "babbage-002",
  ]
  /// Its fine-tuned models, `ft:gpt-4o-mini-2024-07-18:org::id`, before the name of what they were made of.
  private static let fineTuned: JSONString = "ft:"
  /// Its API has few names; `deepseek-r1` and `deepseek-coder` are those of open weights.
  private static let deepSeek: [JSONString] = ["deepseek-chat", "deepseek-reasoner", "deepseek-v4-"]

  /// The configured name of the provider that owns `name`; nil when no family does.
  static func owner(of name: JSONString) -> JSONString? {
    if name.begins(with: fineTuned) { return isFineTuned(name) ? "openai" : nil }
    guard hasVendorCharacters(name) else { return nil }
    if openAI.contains(where: name.begins(with:)) || openAIModels.contains(name) || isNumbered(name) { return "openai" }
    if name.begins(with: "claude-") { return "anthropic" }
    return deepSeek.contains(where: name.begins(with:)) ? "deepseek" : nil
  }

  /// Whether a provider can have a model of that name, as far as its API is known: no name with a tag (`llama3:8b`) or
  /// an organization (`meta/llama3`) is one of these three vendors', but for OpenAI's own fine-tuned ones.
  static func admits(_ name: JSONString, at provider: JSONString) -> Bool {
    switch provider {
    case "openai": name.begins(with: fineTuned) || hasVendorCharacters(name) && !name.begins(with: "gpt-oss")
    case "anthropic": hasVendorCharacters(name) && !name.begins(with: "gpt-oss")
    case "deepseek": hasVendorCharacters(name) && name.begins(with: "deepseek-")
    default: true
    }
  }

  /// Whether what was tuned is of a family: an Ollama model could be called `ft` too, with any tag.
  private static func isFineTuned(_ name: JSONString) -> Bool {
    let base = name.bytes.dropFirst(fineTuned.utf8Count).prefix { $0 != UInt8(ascii: ":") }
    return JSONString(validating: Array(base)).flatMap { owner(of: $0) } == "openai"
  }

  /// `gpt-4o`, `gpt-5.1`, `o1`, `o3-mini`: not `gpt-oss`, `gpt-j-6b` or `o1js`.
  private static func isNumbered(_ name: JSONString) -> Bool {
    name.withSpan { text in
      if name.begins(with: "gpt-") { return text.count > 4 && isDigit(text[4]) }
      guard text.count > 1, text[0] == UInt8(ascii: "o"), isDigit(text[1]) else { return false }
      return text.count == 2 || text[2] == UInt8(ascii: "-")
    }
  }

  /// Lower-case letters, digits, `-` and `.`: names of these vendors are made of nothing else.
  private static func hasVendorCharacters(_ name: JSONString) -> Bool {
    name.withSpan { text in
      for index in text.indices where !isVendorCharacter(text[index]) { return false }
      return text.count > 0
    }
  }

  private static func isVendorCharacter(_ byte: UInt8) -> Bool {
    byte &- 0x61 < 26 || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
