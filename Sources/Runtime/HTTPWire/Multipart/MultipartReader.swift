/// Reads a `multipart/form-data` body (RFC 7578) as it comes, in pieces of any size: what each part is called, and what
/// is in those that are no files. Of the body it keeps the head of a part, or what may be the beginning of a delimiter.
///
/// Who decides by a part must read it as everybody behind does. Therefore nothing is repaired: a body follows the grammar
/// without what the RFCs allow beside it (text around the parts, padding behind a delimiter, folded lines, escapes in
/// names, codings), or it is refused.
package struct MultipartReader: Sendable {
  package enum Event: Equatable, Sendable {
    /// The head of a part is whole.
    ///
    /// - `isFile`: it has a file name, as what browsers and SDKs send from a file.
    case part(name: [UInt8], isFile: Bool)
    /// Where in the body its value is, and the value itself: of a file nothing, of all else at most the first
    /// `longestText` bytes.
    case value(Range<Int>, text: [UInt8])
  }

  private enum State: Equatable, Sendable {
    /// Nothing has come but a part of the first delimiter.
    case start
    /// Behind a delimiter: a line end, or `--`.
    case delimiter
    case head
    case value(start: Int, isFile: Bool)
    /// Behind the last delimiter, with so many bytes of the line end that may follow.
    case end(Int)
  }

  /// More parts than any API has parameters, and a hundred images.
  package static let mostParts = 256
  /// What is kept of a value that is no file.
  package static let longestText = 1025
  /// Of one part.
  private static let longestHead = 4096

  private let dashed: [UInt8]
  private var state = State.start
  private var partCount = 0
  private var text: [UInt8] = []
  /// Bytes that came and are not read: the next piece decides about them.
  private var rest: [UInt8] = []
  /// Bytes of the body in front of `rest`.
  private var offset = 0

  package init(_ boundary: MultipartBoundary) { dashed = boundary.dashed }

  /// Reads the next piece of the body.
  ///
  /// - Throws: what is wrong with it, and where.
  package mutating func receive(_ piece: Span<UInt8>) throws(MultipartFailure) -> [Event] {
    var events: [Event] = []
    var next: [UInt8] = []
    if rest.isEmpty {
      let read = try self.read(piece, &events)
      next.append(piece.extracting(read..<piece.count))
      offset += read
    } else {
      // Where they are, so that a body that comes whole is not copied.
      rest.append(piece)
      let bytes = rest
      let read = try self.read(bytes.span, &events)
      next.append(bytes.span.extracting(read..<bytes.count))
      offset += read
    }
    rest = next
    return events
  }

  /// The body is at its end.
  package func finish() throws(MultipartFailure) {
    guard case .end(let count) = state else {
      throw MultipartFailure(offset + rest.count, state == .start ? .noDelimiter : .truncated)
    }
    if count == 1 { throw MultipartFailure(offset - 1, .trailingBytes) }
  }

  /// Reads as far as the bytes decide, and returns how many of them are done with.
  private mutating func read(_ bytes: Span<UInt8>, _ events: inout [Event]) throws(MultipartFailure) -> Int {
    var position = 0
    while true {
      switch state {
      case .start:
        let size = min(bytes.count, dashed.count)
        guard bytes.extracting(0..<size).isSame(as: dashed.span.extracting(0..<size)) else {
          throw MultipartFailure(0, .noDelimiter)
        }
        guard size == dashed.count else { return 0 }
        position = size
        state = .delimiter
      case .delimiter:
        guard position + 2 <= bytes.count else { return position }
        try readDelimiterEnd(bytes[position], bytes[position + 1], at: offset + position)
        position += 2
      case .head:
        guard let end = try readHead(bytes, position, &events) else { return position }
        position = end
      case .value(let start, let isFile):
        guard let end = try readValue(bytes, &position, start - offset, isFile: isFile) else { return position }
        events.append(.value(start..<offset + end, text: text))
        text = []
        state = .delimiter
        position = end + 2 + dashed.count
      case .end(let count):
        guard position < bytes.count else { return position }
        guard count < 2, bytes[position] == (count == 0 ? 0x0D : 0x0A) else {
          throw MultipartFailure(offset + position - count % 2, .trailingBytes)
        }
        state = .end(count + 1)
        position += 1
      }
    }
  }

  private mutating func readDelimiterEnd(_ one: UInt8, _ two: UInt8, at place: Int) throws(MultipartFailure) {
    if one == 0x0D, two == 0x0A {
      state = .head
    } else if one == 0x2D, two == 0x2D {
      state = .end(0)
    } else {
      throw MultipartFailure(place, .badDelimiter)
    }
  }

  /// Nil until all of it is there.
  private mutating func readHead(
    _ bytes: Span<UInt8>, _ start: Int, _ events: inout [Event]
  ) throws(MultipartFailure) -> Int? {
    guard bytes.count - start >= Self.longestHead || Self.isDecided(bytes, start) else { return nil }
    let found: (name: Range<Int>, isFile: Bool, end: Int)
    do throws(MultipartFailure) { found = try Self.head(bytes, start) } catch {
      throw MultipartFailure(offset + error.offset, error.reason)
    }
    guard partCount < Self.mostParts else { throw MultipartFailure(offset + start, .tooManyParts) }
    partCount += 1
    var name: [UInt8] = []
    name.append(bytes.extracting(found.name))
    events.append(.part(name: name, isFile: found.isFile))
    state = .value(start: offset + found.end, isFile: found.isFile)
    // The line end in front of the value is no part of a delimiter, and must be there to say so.
    return found.end - 1
  }

  /// Whether the head has its empty line, or a line that is none.
  private static func isDecided(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    var line = start
    while true {
      let end = bytes.first(0x0A, or: 0x0A, in: line..<bytes.count)
      if end == bytes.count { return false }
      if end <= line + 1 || bytes[end - 1] != 0x0D { return true }
      line = end + 1
    }
  }

  /// Where the value ends: at the line end in front of the next delimiter; nil when that has not come. A line that only
  /// begins like one could be a delimiter to another reader.
  ///
  /// - Parameters:
  ///   - position: of what is not read, the last byte before the value included; moved behind what surely belongs to it.
  ///   - start: of the value; below zero when it is read already.
  private mutating func readValue(
    _ bytes: Span<UInt8>, _ position: inout Int, _ start: Int, isFile: Bool
  ) throws(MultipartFailure) -> Int? {
    // A delimiter behind the empty line alone is none: it has a line end of its own. Other readers take a line feed or a
    // carriage return alone for a line end.
    var index = position
    while true {
      index = bytes.first(0x0A, or: 0x0D, in: index..<bytes.count)
      let line = index + 1
      guard line + dashed.count <= bytes.count else {
        // The two bytes in front of what may be a delimiter say whether it is one.
        let kept = max(position, min(bytes.count - 1, line - 2))
        if !isFile { keepText(bytes, from: max(start, position), to: kept) }
        position = kept
        return nil
      }
      if bytes.extracting(line..<line + dashed.count).isSame(as: dashed.span) {
        guard line - 2 >= start, line >= 2, bytes[line - 2] == 0x0D, bytes[line - 1] == 0x0A else {
          throw MultipartFailure(offset + line, .badDelimiter)
        }
        if !isFile { keepText(bytes, from: max(start, position), to: line - 2) }
        return line - 2
      }
      index = line
    }
  }

  private mutating func keepText(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
    let end = min(end, start + Self.longestText - text.count)
    if start < end { text.append(bytes.extracting(start..<end)) }
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
