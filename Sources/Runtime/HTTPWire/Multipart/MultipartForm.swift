/// The parts of a `multipart/form-data` body (RFC 7578): what each is called and where it is. Nothing is copied.
///
/// Who decides by a part must read it as everybody behind does. Therefore nothing is repaired: a body follows the grammar
/// without what the RFCs allow beside it (text around the parts, padding behind a delimiter, folded lines, escapes in
/// names, codings), or it is refused.
package struct MultipartForm: Sendable {
  package struct Part: Equatable, Sendable {
    package let name: Range<Int>
    package let value: Range<Int>
    /// It has a file name, as what browsers and SDKs send from a file.
    package let isFile: Bool
  }

  package private(set) var parts: [Part] = []

  /// More parts than any API has parameters, and a hundred images.
  package static let mostParts = 256
  /// Of one part.
  private static let longestHead = 4096

  /// - Throws: what is wrong with it, and where.
  package init(_ body: Span<UInt8>, _ boundary: MultipartBoundary) throws(MultipartFailure) {
    let dashed = boundary.dashed.span
    guard body.count >= dashed.count, body.extracting(0..<dashed.count).isSame(as: dashed) else {
      throw MultipartFailure(0, .noDelimiter)
    }
    var position = dashed.count
    while try !Self.isLast(body, &position) {
      let start = position
      let (name, isFile, valueStart) = try Self.head(body, start)
      let end = try Self.delimiter(dashed, in: body, from: valueStart)
      guard parts.count < Self.mostParts else { throw MultipartFailure(start, .tooManyParts) }
      parts.append(Part(name: name, value: valueStart..<end, isFile: isFile))
      position = end + 2 + dashed.count
    }
    guard position == body.count else { throw MultipartFailure(position, .trailingBytes) }
  }

  /// Behind a delimiter: the end of the line, or `--` and with it the end of the body.
  private static func isLast(_ body: Span<UInt8>, _ position: inout Int) throws(MultipartFailure) -> Bool {
    guard position + 2 <= body.count else { throw MultipartFailure(position, .truncated) }
    let (one, two) = (body[position], body[position + 1])
    position += 2
    if one == 0x0D, two == 0x0A { return false }
    guard one == 0x2D, two == 0x2D else { throw MultipartFailure(position - 2, .badDelimiter) }
    if position + 2 == body.count, body[position] == 0x0D, body[position + 1] == 0x0A { position += 2 }
    return true
  }

  /// Where the value ends: at the line end in front of the next delimiter. A line that only begins like one could be a
  /// delimiter to another reader.
  private static func delimiter(
    _ dashed: Span<UInt8>, in body: Span<UInt8>, from start: Int
  ) throws(MultipartFailure) -> Int {
    // A delimiter behind the empty line alone is none: it has a line end of its own. Other readers take a line feed or a
    // carriage return alone for a line end.
    var index = start - 1
    while true {
      index = body.first(0x0A, or: 0x0D, in: index..<body.count)
      let line = index + 1
      guard line + dashed.count <= body.count else { throw MultipartFailure(body.count, .truncated) }
      if body.extracting(line..<line + dashed.count).isSame(as: dashed) {
        guard line - 2 >= start, body[line - 2] == 0x0D, body[line - 1] == 0x0A else {
          throw MultipartFailure(line, .badDelimiter)
        }
        return line - 2
      }
      index = line
    }
  }

  // MARK: the head of a part

  private static func head(
    _ body: Span<UInt8>, _ start: Int
  ) throws(MultipartFailure) -> (name: Range<Int>, isFile: Bool, end: Int) {
    var found: (name: Range<Int>, isFile: Bool)?
    var line = start
    while true {
      let end = body.first(0x0A, or: 0x0A, in: line..<min(body.count, start + longestHead))
      guard end < body.count, end < start + longestHead, end > line, body[end - 1] == 0x0D else {
        throw MultipartFailure(line, .badHead)
      }
      if end - 1 == line {
        guard let found else { throw MultipartFailure(start, .noName) }
        return (found.name, found.isFile, end + 1)
      }
      let field = line..<end - 1
      if body.extracting(field).beginsIgnoringCase(with: "content-disposition:") {
        guard found == nil else { throw MultipartFailure(line, .badDisposition) }
        found = try disposition(body, field.lowerBound + 20..<field.upperBound)
      } else {
        try checkField(body, field)
      }
      line = end + 1
    }
  }

  /// A field of another name: of those only what changes the value's meaning matters.
  private static func checkField(_ body: Span<UInt8>, _ field: Range<Int>) throws(MultipartFailure) {
    let text = body.extracting(field)
    var isName = true
    for index in text.indices {
      let byte = text[index]
      if isName, byte == UInt8(ascii: ":"), index > 0 {
        isName = false
      } else if isName {
        guard isTokenByte(byte) else { throw MultipartFailure(field.lowerBound, .badHead) }
      } else if byte < 0x20 && byte != 0x09 || byte == 0x7F {
        throw MultipartFailure(field.lowerBound, .badHead)
      }
    }
    if isName { throw MultipartFailure(field.lowerBound, .badHead) }
    if text.beginsIgnoringCase(with: "content-transfer-encoding:") {
      throw MultipartFailure(field.lowerBound, .encoded)
    }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }

  /// `form-data; name="model"; filename="…"`: every parameter once and in quotes.
  private static func disposition(
    _ body: Span<UInt8>, _ range: Range<Int>
  ) throws(MultipartFailure) -> (name: Range<Int>, isFile: Bool) {
    var scan = DispositionScan(body.extracting(range), at: range.lowerBound)
    guard scan.skipSpace(), scan.take("form-data") else { throw MultipartFailure(range.lowerBound, .badDisposition) }
    var name: Range<Int>?
    var isFile = false
    while !scan.isAtEnd {
      guard scan.take(";"), scan.skipSpace() else { throw MultipartFailure(range.lowerBound, .badDisposition) }
      if scan.take("name=\""), name == nil, let value = scan.quoted(isName: true) {
        name = value
      } else if scan.take("filename=\""), !isFile, scan.quoted(isName: false) != nil {
        isFile = true
      } else {
        throw MultipartFailure(range.lowerBound, .badDisposition)
      }
    }
    guard let name else { throw MultipartFailure(range.lowerBound, .noName) }
    return (name, isFile)
  }
}

