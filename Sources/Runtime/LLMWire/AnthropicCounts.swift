import JSONCore

/// The members of a `usage` in Anthropic's API format, of all events so far. None of the first three is part of
/// another.
struct AnthropicCounts: Sendable {
  var input: Int?
  var cacheRead: Int?
  var cacheWrite: Int?
  var cacheWrite5m: Int?
  var cacheWrite1h: Int?
  var output: Int?
  var thinking: Int?
  var webSearches: Int?
  /// Of calls of the model that are in none of these.
  private var besides = Rare<Usage>.none

  /// A member, whose name is the reader's token.
  mutating func take(_ reader: inout JSONReader) -> Bool? {
    switch reader.tokenCount {
    case 10 where reader.tokenEquals("iterations"): return takeIterations(&reader)
    case 12 where reader.tokenEquals("input_tokens"): return reader.takeCount(into: &input)
    case 13 where reader.tokenEquals("output_tokens"): return reader.takeCount(into: &output)
    case 14 where reader.tokenEquals("cache_creation"):
      return reader.walkMembersIfObject { reader in
        if reader.tokenEquals("ephemeral_5m_input_tokens") { return reader.takeCount(into: &cacheWrite5m) }
        if reader.tokenEquals("ephemeral_1h_input_tokens") { return reader.takeCount(into: &cacheWrite1h) }
        return nil
      }
    case 15 where reader.tokenEquals("server_tool_use"):
      return reader.walkMembersIfObject { reader in
        reader.tokenEquals("web_search_requests") ? reader.takeCount(into: &webSearches) : nil
      }
    case 21 where reader.tokenEquals("output_tokens_details"):
      return reader.walkMembersIfObject { reader in
        reader.tokenEquals("thinking_tokens") ? reader.takeCount(into: &thinking) : nil
      }
    case 23 where reader.tokenEquals("cache_read_input_tokens"): return reader.takeCount(into: &cacheRead)
    case 27 where reader.tokenEquals("cache_creation_input_tokens"): return reader.takeCount(into: &cacheWrite)
    default: return nil
    }
  }

  /// A request may call the model several times. The counts beside this list are those of the calls of type `message`;
  /// a compaction of the conversation is charged besides, by the same prices, and a call of another model by others.
  private mutating func takeIterations(_ reader: inout JSONReader) -> Bool {
    guard reader.peek() == UInt8(ascii: "[") else { return reader.passValue() }
    var found: Usage?
    let isRead = reader.walkElements { reader in
      var counts = AnthropicCounts()
      var isCompaction = false
      var isOther = false
      let isRead = reader.walkMembersIfObject { reader in
        guard reader.tokenEquals("type") else { return counts.take(&reader) }
        return reader.takeToken { type in
          isCompaction = type.tokenEquals("compaction")
          isOther = !isCompaction && !type.tokenEquals("message")
        }
      }
      var usage = found ?? Usage()
      if isCompaction, let compaction = counts.usage { usage.add(compaction) }
      if isOther { usage.unpricedParts += 1 }
      found = usage
      return isRead
    }
    if let found { besides = .some(found) }
    return isRead
  }

  /// Nil when nothing was reported. Anthropic's `input_tokens` has neither cached nor written tokens in it; `prompt`
  /// has all three, as with OpenAI.
  var usage: Usage? {
    guard input != nil || output != nil else { return nil }
    var usage = Usage()
    usage.cached = cacheRead ?? 0
    usage.cacheWrite1h = cacheWrite1h ?? 0
    // The parts by time to live are newer than their sum; some responses have only one of them.
    usage.cacheWrite = cacheWrite ?? usage.cacheWrite1h + (cacheWrite5m ?? 0)
    usage.prompt = (input ?? 0) + usage.cached + usage.cacheWrite
    usage.completion = output ?? 0
    usage.reasoning = thinking ?? 0
    usage.webSearches = webSearches ?? 0
    if case .some(let other) = besides { usage.add(other) }
    return usage
  }
}
