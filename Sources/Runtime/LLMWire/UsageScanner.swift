package import JSONCore

/// Reads from a provider's response what the proxy has to know of it, while the response itself goes on untouched:
/// usage, why it ended, errors in the middle of a stream.
///
/// One scanner for one response. A stream's events are fed one by one, the last usage counts and nothing is summed up;
/// what cannot be read is counted and does no harm. Only a few members are looked at, everything else is passed over;
/// nothing is allocated but the text of a `ContentTemplate`, a few times for a stream, and what is `Rare`.
package struct UsageScanner: Sendable {
  package let format: APIFormat
  /// The last that was reported; nil when nothing was.
  package internal(set) var usage: Usage?
  /// Empty while the response has not said that it is at its end, and why.
  package internal(set) var finishReason = ShortText()
  /// The provider's own id; not unique.
  package internal(set) var responseID = ShortText()
  /// The whole of an id that `responseID` has cut.
  package internal(set) var longID: JSONString?
  package internal(set) var model = ShortText()
  /// By what of its service the provider has responded.
  package internal(set) var variant = ServiceVariant()
  /// What the provider says that the response has cost, in nano-dollars; nil when it says nothing.
  package internal(set) var reportedCost: Int?
  private var rareError = Rare<ReportedError>.none
  /// Stored, so that to ask for it is to load a byte.
  package private(set) var hasError = false
  /// The last status was the Responses format's `queued` or `in_progress`. A body that says so is of a response that is
  /// made in the background: it has no usage yet, and has not failed. A stream that ends so was cut.
  package internal(set) var isPending = false
  /// Events, or bodies, that could not be read.
  package internal(set) var malformed = 0
  /// What Anthropic's events have reported so far.
  var counts = AnthropicCounts()
  /// What the events that follow may be compared with.
  private var template = ContentTemplate()

  /// An error that the provider reported in its own words. Its message is not kept: it may quote the request.
  package struct ReportedError: Sendable, Equatable {
    package internal(set) var type = ShortText()
    package internal(set) var code = ShortText()
  }

  package internal(set) var error: ReportedError? {
    get { rareError.value }
    set {
      rareError = Rare(newValue)
      hasError = newValue != nil
    }
  }

  /// What an event of a stream was.
  package enum Event: Sendable, Equatable {
    /// A piece of the response: text, reasoning, a tool's arguments.
    case content
    /// OpenAI's chunk that has nothing but usage: no choice.
    case usage
    /// `[DONE]`, `message_stop`, or of the Responses format an event with the whole response, failed or not.
    case end
    case error
    case other
    case malformed
  }

  /// The scanner does not guess the API format: the proxy knows which provider it has asked.
  package init(_ format: APIFormat) { self.format = format }

  /// Takes what was read elsewhere.
  package mutating func adopt(_ usage: Usage) { self.usage = usage }

  /// Whether the response has reported its end and, by then, its usage: a stream that was cut has not.
  package var isComplete: Bool { usage != nil && !finishReason.isEmpty }

  /// Reads the body of a response that came whole. False when it is not JSON.
  @discardableResult
  package mutating func scan(body: JSONBytes, in range: Range<Int>? = nil) -> Bool {
    var reader = JSONReader(body, range: range, maxDepth: JSONReader.messageDepth)
    if scan(&reader) != nil, reader.finish() { return true }
    malformed += 1
    return false
  }

  /// Reads the data of one event of a stream.
  package mutating func scan(event: JSONBytes, in range: Range<Int>? = nil) -> Event {
    let range = range ?? 0..<event.count
    template.forget()
    if format != .anthropic, event.isDone(range) { return format == .openai ? .end : .other }
    var reader = JSONReader(event, range: range, maxDepth: JSONReader.messageDepth)
    if let found = scan(&reader), reader.finish() {
      if found == .content, finishReason.isEmpty, !hasError { template.learn(event, range) }
      return found
    }
    malformed += 1
    return .malformed
  }

  private mutating func scan(_ reader: inout JSONReader) -> Event? {
    switch format {
    case .openai: scanOpenAI(&reader)
    case .responses: scanResponses(&reader)
    case .anthropic: scanAnthropic(&reader)
    }
  }

  /// Whether the data of an event is a piece of the response and nothing besides: `scan(event:)` would return
  /// `.content` and leave the scanner as it is, and need not be called. Most events of a stream are such, and this takes
  /// 32 ns for a chunk of 279 bytes, where a scan and the copy that it needs take 195.
  ///
  /// It gives nothing up for that: it is true only for an event that is, byte for byte, the one that was scanned last,
  /// but for text in which a scan finds nothing either, so that what a scan calls malformed is never called plain. When
  /// it is false, the event may still be content: it has to be scanned.
  package mutating func isPlainContent(_ data: Span<UInt8>) -> Bool { template.matches(data) }

  /// The value of the member `error`.
  mutating func scanError(_ reader: inout JSONReader, _ isError: inout Bool) -> Bool {
    var found: ReportedError?
    let isRead = reader.takeError(into: &found)
    if let found {
      error = found
      isError = true
    }
    return isRead
  }
}

extension JSONReader {
  /// An error that comes next: an object, or with Ollama a text; `into` stays when it is anything else, such as null.
  mutating func takeError(into error: inout UsageScanner.ReportedError?) -> Bool {
    switch peek() {
    case UInt8(ascii: "{"):
      var found = UsageScanner.ReportedError()
      let isRead = walkMembers { reader in
        if reader.tokenEquals("type") { return reader.takeText(into: &found.type) }
        if reader.tokenEquals("code") { return reader.takeText(into: &found.code) }
        return nil
      }
      error = found
      return isRead
    case UInt8(ascii: "\""):
      error = UsageScanner.ReportedError()
      return passValue()
    default: return passValue()
    }
  }
}

extension JSONBytes {
  /// Whether these bytes are OpenAI's end of a stream. In the Responses format, where some send it, it ends nothing.
  fileprivate func isDone(_ range: Range<Int>) -> Bool {
    withSpan(range) { text in
      var start = 0
      var end = text.count
      while start < end, text[start] <= 0x20 { start += 1 }
      while end > start, text[end - 1] <= 0x20 { end -= 1 }
      guard end - start == 6 else { return false }
      return text[start] == UInt8(ascii: "[") && text[start + 1] == UInt8(ascii: "D")
        && text[start + 2] == UInt8(ascii: "O") && text[start + 3] == UInt8(ascii: "N")
        && text[start + 4] == UInt8(ascii: "E") && text[start + 5] == UInt8(ascii: "]")
    }
  }
}
