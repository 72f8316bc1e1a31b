import JSONCore

/// Messages, their events and errors of Anthropic's dialect.
extension UsageScanner {
  /// Nil when it cannot be read.
  mutating func scanAnthropic(_ reader: inout JSONReader) -> Event? {
    var event = Event.other
    let isRead = reader.walkMembers { reader in
      if reader.tokenEquals("type") {
        guard reader.peek() == UInt8(ascii: "\"") else { return nil }
        guard reader.string() else { return false }
        if reader.tokenEquals("content_block_delta") { event = .content }
        if reader.tokenEquals("message_stop") { event = .end }
        if reader.tokenEquals("error") { event = .error }
        return true
      }
      if reader.tokenEquals("message") {
        return reader.walkMembersIfObject { scanMessageMember(&$0) }
      }
      if reader.tokenEquals("delta") {
        return reader.walkMembersIfObject { reader in
          reader.tokenEquals("stop_reason") ? reader.takeText(into: &finishReason) : nil
        }
      }
      return scanMessageMember(&reader)
    }
    return isRead ? event : nil
  }

  /// A member of a message, or of an event that has the same.
  private mutating func scanMessageMember(_ reader: inout JSONReader) -> Bool? {
    if reader.tokenEquals("usage") { return scanAnthropicUsage(&reader) }
    if reader.tokenEquals("id") { return reader.takeText(into: &responseID) }
    if reader.tokenEquals("model") { return reader.takeText(into: &model) }
    if reader.tokenEquals("stop_reason") { return reader.takeText(into: &finishReason) }
    if reader.tokenEquals("error") { return scanError(&reader) }
    return nil
  }

  /// What an event does not tell stays as the one before has told it.
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
      if reader.tokenEquals("service_tier") { return reader.takeText(into: &serviceTier) }
      return nil
    }
    usage = counts.usage ?? usage
    return isRead
  }
}

/// The members of a `usage` in Anthropic's dialect, of all events so far. None of the first three is part of another.
struct AnthropicCounts: Sendable {
  var input: Int?
  var cacheRead: Int?
  var cacheWrite: Int?
  var cacheWrite5m: Int?
  var cacheWrite1h: Int?
  var output: Int?
  var thinking: Int?

  /// Nil when nothing was told.
  var usage: Usage? {
    guard input != nil || output != nil else { return nil }
    var usage = Usage()
    usage.cached = cacheRead ?? 0
    usage.cacheWrite1h = cacheWrite1h ?? 0
    usage.cacheWrite = cacheWrite ?? usage.cacheWrite1h + (cacheWrite5m ?? 0)
    usage.prompt = (input ?? 0) + usage.cached + usage.cacheWrite
    usage.completion = output ?? 0
    usage.reasoning = thinking ?? 0
    return usage
  }
}
