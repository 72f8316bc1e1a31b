import JSONCore

/// The event of a stream that was scanned last, if it is a piece of the response and nothing more, to recognize others
/// by that are the same but for the text they bring.
///
/// Such an event must have the same bytes, outside of gaps: the texts that models write, and the number that events
/// are counted with. What fills a gap is text between the same quotes, or as many digits, so that the event has the
/// same members with the same values wherever a scan looks, and a scan of it must end as that of the first one did. A
/// chunk of 250 bytes costs three comparisons and the search for two quotes.
struct ContentTemplate: Sendable {
  /// Longer events are few, and what is copied of a stream is bounded.
  private static let longest = 2048
  private static let nothing = JSONBytes("")

  /// Bytes of the text that an event may have others for.
  private struct Gap {
    var start = 0
    var end = 0
    /// As many digits; else the text of a string that is not empty: an empty one is not what some formats call content.
    var isNumber = false
  }

  private var text = Self.nothing
  private var gaps = InlineArray<4, Gap>(repeating: Gap())
  /// None where there is no template: an event in which nothing can differ is not worth one.
  private var gapCount = 0
  /// Where the brackets begin that the text ends with.
  private var closing = 0

  /// What templates are paid with. One takes as long as a scan, so that a stream whose events are never alike would
  /// take twice the time: it gets eight on trust, and one more for every four events that matched.
  private var credit = Self.mostCredit

  private static let mostCredit = 32
  private static let cost = 4

  /// An event that was scanned and changed nothing that another one like it would change again.
  mutating func learn(_ event: JSONBytes, _ range: Range<Int>) {
    guard range.count <= Self.longest, credit >= Self.cost else { return }
    credit -= Self.cost
    text = event.withSpan(range) { JSONBytes(copying: $0) }
    closing = text.count
    while closing > 0, Self.mayClose(text[closing - 1]) { closing -= 1 }
    var reader = JSONReader(text)
    if !findGaps(&reader) { gapCount = 0 }
  }

  /// What the template says holds until another event is scanned, which may report something new.
  mutating func forget() { gapCount = 0 }

  private static func mayClose(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: " ")
  }

  // MARK: matching

  /// Whether an event differs in nothing but its gaps.
  mutating func matches(_ event: Span<UInt8>) -> Bool {
    guard gapCount > 0, isLike(event) else { return false }
    if credit < Self.mostCredit { credit &+= 1 }
    return true
  }

  private func isLike(_ event: Span<UInt8>) -> Bool {
    text.withSpan(0..<text.count) { isLike(event, $0) }
  }

  private func isLike(_ event: Span<UInt8>, _ text: Span<UInt8>) -> Bool {
    var position = 0
    var done = 0
    for index in 0..<gapCount {
      let gap = gaps[index]
      guard event.matches(text, done..<gap.start, at: position) else { return false }
      position &+= gap.start &- done
      done = gap.end
      guard let end = Self.end(of: gap, in: event, from: position), end > position else { return false }
      position = end
    }
    if event.count &- position == text.count &- done { return event.matches(text, done..<text.count, at: position) }
    guard event.matches(text, done..<closing, at: position) else { return false }
    return Self.closes(event, from: position &+ closing &- done, text, from: closing)
  }

  @inline(__always)
  private static func end(of gap: Gap, in event: Span<UInt8>, from start: Int) -> Int? {
    guard gap.isNumber else { return event.endOfString(from: start) }
    let end = start &+ gap.end &- gap.start
    return end <= event.count && isDigits(event, start..<end) ? end : nil
  }

  /// Whether these digits are a number as JSON has it. That it ends behind them is for the bytes that follow.
  private static func isDigits(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if range.count > 1, bytes[range.lowerBound] == UInt8(ascii: "0") { return false }
    for index in range where bytes[index] &- 0x30 >= 10 { return false }
    return true
  }

  /// Whether both end in the same brackets, where one has more spaces between them. Anthropic puts a random number of spaces before the last one, so that the
  /// lengths of encrypted events do not give the text away; between brackets they mean nothing.
  private static func closes(_ event: Span<UInt8>, from start: Int, _ text: Span<UInt8>, from end: Int) -> Bool {
    var (index, position) = (end, start)
    while true {
      while index < text.count, text[index] == UInt8(ascii: " ") { index &+= 1 }
      while position < event.count, event[position] == UInt8(ascii: " ") { position &+= 1 }
      if index == text.count || position == event.count { return index == text.count && position == event.count }
      guard text[index] == event[position] else { return false }
      index &+= 1
      position &+= 1
    }
  }

  // MARK: finding gaps

  /// In the value that comes next, whatever it is, in the order of the text. Those beyond the fourth are none.
  private mutating func findGaps(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case UInt8(ascii: "{"):
      return reader.walkMembers { reader in
        switch reader.peek() {
        case UInt8(ascii: "\"") where Self.isWritten(reader): return addGap(&reader, quotes: 1)
        case 0x30...0x39 where reader.tokenEquals("sequence_number"): return addGap(&reader, quotes: 0)
        default: return findGaps(&reader)
        }
      }
    case UInt8(ascii: "["): return reader.walkElements { findGaps(&$0) }
    default: return reader.passValue()
    }
  }

  /// The value that comes next, without its quotes.
  private mutating func addGap(_ reader: inout JSONReader, quotes: Int) -> Bool {
    let start = reader.offset + quotes
    guard reader.passValue() else { return false }
    let gap = Gap(start: start, end: reader.offset - quotes, isNumber: quotes == 0)
    guard gapCount < gaps.count, gap.end > gap.start else { return true }
    if gap.isNumber, !text.withSpan(gap.start..<gap.end, { Self.isDigits($0, 0..<$0.count) }) { return true }
    gaps[gapCount] = gap
    gapCount += 1
    return true
  }

  /// Members with the text of a model, wherever they are, and what hides its length. No scan may look at any of them:
  /// to one that is null, empty or has a text, at most.
  private static func isWritten(_ reader: borrowing JSONReader) -> Bool {
    switch reader.tokenCount {
    case 4: reader.tokenEquals("text")
    case 5: reader.tokenEquals("delta")
    case 7: reader.tokenEquals("content") || reader.tokenEquals("refusal")
    case 8: reader.tokenEquals("thinking")
    case 9: reader.tokenEquals("arguments") || reader.tokenEquals("reasoning") || reader.tokenEquals("signature")
    case 11: reader.tokenEquals("obfuscation")
    case 12: reader.tokenEquals("partial_json")
    case 17: reader.tokenEquals("reasoning_content")
    default: false
    }
  }
}