/// Goes through the value of a Content-Disposition: a copy of it, some dozen bytes.
private struct DispositionScan {
  private var text: [UInt8] = []
  /// Bytes of the body in front of it.
  private let offset: Int
  private var position = 0

  init(_ value: Span<UInt8>, at offset: Int) {
    text.append(value)
    self.offset = offset
  }

  var isAtEnd: Bool { position == text.count }

  /// True, so that it can stand in a condition.
  mutating func skipSpace() -> Bool {
    while position < text.count, text[position] == 0x20 { position += 1 }
    return true
  }

  /// ASCII letters match in either case.
  mutating func take(_ word: StaticString) -> Bool {
    guard text.span.extracting(position..<text.count).beginsIgnoringCase(with: word) else { return false }
    position += word.utf8CodeUnitCount
    return true
  }

  /// What is up to the next quote, which is passed. A name has none of the characters that some readers decode; a file's
  /// may have anything that ends neither the quotes nor the line.
  mutating func quoted(isName: Bool) -> Range<Int>? {
    let start = position
    while position < text.count, text[position] != UInt8(ascii: "\"") {
      let byte = text[position]
      let isPlain =
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5B, 0x5D, 0x5F: true
        default: false
        }
      guard isPlain || !isName && byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "\\") else { return nil }
      position += 1
    }
    guard position < text.count, !isName || position > start else { return nil }
    position += 1
    return offset + start..<offset + position - 1
  }
}

extension Span<UInt8> {
  /// Whether the bytes are the same, one by one.
  fileprivate func isSame(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
