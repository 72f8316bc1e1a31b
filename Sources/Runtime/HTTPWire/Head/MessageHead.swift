/// What the heads of requests and of responses have in common: bytes that are copied once, and the reading of their
/// lines, right wherever the input is cut.
@usableFromInline
package protocol MessageHead: ~Copyable {
  /// The bytes of the head; all ranges are ranges of them.
  var bytes: [UInt8] { get }
  var fields: FieldLines { get }
}

extension MessageHead where Self: ~Copyable {
  /// The bytes of a range of this head, borrowed for the call.
  @inlinable
  @inline(__always)
  package func with<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result {
    body(bytes.span.extracting(range))
  }

  /// The value of the first line of a field, borrowed for the call; nil when there is none.
  @inlinable
  @inline(__always)
  package func with<Result>(_ field: HTTPField, _ body: (Span<UInt8>) -> Result) -> Result? {
    fields.with(field, of: bytes.span, body)
  }

  /// The values of all lines of a field in their order, borrowed for the call. Of a list all of them count (RFC 9110,
  /// 5.3), each a list itself; an empty one has no elements.
  @inlinable
  package func forEachValue(of field: HTTPField, _ body: (Span<UInt8>) -> Void) {
    guard fields.has(field) else { return }
    forEachLine { line, _, value in if line.field == field { body(value) } }
  }

  /// All field lines in their order, with their names as they were sent and their values: for whoever selects fields
  /// that have no name here, such as all that begin alike. Names are compared without their case
  /// (`beginsIgnoringCase`). Who forwards them leaves out what `isConnectionField` names.
  @inlinable
  package func forEachLine(_ body: (_ line: FieldLines.Line, _ name: Span<UInt8>, _ value: Span<UInt8>) -> Void) {
    let (bytes, fields) = (bytes, fields)
    for index in 0..<fields.count {
      let line = fields[index]
      body(line, bytes.span.extracting(line.name), bytes.span.extracting(line.value))
    }
  }

  /// Whether a `Connection` field lists the name of this line. Then the field is for this connection only, and a proxy
  /// must not forward it, whatever it is (RFC 9110, 7.6.1).
  package func isConnectionField(_ line: FieldLines.Line) -> Bool {
    guard fields.has(.connection) else { return false }
    return FramingRules.isConnectionOption(bytes.span, fields, name: line.name)
  }
}

/// The part that the parsers use.
protocol ReadableHead: MessageHead, ~Copyable {
  var bytes: [UInt8] { get set }
  var fields: FieldLines { get set }
  var scan: HeadScan { get set }

  /// Reads the first line at `start`, looking at nothing from `end` on.
  mutating func firstLine(_ bytes: Span<UInt8>, from start: Int, end: Int, _ limits: HTTPLimits) -> LineScan
  /// The longest first line, its line end not counted.
  static func firstLineLimit(_ limits: HTTPLimits) -> Int
  /// What one that is longer fails with.
  static var firstLineTooLong: HTTPFailure { get }
  /// Decides what the fields mean together, when all of them are there; nil when nothing is wrong.
  mutating func validate(_ bytes: Span<UInt8>, _ limits: HTTPLimits) -> HTTPFailure?
}

extension ReadableHead where Self: ~Copyable {
  /// Forgets the message and keeps the memory.
  mutating func reset() {
    // Moved, as both are of this head.
    var held: [UInt8] = []
    swap(&held, &bytes)
    fields.beginNext(after: &held, isComplete: scan.isComplete)
    swap(&held, &bytes)
    scan = HeadScan()
  }

  /// Takes what belongs to the head. Of a head that comes in pieces a line is read again only when its end is there,
  /// so that one that drips in costs no more than twice its size.
  mutating func receive(_ input: Span<UInt8>, _ limits: HTTPLimits) -> (consumed: Int, HeadScan.Outcome) {
    if !bytes.isEmpty { return resume(input, limits) }
    let outcome = read(input, limits)
    switch outcome {
    // Copied once: the memory of the input is the caller's, who reads into it again.
    case .complete(let end):
      bytes.append(input.extracting(0..<end))
      return (end, outcome)
    case .incomplete:
      bytes.append(input)
      scan.searched = input.count
      return (input.count, outcome)
    case .failed: return (0, outcome)
    }
  }

  /// For a head in pieces. Takes no more bytes than a head may have, so a hostile one is held up to the limit and no
  /// further; what follows the head is returned.
  @inline(never)
  private mutating func resume(_ input: Span<UInt8>, _ limits: HTTPLimits) -> (consumed: Int, HeadScan.Outcome) {
    let held = bytes.count
    let taken = min(input.count, limits.head - held)
    bytes.append(input.extracting(0..<taken))
    // Nothing new can be read without a line end.
    guard lineMayBeComplete(limits) else { return (taken, .incomplete) }
    let outcome = readHeld(limits)
    guard case .complete(let end) = outcome else { return (taken, outcome) }
    bytes.removeLast(bytes.count - end)
    return (end - held, outcome)
  }

  /// Reads what is held; a copy of the array's reference keeps it alive while the fields are changed.
  private mutating func readHeld(_ limits: HTTPLimits) -> HeadScan.Outcome {
    let held = bytes
    scan.searched = held.count
    return read(held.span, limits)
  }

  /// Whether a line end came, or so much that there has to be one.
  private mutating func lineMayBeComplete(_ limits: HTTPLimits) -> Bool {
    if bytes.count >= lineLimit(limits) { return true }
    let span = bytes.span
    var index = scan.searched
    while index < span.count {
      let found = Words.equal(span.word(at: index), 0x0A)
      if found != 0 { return true }
      index += 8
    }
    scan.searched = span.count
    return false
  }

  /// Where the line that is being read has to be over.
  private func lineLimit(_ limits: HTTPLimits) -> Int {
    scan.line == .fields
      ? FieldLines.lineLimit(from: scan.start, limits)
      : min(scan.start &+ Self.firstLineLimit(limits) &+ 2, limits.head)
  }

  /// Reads the lines that are complete. `bytes` are all bytes of the head so far, and perhaps what follows it.
  private mutating func read(_ bytes: Span<UInt8>, _ limits: HTTPLimits) -> HeadScan.Outcome {
    // The line before the first one, if it is empty, and the first.
    while scan.line != .fields {
      let limit = lineLimit(limits)
      let end = min(bytes.count, limit)
      let found =
        if scan.line == .start {
          HeadScan.emptyLine(bytes, end: end)
        } else if let next = fields.endOfSameFirstLine(bytes, from: scan.start, end: end) {
          // What it says is still known.
          LineScan.line(next: next)
        } else {
          firstLine(bytes, from: scan.start, end: end, limits)
        }
      switch found {
      case .line(let next), .headEnd(let next):
        scan.start = next
        scan.line = scan.line == .start ? .first : .fields
      case .incomplete:
        // More than the limit is there, and no line end in it.
        if end < limit { return .incomplete }
        return .failed(limit == limits.head ? .headTooLarge : Self.firstLineTooLong)
      case .failed(let failure): return .failed(failure)
      }
    }
    var start = scan.start
    let found = fields.scanLines(bytes, from: &start, limits)
    scan.start = start
    switch found {
    case .line, .incomplete: return .incomplete
    case .failed(let failure): return .failed(failure)
    case .headEnd(let end):
      if let failure = validate(bytes, limits) { return .failed(failure) }
      scan.isComplete = true
      return .complete(end: end)
    }
  }
}
