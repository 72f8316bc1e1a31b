/// Cuts an event stream (WHATWG HTML, 9.2) into its blocks, in time linear in the bytes wherever they are cut.
///
/// A block that lies whole in the input is not copied. The beginning of one that does not is held until its end comes,
/// so that a relay can decide about whole blocks: it forwards the bytes of a block as they are, or leaves them out.
package struct SSEParser: ~Copyable {
  private let limit: Int
  /// The beginning of a block whose end has not come; a whole block, once it has.
  private var held: [UInt8] = []
  /// Data lines behind the first one.
  private var moreData: [Range<Int>] = []
  /// Room for the data of several lines, kept for the next event.
  private var joined: [UInt8] = []
  /// Whether what is held was given out and goes at the next call.
  private var isGivenOut = false
  /// Whether a line feed at the beginning belongs to a carriage return that ended the block before.
  private var mayBeginWithFeed = false
  private var isFirst = true
  private var isTooLong = false
  /// Bytes looked at, each as often as it was: what the time is proportional to.
  package private(set) var work = 0

  /// `limit`: the longest block in bytes.
  package init(limit: Int = 1 << 20) { self.limit = limit }

  /// How many bytes of a block are held whose end has not come: bytes that are lost if the stream ends here.
  package var heldCount: Int { isGivenOut ? 0 : held.count }

  /// What is held of a block whose end has not come, borrowed for the call.
  package func withHeld(_ body: (Span<UInt8>) -> Void) {
    if heldCount > 0 { body(held.span) }
  }

  /// Bytes of an event, borrowed for the call. `input` is that of the call that gave it out.
  @inline(__always)
  package func with<Result>(
    _ range: Range<Int>, of event: SSEEvent, in input: Span<UInt8>, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    event.isHeld ? body(held.span.extracting(range)) : body(input.extracting(range))
  }

  /// The data of an event, its lines joined by line feeds; copied only when there are several.
  package mutating func withData<Result>(
    of event: SSEEvent, in input: Span<UInt8>, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    // Nearly always: the range of the input itself.
    if event.dataLines < 2 { return with(event.data, of: event, in: input, body) }
    joined.removeAll(keepingCapacity: true)
    append(event.data, of: event, input)
    for range in moreData {
      joined.append(0x0A)
      append(range, of: event, input)
    }
    let bytes = joined
    return body(bytes.span)
  }

  private mutating func append(_ range: Range<Int>, of event: SSEEvent, _ input: Span<UInt8>) {
    if event.isHeld {
      let bytes = held
      joined.append(bytes.span.extracting(range))
    } else {
      joined.append(input.extracting(range))
    }
  }

  /// The next block. Give it what arrived again and again, each time without what was consumed, until it says
  /// `needMore`.
  package mutating func next(_ input: Span<UInt8>) -> SSEStep {
    if isTooLong { return SSEStep(consumed: 0, outcome: .tooLong) }
    if isGivenOut {
      held.removeAll(keepingCapacity: true)
      isGivenOut = false
    }
    if input.isEmpty { return SSEStep(consumed: 0, outcome: .needMore) }
    if !held.isEmpty { return resume(input) }
    var event = SSEEvent()
    if let end = read(input, into: &event) { return complete(event, end: end, consumed: end) }
    return hold(input)
  }

  // MARK: blocks in pieces

  /// Only here bytes are copied: those of a block that is cut.
  private mutating func hold(_ input: Span<UInt8>) -> SSEStep {
    if held.count + input.count > limit { return tooLong() }
    held.append(input)
    return SSEStep(consumed: input.count, outcome: .needMore)
  }

  /// The end is looked for in the new bytes alone; then the block is read from its beginning, once.
  @inline(never)
  private mutating func resume(_ input: Span<UInt8>) -> SSEStep {
    guard let end = blockEnd(input) else { return hold(input) }
    if held.count + end > limit { return tooLong() }
    held.append(input.extracting(0..<end))
    var event = SSEEvent()
    let bytes = held
    guard let blockEnd = read(bytes.span, into: &event) else { preconditionFailure("the end of the block was found") }
    event.isHeld = true
    isGivenOut = true
    return complete(event, end: blockEnd, consumed: end)
  }

  /// For good: what follows might be the middle of a block.
  private mutating func tooLong() -> SSEStep {
    isTooLong = true
    return SSEStep(consumed: 0, outcome: .tooLong)
  }

  /// A block over the limit is refused even when it lies whole in the input: the limit must not depend on how it was
  /// cut.
  private mutating func complete(_ event: SSEEvent, end: Int, consumed: Int) -> SSEStep {
    if end > limit { return tooLong() }
    var event = event
    event.block = 0..<end
    isFirst = false
    return SSEStep(consumed: consumed, outcome: .event(event))
  }

  /// Where the block ends whose beginning is held.
  private mutating func blockEnd(_ input: Span<UInt8>) -> Int? {
    let last = held[held.count - 1]
    // A block ends with an empty line, of which the line end before may be in what is held.
    var isLineStart = last == 0x0A || last == 0x0D
    // The second half of a line end that was cut.
    var index = last == 0x0D && input[0] == 0x0A ? 1 : 0
    while let lineEnd = Self.lineEnd(input, from: index) {
      work += lineEnd + 1 - index
      let next = Self.behind(lineEnd, input)
      if isLineStart, lineEnd == index { return next }
      isLineStart = true
      index = next
    }
    work += input.count - index
    return nil
  }

  // MARK: lines

  /// Reads a whole block and notes what it says; the end of the block, or nil when it is not there.
  private mutating func read(_ bytes: Span<UInt8>, into event: inout SSEEvent) -> Int? {
    var start = mayBeginWithFeed && bytes[0] == 0x0A ? 1 : 0
    moreData.removeAll(keepingCapacity: true)
    while let end = Self.lineEnd(bytes, from: start) {
      let next = Self.behind(end, bytes)
      if end == start {
        // When its line feed has not come yet, the next block may begin with it.
        mayBeginWithFeed = bytes[end] == 0x0D && next == end &+ 1
        work &+= next
        return next
      }
      line(bytes, start..<end, into: &event)
      start = next
    }
    work &+= bytes.count
    return nil
  }

  /// The first line end from `start` on.
  @inline(__always)
  private static func lineEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < bytes.count {
      // One test for all controls up to CR: there are hardly others in a stream.
      let found = Words.below(bytes.word(at: index), 0x0E)
      if found == 0 {
        index &+= 8
        continue
      }
      index &+= Words.first(found)
      guard index < bytes.count else { return nil }
      if bytes[index] == 0x0A || bytes[index] == 0x0D { return index }
      index &+= 1
    }
    return nil
  }

  /// Behind the line end at `index`, of which a carriage return may be half.
  @inline(__always)
  private static func behind(_ index: Int, _ bytes: Span<UInt8>) -> Int {
    let isPair = bytes[index] == 0x0D && index &+ 1 < bytes.count && bytes[index &+ 1] == 0x0A
    return isPair ? index &+ 2 : index &+ 1
  }

  // `data:`, `event:`, `retry:`, `id:` and the mark as words, the first byte lowest.
  private static let data: UInt64 = 0x3A_6174_6164
  private static let event: UInt64 = 0x3A74_6E65_7665
  private static let retry: UInt64 = 0x3A79_7274_6572
  private static let id: UInt64 = 0x3A_6469
  private static let byteOrderMark: UInt64 = 0xBF_BBEF

  /// Streams of models have hardly any line that is not `data:`.
  @inline(__always)
  private mutating func line(_ bytes: Span<UInt8>, _ range: Range<Int>, into event: inout SSEEvent) {
    let word = Words.prefix(bytes.word(at: range.lowerBound), range.count)
    if Words.prefix(word, 5) == Self.data {
      addData(Self.value(bytes, range, name: 5), into: &event)
    } else {
      otherLine(bytes, range, word, into: &event)
    }
  }

  /// `event`, `id`, `retry`, the same without a colon, or a line that is passed over: comments (which begin with a
  /// colon) and fields nobody knows. A byte order mark may come before the first line of the stream.
  private mutating func otherLine(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ word: UInt64, into event: inout SSEEvent
  ) {
    // At the very beginning of the stream, and only there, a mark is no part of the line.
    if isFirst, range.lowerBound == 0, Words.prefix(word, 3) == Self.byteOrderMark {
      if range.count > 3 { line(bytes, range.lowerBound + 3..<range.upperBound, into: &event) }
      return
    }
    // A line without a colon is a name with an empty value.
    let empty = range.upperBound..<range.upperBound
    if Words.prefix(word, 6) == Self.event {
      event.name = Self.value(bytes, range, name: 6)
    } else if Words.prefix(word, 3) == Self.id {
      setID(bytes, Self.value(bytes, range, name: 3), into: &event)
    } else if Words.prefix(word, 6) == Self.retry {
      let value = Self.value(bytes, range, name: 6)
      if !value.isEmpty, Self.isDigits(bytes, value) { event.retry = value }
    } else if range.count == 4, word == Self.data & 0xFFFF_FFFF {
      addData(empty, into: &event)
    } else if range.count == 5, word == Self.event & 0xFF_FFFF_FFFF {
      event.name = empty
    } else if range.count == 2, word == Self.id & 0xFFFF {
      event.id = empty
    }
  }

  @inline(__always)
  private mutating func addData(_ range: Range<Int>, into event: inout SSEEvent) {
    if event.dataLines == 0 { event.data = range } else { moreData.append(range) }
    event.dataLines &+= 1
  }

  /// An id with a zero byte is none.
  private func setID(_ bytes: Span<UInt8>, _ range: Range<Int>, into event: inout SSEEvent) {
    for index in range where bytes[index] == 0 { return }
    event.id = range
  }

  /// What follows the name and its colon, without one space.
  @inline(__always)
  private static func value(_ bytes: Span<UInt8>, _ range: Range<Int>, name: Int) -> Range<Int> {
    let start = range.lowerBound &+ name
    return (start < range.upperBound && bytes[start] == 0x20 ? start &+ 1 : start)..<range.upperBound
  }

  private static func isDigits(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where bytes[index] &- 0x30 >= 10 { return false }
    return true
  }
}
