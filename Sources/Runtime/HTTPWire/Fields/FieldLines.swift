/// The field lines of a head: where each name and value lies in the bytes of the head. Kept and reused.
@usableFromInline
package struct FieldLines: Sendable {
  /// 20 bytes: offsets have 32 bits, which a head never needs.
  @usableFromInline
  package struct Line: Sendable {
    @usableFromInline
    package var field: HTTPField
    private var nameStart: UInt32
    private var nameEnd: UInt32
    private var valueStart: UInt32
    private var valueEnd: UInt32

    @inline(__always)
    init(_ field: HTTPField, name: Range<Int>, value: Range<Int>) {
      self.field = field
      nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
      nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
      valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
      valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
    }

    @usableFromInline
    package var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    /// The value without white space around it.
    @usableFromInline
    package var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
  }

  /// Those of earlier heads stay behind the first `count`: emptying an array costs more than to write over it.
  private var lines: [Line] = []
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

  mutating func removeAll() {
    count = 0
    present = FieldSet()
    repeated = FieldSet()
  }

  @inline(__always)
  mutating func append(_ line: Line) {
    if present.contains(line.field) { repeated.insert(line.field) }
    present.insert(line.field)
    if count < lines.count { lines[count] = line } else { lines.append(line) }
    count &+= 1
  }
}
