import JSONCore

/// Responses, the events of their streams, and errors of OpenAI's Responses format.
extension UsageScanner {
  private static let delta = Array(".delta".utf8)

  /// What an event says that it is.
  private enum Kind {
    /// It does not: a body is the response itself, or an error.
    case unnamed
    case delta
    /// `response.completed` and the like, after which nothing comes.
    case terminal
    case failed
    case error
    case other
  }

  /// What is known only when the whole of an event was read, for its type may come last.
  private struct Found {
    var kind = Kind.unnamed
    var status = ShortText()
    /// `incomplete_details.reason`.
    var reason = ShortText()
    /// The member `error` of the response, or of the event.
    var error: ReportedError?
    /// The member `code` of the event `error`, which has it beside its type.
    var code = ShortText()
    var tools = ProviderTools()

    /// The provider is still at it, or has not begun.
    var isPending: Bool { status == Status.queued || status == Status.inProgress }
  }

  /// Made once: a text is compared without an allocation.
  private enum Status {
    static let queued: ShortText = "queued"
    static let inProgress: ShortText = "in_progress"
    static let completed: ShortText = "completed"
    static let incomplete: ShortText = "incomplete"
    static let failed: ShortText = "failed"
  }

  /// One event, or a whole response; nil when it cannot be read. Events have the response in a member, a body is it.
  mutating func scanResponses(_ reader: inout JSONReader) -> Event? {
    var found = Found()
    let isRead = reader.walkMembers { reader in
      switch reader.tokenCount {
      case 4:
        if reader.tokenEquals("type") { return Self.takeKind(&reader, &found) }
        return reader.tokenEquals("code") ? reader.takeText(into: &found.code) : nil
      case 8 where reader.tokenEquals("response"):
        return reader.walkMembersIfObject { scanResponseMember(&$0, &found) }
      default: return scanResponseMember(&reader, &found)
      }
    }
    guard isRead else { return nil }
    if var used = usage {
      used.webSearches = max(used.webSearches, found.tools.webSearches)
      used.unpricedParts = max(used.unpricedParts, found.tools.others)
      usage = used
    }
    return note(found)
  }

  /// By which the response is asked for again: one that a short text would cut is kept whole beside it.
  private mutating func takeID(_ reader: inout JSONReader) -> Bool {
    guard reader.takeText(into: &responseID) else { return false }
    if responseID.count == ShortText.capacity, longID == nil { longID = reader.takeString().detached() }
    return true
  }

  /// Types that are not known are `other`: there are more than sixty, and new ones come.
  private static func takeKind(_ reader: inout JSONReader, _ found: inout Found) -> Bool? {
    guard reader.peek() == UInt8(ascii: "\"") else { return nil }
    guard reader.string() else { return false }
    switch reader.tokenCount {
    case 5 where reader.tokenEquals("error"): found.kind = .error
    case 15 where reader.tokenEquals("response.failed"): found.kind = .failed
    case 18 where reader.tokenEquals("response.completed") || reader.tokenEquals("response.cancelled"),
      19 where reader.tokenEquals("response.incomplete"):
      found.kind = .terminal
    // Text, reasoning, a tool's arguments, audio: the types of all pieces of a response end alike.
    default: found.kind = reader.withToken { $0.ends(with: delta, at: $0.count) } ? .delta : .other
    }
    return true
  }

  /// A member of a response, or of an event that has the same.
  private mutating func scanResponseMember(_ reader: inout JSONReader, _ found: inout Found) -> Bool? {
    switch reader.tokenCount {
    case 2: return reader.tokenEquals("id") ? takeID(&reader) : nil
    case 5:
      if reader.tokenEquals("model") { return reader.takeText(into: &model) }
      if reader.tokenEquals("usage") { return scanResponsesUsage(&reader) }
      return reader.tokenEquals("error") ? reader.takeError(into: &found.error) : nil
    case 6:
      if reader.tokenEquals("output") { return found.tools.takeOutput(&reader) }
      return reader.tokenEquals("status") ? reader.takeText(into: &found.status) : nil
    case 12: return reader.tokenEquals("service_tier") ? reader.takeText(into: &variant.tier) : nil
    case 18 where reader.tokenEquals("incomplete_details"):
      return reader.walkMembersIfObject { reader in
        reader.tokenEquals("reason") ? reader.takeText(into: &found.reason) : nil
      }
    default: return nil
    }
  }

