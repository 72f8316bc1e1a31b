/// The field lines of a head: where each name and value lies in the bytes of the head. Kept and reused.
@usableFromInline
package struct FieldLines: Sendable {
  /// 24 bytes: offsets have 32 bits, which a head never needs.
  @usableFromInline
  package struct Line: Sendable {
    @usableFromInline
    package var field: HTTPField
    private var nameStart: UInt32
    private var nameEnd: UInt32
    private var valueStart: UInt32
    private var valueEnd: UInt32
    private var nextStart: UInt32

    /// - Parameter next: where the next line begins.
    @inline(__always)
    init(_ field: HTTPField, name: Range<Int>, value: Range<Int>, next: Int) {
      self.field = field
      nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
      nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
      valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
      valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
      nextStart = UInt32(truncatingIfNeeded: next)
    }

    /// All of the line, with its end.
    var whole: Range<Int> { Int(nameStart)..<Int(nextStart) }

    /// The same line where it begins at another offset.
    @inline(__always)
    func moved(to start: Int) -> Line {
      let distance = UInt32(truncatingIfNeeded: start) &- nameStart
      var line = self
      line.nameStart &+= distance
      line.nameEnd &+= distance
      line.valueStart &+= distance
      line.valueEnd &+= distance
      line.nextStart &+= distance
      return line
    }

    @usableFromInline
    package var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    /// The value without white space around it.
    @usableFromInline
    package var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
  }

  /// Behind the first `count` are those of the head before.
  private var lines: [Line] = []
  /// The head before on the same connection, and its number of lines: most lines of the next one are the same, and what
  /// has been read once need not be read again.
  private var former: [UInt8] = []
  /// Bytes; larger heads are seldom, and ten thousand connections must not keep two of them each.
  private static let mostKept = 4096
  private var formerCount = 0
  @usableFromInline
  package private(set) var count = 0
  /// Sets of the known fields that are there, and of those that are there more than once: the rules ask about a few,
  /// and most are not there.
  private var present = FieldSet()
  private(set) var repeated = FieldSet()

  @usableFromInline
  package subscript(index: Int) -> Line {
    precondition(index < count)
    return lines[index]
  }

  /// The value of the first line of that field.
  @usableFromInline
  package subscript(field: HTTPField) -> Range<Int>? {
    guard present.contains(field) else { return nil }
    // Heads have a dozen lines: looking is cheaper than an index that every line would have to be entered in.
    for index in 0..<count where lines[index].field == field { return lines[index].value }
    return nil
  }

  /// The value of the first line of that field in the bytes of its head, borrowed for the call; nil when there is none.
  @inlinable
  @inline(__always)
  package func with<Result>(_ field: HTTPField, of head: Span<UInt8>, _ body: (Span<UInt8>) -> Result) -> Result? {
    guard let range = self[field] else { return nil }
    return body(head.extracting(range))
  }

  @usableFromInline
  package func has(_ field: HTTPField) -> Bool { present.contains(field) }

  /// Whether the field has more than one line.
  package func isRepeated(_ field: HTTPField) -> Bool { repeated.contains(field) }

  /// Forgets the lines of a head but for what they have in common with those of the next.
  ///
  /// - Parameters:
  ///   - head: its bytes; afterwards it is empty.
  ///   - isComplete: whether all of it was read, and nothing was wrong.
  mutating func beginNext(after head: inout [UInt8], isComplete: Bool) {
    if isComplete, head.count <= Self.mostKept {
      formerCount = count
      swap(&former, &head)
    } else {
      formerCount = 0
      former = []
    }
    head.removeAll(keepingCapacity: true)
    count = 0
    present = FieldSet()
    repeated = FieldSet()
  }

  /// Where the line behind the first one of a message begins, if that is the same as before; nil when it has to be read.
  ///
  /// - Parameter start: where it begins.
  func endOfSameFirstLine(_ bytes: Span<UInt8>, from start: Int, end: Int) -> Int? {
    guard start == 0, formerCount > 0, count == 0 else { return nil }
    let size = lines[0].whole.lowerBound
    return size <= end && former.span.hasSame(0..<size, as: bytes, at: 0) ? size : nil
  }

  /// Takes the line at `start` if it is the same as in the head before.
  ///
  /// - Returns: where the next one begins; nil when this one has to be read.
  @inline(__always)
  mutating func appendSame(_ bytes: Span<UInt8>, at start: Int, end: Int) -> Int? {
    guard count < formerCount else { return nil }
    let line = lines[count]
    let whole = line.whole
    guard whole.count <= end &- start, former.span.hasSame(whole, as: bytes, at: start) else { return nil }
    append(line.moved(to: start))
    return start &+ whole.count
  }

  @inline(__always)
  mutating func append(_ line: Line) {
    if present.contains(line.field) { repeated.insert(line.field) }
    present.insert(line.field)
    if count < lines.count { lines[count] = line } else { lines.append(line) }
    count &+= 1
  }
}
