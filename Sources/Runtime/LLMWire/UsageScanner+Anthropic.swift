import JSONCore

/// Messages, their events and errors of Anthropic's API format.
extension UsageScanner {
  /// One event, or a whole message; nil when it cannot be read. `message_start` has usage in its `message`,
  /// `message_delta` beside its `delta`: both are looked at, whatever the event says it is.
  mutating func scanAnthropic(_ reader: inout JSONReader) -> Event? {
    var event = Event.other
    var isError = false
    let isRead = reader.walkMembers { reader in
      switch reader.tokenCount {
      // By length first: most members of an event are of no interest.
      case 4 where reader.tokenEquals("type"): return takeType(&reader, &event)
      case 5 where reader.tokenEquals("delta"):
        return reader.walkMembersIfObject { reader in
          reader.tokenEquals("stop_reason") ? reader.takeText(into: &finishReason) : nil
        }
      case 7 where reader.tokenEquals("message"):
        return reader.walkMembersIfObject { scanMessageMember(&$0, &isError) }
      default: return scanMessageMember(&reader, &isError)
      }
    }
    guard isRead else { return nil }
    // An error shows by the type of the event or by a member of it.
    return isError ? .error : event
  }

  /// Types that are not known are `other`: providers add some.
  private func takeType(_ reader: inout JSONReader, _ event: inout Event) -> Bool? {
    guard reader.peek() == UInt8(ascii: "\"") else { return nil }
    guard reader.string() else { return false }
    if reader.tokenEquals("content_block_delta") { event = .content }
    if reader.tokenEquals("message_stop") { event = .end }
    if reader.tokenEquals("error") { event = .error }
    return true
  }

  /// A member of a message, or of an event that has the same.
  private mutating func scanMessageMember(_ reader: inout JSONReader, _ isError: inout Bool) -> Bool? {
    switch reader.tokenCount {
    case 2: return reader.tokenEquals("id") ? reader.takeText(into: &responseID) : nil
    case 5:
      if reader.tokenEquals("model") { return reader.takeText(into: &model) }
      if reader.tokenEquals("usage") { return scanAnthropicUsage(&reader) }
      return reader.tokenEquals("error") ? scanError(&reader, &isError) : nil
    case 11: return reader.tokenEquals("stop_reason") ? reader.takeText(into: &finishReason) : nil
    default: return nil
    }
  }

  /// What an event does not report stays as the one before has reported it.
  private mutating func scanAnthropicUsage(_ reader: inout JSONReader) -> Bool {
    let isRead = reader.walkMembersIfObject { reader in
      if reader.tokenEquals("input_tokens") { return reader.takeCount(into: &counts.input) }
      if reader.tokenEquals("output_tokens") { return reader.takeCount(into: &counts.output) }
      if reader.tokenEquals("cache_read_input_tokens") { return reader.takeCount(into: &counts.cacheRead) }
      if reader.tokenEquals("cache_creation_input_tokens") { return reader.takeCount(into: &counts.cacheWrite) }
      if reader.tokenEquals("cache_creation") {
        return reader.walkMembersIfObject { reader in
          if reader.tokenEquals("ephemeral_5m_input_tokens") { return reader.takeCount(into: &counts.cacheWrite5m) }
          if reader.tokenEquals("ephemeral_1h_input_tokens") { return reader.takeCount(into: &counts.cacheWrite1h) }
          return nil
        }
      }
      if reader.tokenEquals("output_tokens_details") {
        return reader.walkMembersIfObject { reader in
          reader.tokenEquals("thinking_tokens") ? reader.takeCount(into: &counts.thinking) : nil
        }
      }
      return takeVariant(&reader)
    }
    usage = counts.usage ?? usage
    return isRead
  }
}

extension UsageScanner {
  /// What a usage says besides the tokens and changes the price.
  private mutating func takeVariant(_ reader: inout JSONReader) -> Bool? {
    switch reader.tokenCount {
    case 5: return reader.tokenEquals("speed") ? reader.takeText(into: &variant.speed) : nil
    case 12: return reader.tokenEquals("service_tier") ? reader.takeText(into: &variant.tier) : nil
    case 13: return reader.tokenEquals("inference_geo") ? reader.takeText(into: &variant.geography) : nil
    case 15 where reader.tokenEquals("server_tool_use"):
      return reader.walkMembersIfObject { reader in
        reader.tokenEquals("web_search_requests") ? reader.takeCount(into: &counts.webSearches) : nil
      }
    default: return nil
    }
  }
}

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
    return usage
  }
}
