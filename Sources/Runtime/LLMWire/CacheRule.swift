import JSONCore

/// What a member of a request means for its response.
enum CacheRule: Sendable {
  /// Says how the response is sent, or whose it is; or it is looked at elsewhere, as the model.
  case ignored
  /// The response depends on it, whatever its value.
  case part
  case temperature
  /// Only one response may be asked for: who asks for several wants them to differ.
  case one
  /// Something that must not be asked for.
  case no
  /// Messages, of which only text is let through.
  case text
}

extension CacheRule {
  private struct Member: Sendable {
    let name: StaticString
    let rule: CacheRule
    /// Responses of the Responses format quote it.
    var isQuoted = false
  }

  /// Whose the request is.
  private static let labels: [StaticString] = ["metadata", "user", "safety_identifier", "prompt_cache_key"]

  private static let parts: [StaticString] = [
    "top_p", "top_k", "min_p", "max_tokens", "max_completion_tokens", "max_output_tokens", "stop", "stop_sequences",
    "seed", "frequency_penalty", "presence_penalty", "repetition_penalty", "logit_bias", "logprobs", "top_logprobs",
    "response_format", "text", "output_config", "reasoning", "reasoning_effort", "thinking", "verbosity",
    "service_tier", "echo", "suffix", "truncation", "dimensions", "encoding_format", "input_type", "query",
    "documents", "top_n", "return_documents", "prompt_cache_retention", "cache_control",
  ]

  private static let members: [Member] =
    parts.map { Member(name: $0, rule: .part) } + labels.map { Member(name: $0, rule: .ignored, isQuoted: true) } + [
      Member(name: "model", rule: .ignored), Member(name: "stream", rule: .ignored),
      Member(name: "stream_options", rule: .ignored), Member(name: "temperature", rule: .temperature),
      Member(name: "n", rule: .one), Member(name: "messages", rule: .text), Member(name: "input", rule: .text),
      Member(name: "system", rule: .text), Member(name: "instructions", rule: .text),
      Member(name: "prompt", rule: .text), Member(name: "background", rule: .no),
    ]

  /// By the length of the name.
  private static let byLength: [[(member: Member, number: UInt64)]] = {
    var table = [[(member: Member, number: UInt64)]](repeating: [], count: 32)
    for (number, member) in members.enumerated() {
      table[member.name.utf8CodeUnitCount].append((member, UInt64(number)))
    }
    return table
  }()

  private static let store: UInt64 = 63

  /// The rule of the member whose name is the reader's token, and a number below 64 that no other has; nil for one that
  /// is not known.
  @inline(__always)
  static func named(by reader: borrowing JSONReader, _ format: APIFormat) -> (CacheRule, UInt64)? {
    guard reader.tokenCount < 32 else { return nil }
    if reader.tokenEquals("store") { return (.no, store) }
    for (member, number) in byLength[reader.tokenCount] where reader.tokenEquals(member.name) {
      return (member.isQuoted && format == .responses ? .part : member.rule, number)
    }
    return nil
  }

  private static let ofText: [StaticString] = [
    "role", "content", "text", "type", "name", "status", "cache_control", "ttl", "refusal", "annotations", "phase",
  ]

  static func isOfText(_ reader: borrowing JSONReader) -> Bool {
    for name in ofText where reader.tokenEquals(name) { return true }
    return false
  }
}