  /// Why the response ended counts only where it has: in a body, and in the event that ends a stream. What an event
  /// before that says of the status is no end, whatever it says.
  private mutating func note(_ found: Found) -> Event {
    switch found.kind {
    case .delta: return .content
    case .other:
      if finishReason.isEmpty, found.isPending { isPending = true }
      return .other
    case .error:
      error = found.error ?? ReportedError(code: found.code)
      return .error
    case .terminal, .failed:
      noteEnd(found, or: found.kind == .failed ? Status.failed : Status.completed)
      return .end
    case .unnamed:
      isPending = found.isPending
      if !found.isPending, !found.status.isEmpty { noteEnd(found, or: found.status) }
      // Before it has a response, a provider may send an error without a type.
      error = found.error ?? error
      return found.error == nil ? .other : .error
    }
  }

  /// - Parameter status: what is meant where the response does not say it, as with some who write the protocol.
  private mutating func noteEnd(_ found: Found, or status: ShortText) {
    isPending = false
    let status = found.status.isEmpty || found.isPending ? status : found.status
    finishReason = status == Status.incomplete && !found.reason.isEmpty ? found.reason : status
    // A failure without a reason is one all the same.
    error = found.error ?? (status == Status.failed ? ReportedError() : error)
  }

  /// As with chat completions, the last usage counts, and a 0 in it takes no count back. A response that is not at its
  /// end has null.
  private mutating func scanResponsesUsage(_ reader: inout JSONReader) -> Bool {
    var found = ResponsesCounts()
    let isRead = reader.walkMembersIfObject { reader in
      if reader.tokenEquals("input_tokens") { return reader.takeCount(into: &found.input) }
      if reader.tokenEquals("output_tokens") { return reader.takeCount(into: &found.output) }
      if reader.tokenEquals("total_tokens") { return reader.takeCount(into: &found.total) }
      if reader.tokenEquals("input_tokens_details") {
        return reader.walkMembersIfObject { reader in
          if reader.tokenEquals("cached_tokens") { return reader.takeCount(into: &found.cached) }
          if reader.tokenEquals("cache_write_tokens") { return reader.takeCount(into: &found.cacheWrite) }
          return nil
        }
      }
      if reader.tokenEquals("output_tokens_details") {
        return reader.walkMembersIfObject { reader in
          reader.tokenEquals("reasoning_tokens") ? reader.takeCount(into: &found.reasoning) : nil
        }
      }
      if reader.tokenEquals("server_side_tool_usage_details") {
        return reader.takeServerTools(&found.webSearches, &found.unpricedParts)
      }
      return found.cost.take(&reader)
    }
    if let found = found.usage { usage = usage?.followed(by: found) ?? found }
    note(found.cost)
    return isRead
  }
}

/// The members of a `usage` in the Responses format.
private struct ResponsesCounts {
  var input: Int?
  var output: Int?
  var total: Int?
  var cached: Int?
  var cacheWrite: Int?
  var reasoning: Int?
  var webSearches: Int?
  var unpricedParts = 0
  var cost = ReportedCost()

  /// Nil when it reports nothing. What was read from a cache or written to one is a part of `input_tokens`, reasoning
  /// one of `output_tokens`.
  var usage: Usage? {
    guard input != nil || output != nil else { return nil }
    var usage = Usage()
    usage.prompt = input ?? 0
    usage.cached = cached ?? 0
    usage.cacheWrite = cacheWrite ?? 0
    usage.completion = output ?? 0
    usage.reasoning = reasoning ?? 0
    usage.webSearches = webSearches ?? 0
    usage.unpricedParts = unpricedParts
    usage.believe(total: total)
    return usage
  }
}
