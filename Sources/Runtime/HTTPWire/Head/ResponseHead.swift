/// The head of a response: copies of its bytes, and where everything lies in them. Kept by the parser and reused.
package struct ResponseHead: ReadableHead, ~Copyable {
  package internal(set) var bytes: [UInt8] = []
  package internal(set) var fields = FieldLines()
  package internal(set) var version = HTTPVersion.http11
  package internal(set) var status = 0
  package internal(set) var framing = BodyFraming.none
  /// Whether the connection may be used again behind this message.
  package internal(set) var keepAlive = true
  var scan = HeadScan()

  init() {}

  static func firstLineLimit(_ limits: HTTPLimits) -> Int { limits.fieldLine }
  static var firstLineTooLong: HTTPFailure { .invalidStatusLine }

  /// `HTTP/1.1 200 OK`; what follows the status is not looked at, but may hold no control character.
  mutating func firstLine(_ bytes: Span<UInt8>, from start: Int, end: Int, _ limits: HTTPLimits) -> LineScan {
    // A line end before the thirteenth byte would be one inside the version or the status.
    for index in start..<min(start &+ 12, end) where bytes[index] < 0x20 { return .failed(.invalidStatusLine) }
    guard start &+ 13 <= end else { return .incomplete }
    let word = bytes.word(at: start)
    guard word == HeadScan.http11 || word == HeadScan.http10, bytes[start &+ 8] == 0x20 else {
      return .failed(.invalidStatusLine)
    }
    var number = 0
    for index in start &+ 9..<start &+ 12 {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return .failed(.invalidStatusLine) }
      number = number &* 10 &+ Int(digit)
    }
    // A status beyond 599 has no class by which a client could treat it (RFC 9110, 15).
    guard number >= 100, number < 600, bytes[start &+ 12] == 0x20 || bytes[start &+ 12] == 0x0D else {
      return .failed(.invalidStatusLine)
    }
    // The reason may hold anything but controls.
    guard let lineEnd = FieldLines.valueEnd(bytes, from: start &+ 12, end: end) else { return .incomplete }
    let scan = FieldLines.lineEnd(bytes, at: lineEnd, end: end, complete: .line(next: lineEnd &+ 2))
    status = number
    version = word == HeadScan.http11 ? .http11 : .http10
    return scan == .failed(.controlInFieldValue) ? .failed(.invalidStatusLine) : scan
  }

  /// Without a length and without chunks a response goes on to the end of the connection (RFC 9112, 6.3), which then
  /// cannot carry another.
  mutating func validate(_ bytes: Span<UInt8>, _ limits: HTTPLimits) -> HTTPFailure? {
    if let failure = FramingRules.repetition(fields, single: .singleInResponses) { return failure }
    switch FramingRules.framing(bytes, fields, version: version) {
    case .failure(let failure): return failure
    case .success(let found): framing = hasNoBody ? .none : found ?? .untilClose
    }
    if case .length(let length) = framing, length > limits.body { return .bodyTooLarge }
    keepAlive = framing != .untilClose && FramingRules.keepsAlive(bytes, fields, version: version)
    return nil
  }

  /// Whatever their fields say (RFC 9112, 6.3). A response to HEAD would be another: the proxy sends none.
  private var hasNoBody: Bool { status < 200 || status == 204 || status == 304 }
}

// As `MessageHead` has them: of a known type they borrow what they look at, where a protocol's getters copy, for 50
// instructions each.
extension ResponseHead {
  @inlinable
  @inline(__always)
  package func with<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result {
    body(bytes.span.extracting(range))
  }

  @inlinable
  @inline(__always)
  package func with<Result>(_ field: HTTPField, _ body: (Span<UInt8>) -> Result) -> Result? {
    fields.with(field, of: bytes.span, body)
  }
}
