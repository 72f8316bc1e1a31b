/// Cuts an event stream (WHATWG HTML, 9.2) into its blocks, in time linear in the bytes wherever they are cut.
///
/// A block that lies whole in the input is not copied. The beginning of one that does not is held until its end comes,
/// so that a relay can decide about whole blocks: it forwards the bytes of a block as they are, or leaves them out. For
/// the end of a large block it need not wait: its bytes are given out in parts as well. All parts of a block and then
/// `unsent` of its event are the block, byte for byte.
///
/// What is held is at most the limit, or a part where that is more, and one input.
package struct SSEParser: ~Copyable {
  /// Memory that is kept for the next block: more than a read from a socket mostly brings.
  private static let keptCapacity = 64 << 10

  private let limit: Int
  /// How many bytes must not have been given out for a part.
  private let partSize: Int
  private let keepsBack: Int
  /// The beginning of a block whose end has not come; a whole block, once it has. Without the bytes that were given out
  /// when it is longer than the limit.
  private(set) var held: [UInt8] = []
  /// Bytes of the block in `held`, and those of it that were given out in parts, whether they are still there or not.
  private var openCount = 0
  private var sentCount = 0
  private var isTruncated = false
  /// Of the block in `held`, whose bytes may be gone.
  private var lastByte: UInt8 = 0
  /// Room for the data of several lines, kept for the next event.
  private var joined: [UInt8] = []
  /// Whether what is held was given out as an event and goes at the next call.
  private var isGivenOut = false
  /// Whether a line feed at the beginning belongs to a carriage return that ended the block before.
  private var mayBeginWithFeed = false
  private var isFirst = true
  /// Bytes looked at or moved, each as often as it was: what the time is proportional to.
  package private(set) var work = 0

  /// - Parameters:
  ///   - limit: the longest block in bytes that is kept whole to be read. Longer ones pass all the same.
  ///   - partThreshold: from how many bytes on an incomplete block is given out in parts. Never above `limit`.
  ///   - keepsBack: how many of the last bytes of an incomplete block are never given out before more of it comes. A
  ///     part is at least as long, so that looking through all of them stays linear.
  package init(limit: Int = 32 << 20, partThreshold: Int = 64 << 10, keepsBack: Int = 0) {
    precondition(limit >= 0 && partThreshold > 0 && keepsBack >= 0)
    self.limit = limit
    self.keepsBack = keepsBack
    partSize = max(min(partThreshold, limit), 2 * keepsBack, 1)
  }

  /// How many bytes of a block whose end has not come were not given out: bytes that are lost if the stream ends here.
  package var heldCount: Int { isGivenOut ? 0 : openCount - sentCount }

  /// The bytes that `heldCount` counts, borrowed for the call.
  package func withHeld(_ body: (Span<UInt8>) -> Void) {
    if heldCount > 0 { body(held.span.extracting(held.count - heldCount..<held.count)) }
  }

  /// Bytes of an event, borrowed for the call. `input` is that of the call that gave it out.
  @inline(__always)
  package func with<Result>(
    _ range: Range<Int>, of event: SSEEvent, in input: Span<UInt8>, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    event.isHeld ? body(held.span.extracting(range)) : body(input.extracting(range))
  }

  /// Bytes of a part, borrowed for the call: one of its two ranges, up to the next call of `next`.
  package func withPart<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result {
    body(held.span.extracting(range))
  }

  /// The data of an event, its lines joined by line feeds; copied only when there are several.
  package mutating func withData<Result>(
    of event: SSEEvent, in input: Span<UInt8>, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    // Nearly always: the range of the input itself.
    if event.dataLines < 2 { return with(event.data, of: event, in: input, body) }
    joined.removeAll(keepingCapacity: true)
    if event.isHeld {
      let bytes = held
      join(event.data, bytes.span)
    } else {
      join(event.data, input)
    }
    let bytes = joined
    if bytes.capacity > Self.keptCapacity { joined = [] }
    return body(bytes.span)
  }

  /// The data lines from the first one on. They are looked for once more: to note where each lies would take more
  /// memory than short lines themselves.
  private mutating func join(_ first: Range<Int>, _ bytes: Span<UInt8>) {
    joined.append(bytes.extracting(first))
    var start = Self.behind(first.upperBound, bytes)
    while let end = Self.lineEnd(bytes, from: start), end > start {
      let word = Words.prefix(bytes.word(at: start), end &- start)
      if let value = Self.dataValue(bytes, start..<end, word) {
        joined.append(0x0A)
        joined.append(bytes.extracting(value))
      }
      work &+= end &- start
      start = Self.behind(end, bytes)
    }
  }

  /// The next block, or the next part of one. Give it what arrived again and again, each time without what was
  /// consumed, until it says `needMore`.
  package mutating func next(_ input: Span<UInt8>) -> SSEStep {
    if isGivenOut { beginBlock() }
    if input.isEmpty { return SSEStep(consumed: 0, outcome: .needMore) }
    if openCount > 0 { return resume(input) }
    var event = SSEEvent()
    guard let end = read(input, into: &event) else { return hold(input) }
    // As one that comes in pieces: what is read of a stream must not depend on how it was cut.
    if end > limit {
      event = SSEEvent()
      event.isTruncated = true
    }
    event.block = 0..<end
    event.unsent = event.block
    isFirst = false
    return SSEStep(consumed: end, outcome: .event(event))
  }

  // MARK: blocks in pieces

  /// Forgets the block that was held; its memory too, when it was a large one.
  private mutating func beginBlock() {
    if held.capacity > Self.keptCapacity { held = [] } else { held.removeAll(keepingCapacity: true) }
    openCount = 0
    sentCount = 0
    isTruncated = false
    isGivenOut = false
  }

  /// Only here bytes are copied: those of a block that is cut. A part is given out when there are enough for one.
  private mutating func hold(_ input: Span<UInt8>) -> SSEStep {
    keep(input)
    let count = heldCount
    if count < partSize { return SSEStep(consumed: input.count, outcome: .needMore) }
    let start = held.count - count
    let part = SSEPart(bytes: start..<held.count - keepsBack, lookahead: start..<held.count)
    sentCount += part.bytes.count
    return SSEStep(consumed: input.count, outcome: .part(part))
  }

  private mutating func keep(_ input: Span<UInt8>) {
    if isTruncated {
      let goneCount = held.count - heldCount
      if goneCount > 0 {
        held.removeFirst(goneCount)
        work += held.count
      }
    } else if openCount + input.count > limit {
      isTruncated = true
      // Into memory of its own, so that what the limit allowed is free again.
      var rest: [UInt8] = []
      withHeld { rest.append($0) }
      held = rest
    }
    held.append(input)
    openCount += input.count
    lastByte = input[input.count - 1]
  }

  /// The end is looked for in the new bytes alone; then the block is read from its beginning, once.
  @inline(never)
  private mutating func resume(_ input: Span<UInt8>) -> SSEStep {
    guard let end = blockEnd(input) else { return hold(input) }
    keep(input.extracting(0..<end))
    var event = SSEEvent()
    if isTruncated {
      mayBeginWithFeed = lastByte == 0x0D
      event.isTruncated = true
    } else {
      let bytes = held
      guard read(bytes.span, into: &event) != nil else { preconditionFailure("the end of the block was found") }
    }
    event.isHeld = true
    event.block = 0..<held.count
    event.sentCount = sentCount
    event.unsent = held.count - heldCount..<held.count
    isFirst = false
    isGivenOut = true
    return SSEStep(consumed: end, outcome: .event(event))
  }

  /// Where the block ends whose beginning is held.
  private mutating func blockEnd(_ input: Span<UInt8>) -> Int? {
    // A block ends with an empty line, of which the line end before may be in what is held.
    var isLineStart = lastByte == 0x0A || lastByte == 0x0D
    // The second half of a line end that was cut.
    var index = lastByte == 0x0D && input[0] == 0x0A ? 1 : 0
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
  private func line(_ bytes: Span<UInt8>, _ range: Range<Int>, into event: inout SSEEvent) {
    let word = Words.prefix(bytes.word(at: range.lowerBound), range.count)
    if let value = Self.dataValue(bytes, range, word) {
      if event.dataLines == 0 { event.data = value }
      event.dataLines &+= 1
    } else {
      otherLine(bytes, range, word, into: &event)
    }
  }

  /// The value of a data line; nil for any other line. `word` is the beginning of the line.
  @inline(__always)
  private static func dataValue(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: UInt64) -> Range<Int>? {
    if Words.prefix(word, 5) == data { return value(bytes, range, name: 5) }
    // A line without a colon is a name with an empty value.
    return range.count == 4 && word == data & 0xFFFF_FFFF ? range.upperBound..<range.upperBound : nil
  }

  /// `event`, `id`, `retry`, the same without a colon, or a line that is passed over: comments (which begin with a
  /// colon) and fields nobody knows. A byte order mark may come before the first line of the stream.
  private func otherLine(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ word: UInt64, into event: inout SSEEvent
  ) {
    // At the very beginning of the stream, and only there, a mark is no part of the line.
    if isFirst, range.lowerBound == 0, Words.prefix(word, 3) == Self.byteOrderMark {
      if range.count > 3 { line(bytes, range.lowerBound + 3..<range.upperBound, into: &event) }
      return
    }
    let empty = range.upperBound..<range.upperBound
    if Words.prefix(word, 6) == Self.event {
      event.name = Self.value(bytes, range, name: 6)
    } else if Words.prefix(word, 3) == Self.id {
      setID(bytes, Self.value(bytes, range, name: 3), into: &event)
    } else if Words.prefix(word, 6) == Self.retry {
      let value = Self.value(bytes, range, name: 6)
      if !value.isEmpty, Self.isDigits(bytes, value) { event.retry = value }
    } else if range.count == 5, word == Self.event & 0xFF_FFFF_FFFF {
      event.name = empty
    } else if range.count == 2, word == Self.id & 0xFFFF {
      event.id = empty
    }
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
