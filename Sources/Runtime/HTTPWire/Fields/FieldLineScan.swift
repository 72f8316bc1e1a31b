/// What a scan of one line found.
enum LineScan: Equatable {
  /// The line goes on behind the bytes that are there.
  case incomplete
  /// The line is good; the next one begins there.
  case line(next: Int)
  /// It was the empty line behind the fields; what follows begins there.
  case headEnd(next: Int)
  case failed(HTTPFailure)
}

extension FieldLines {
  /// Where a line that begins at `start` has to be over.
  @inline(__always)
  static func lineLimit(from start: Int, _ limits: HTTPLimits) -> Int {
    min(start &+ limits.fieldLine &+ 2, limits.head)
  }

  /// Reads the lines from `start` on that are complete, and moves `start` behind them. Never ends with a `line`.
  mutating func scanLines(_ bytes: Span<UInt8>, from start: inout Int, _ limits: HTTPLimits) -> LineScan {
    let names = FieldNames.known
    while true {
      let limit = Self.lineLimit(from: start, limits)
      let end = min(bytes.count, limit)
      if let next = appendSame(bytes, at: start, end: end) {
        start = next
        if count > limits.fields { return .failed(.tooManyFields) }
        continue
      }
      let found = scan(bytes, from: start, end: end, names)
      switch found {
      case .line(let next):
        start = next
        // Counted as they come, so that no more than one too many is ever kept.
        if count > limits.fields { return .failed(.tooManyFields) }
      case .incomplete:
        if end < limit { return .incomplete }
        return .failed(limit == limits.head ? .headTooLarge : .fieldTooLong)
      case .headEnd, .failed: return found
      }
    }
  }

  /// Reads the line at `start` and keeps its offsets, looking at nothing from `end` on. Eight bytes at a time: names
  /// end at a colon, values at a control character.
  @inline(__always)
  private mutating func scan(_ bytes: Span<UInt8>, from start: Int, end: Int, _ names: FieldNames) -> LineScan {
    guard start < end else { return .incomplete }
    let first = bytes.word(at: start)
    switch UInt8(truncatingIfNeeded: first) {
    case 0x0D: return Self.lineEnd(bytes, at: start, end: end, complete: .headEnd(next: start &+ 2))
    // A fold would join this line to the one before (RFC 9112, 5.2): some readers do, some do not.
    case 0x20, 0x09: return .failed(.foldedLine)
    default: break
    }
    guard let colon = Self.nameEnd(bytes, first, from: start, end: end) else { return .incomplete }
    guard bytes[colon] == 0x3A, colon > start else { return .failed(Self.nameFailure(bytes[colon])) }
    let field = names.field(FieldName(bytes, start..<colon))
    // The bytes of a known name have been compared one by one; those of any other have to be looked at.
    if !field.hasOneName, !ByteClass.token.holds(bytes.extracting(start..<colon)) { return .failed(.invalidFieldName) }
    var valueStart = colon &+ 1
    while valueStart < end, Self.isBlank(bytes[valueStart]) { valueStart &+= 1 }
    guard let valueEnd = Self.valueEnd(bytes, from: valueStart, end: end) else { return .incomplete }
    let scan = Self.lineEnd(bytes, at: valueEnd, end: end, complete: .line(next: valueEnd &+ 2))
    guard case .line(let next) = scan else { return scan }
    // White space behind the value is no part of it (RFC 9112, 5.1).
    var last = valueEnd
    while last > valueStart, Self.isBlank(bytes[last &- 1]) { last &-= 1 }
    append(Line(field, name: start..<colon, value: valueStart..<last, next: next))
    return scan
  }

  /// The offset of the first byte that is a colon or may not be in a name. `word` is the one at `start`.
  @inline(__always)
  private static func nameEnd(_ bytes: Span<UInt8>, _ word: UInt64, from start: Int, end: Int) -> Int? {
    var index = start
    var found = nameStops(word)
    while found == 0 {
      index &+= 8
      guard index < end else { return nil }
      found = nameStops(bytes.word(at: index))
    }
    index &+= Words.first(found)
    return index < end ? index : nil
  }

  /// The colon, white space and controls.
  @inline(__always)
  private static func nameStops(_ word: UInt64) -> UInt64 { Words.equal(word, 0x3A) | Words.below(word, 0x21) }

  /// Why a name ends there: white space before the colon is the oldest way to smuggle a field (RFC 9112, 5.1).
  private static func nameFailure(_ byte: UInt8) -> HTTPFailure {
    switch byte {
    case 0x3A: .emptyFieldName
    case 0x20, 0x09: .spaceInFieldName
    case 0x0A: .bareLineFeed
    case 0x0D: .missingColon
    default: .invalidFieldName
    }
  }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// The offset of the first control character other than a tab; nil when there is none before `end`. Bytes above 0x7F
  /// are let pass (RFC 9110, 5.5).
  @inline(__always)
  static func valueEnd(_ bytes: Span<UInt8>, from start: Int, end: Int) -> Int? {
    var index = start
    while index < end {
      let word = bytes.word(at: index)
      let found = Words.below(word, 0x20) | Words.equal(word, 0x7F)
      if found == 0 {
        index &+= 8
        continue
      }
      index &+= Words.first(found)
      guard index < end else { return nil }
      if bytes[index] != 0x09 { return index }
      index &+= 1
    }
    return nil
  }

  /// `complete` when CR LF is at `index`. A lone line feed, which RFC 9112, 2.2, lets a reader take for a line end, is
  /// refused: others do not take it.
  @inline(__always)
  static func lineEnd(_ bytes: Span<UInt8>, at index: Int, end: Int, complete: LineScan) -> LineScan {
    switch bytes[index] {
    case 0x0D: break
    case 0x0A: return .failed(.bareLineFeed)
    default: return .failed(.controlInFieldValue)
    }
    guard index &+ 1 < end else { return .incomplete }
    return bytes[index &+ 1] == 0x0A ? complete : .failed(.bareCarriageReturn)
  }
}
