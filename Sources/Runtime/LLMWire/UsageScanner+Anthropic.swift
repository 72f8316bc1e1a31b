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
    var cost = ReportedCost()
    let isRead = reader.walkMembersIfObject { counts.take(&$0) ?? takeVariant(&$0) ?? cost.take(&$0) }
    usage = counts.usage ?? usage
    note(cost)
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
    default: return nil
    }
  }
}
