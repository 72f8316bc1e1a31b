/// The head of a request: copies of its bytes, and where everything lies in them. Kept by the parser and reused.
package struct RequestHead: ReadableHead, ~Copyable {
  package internal(set) var bytes: [UInt8] = []
  package internal(set) var fields = FieldLines()
  package internal(set) var method = HTTPMethod.other
  package internal(set) var version = HTTPVersion.http11
  package internal(set) var framing = BodyFraming.none
  /// Whether the connection may be used again behind this message.
  package internal(set) var keepAlive = true
  /// Whether the client waits for `100 Continue` before it sends the body.
  package internal(set) var expectsContinue = false
  var targetParts = RequestTarget()
  var scan = HeadScan()

  package var target: Range<Int> { targetParts.whole }
  /// Without the query. It has no dot segments, but escapes may be in it: compare it as it is.
  package var path: Range<Int> { targetParts.path }
  /// Without the question mark; empty when there is none.
  package var query: Range<Int> { targetParts.query }

  init() {}

  /// Method, spaces and version need less than 64 bytes.
  static func firstLineLimit(_ limits: HTTPLimits) -> Int { limits.target &+ 64 }
  static var firstLineTooLong: HTTPFailure { .targetTooLong }

  /// `POST /v1/chat/completions HTTP/1.1`: one space between the parts, nothing else (RFC 9112, 3). Nothing is kept
  /// before all of it is there.
  mutating func firstLine(_ bytes: Span<UInt8>, from start: Int, end: Int, _ limits: HTTPLimits) -> LineScan {
    let space = bytes.first(0x20, or: 0x0A, in: start..<min(end, start &+ 33))
    // No method is longer than 32 bytes: further on a space is not looked for, and the byte there decides.
    guard space < end else { return .incomplete }
    guard bytes[space] == 0x20, let method = HTTPMethod(bytes, start..<space) else {
      return .failed(bytes[space] == 0x0A ? .bareLineFeed : .invalidMethod)
    }
    switch RequestTarget.scan(bytes, from: space &+ 1, end: end, limit: limits.target) {
    case .incomplete: return .incomplete
    case .failed(let failure): return .failed(failure)
    case .target(let targetEnd):
      let result = HeadScan.version(bytes, at: targetEnd &+ 1, end: end)
      guard case .line = result.scan else { return result.scan }
      guard let target = RequestTarget(bytes, space &+ 1..<targetEnd, method: method) else {
        return .failed(.invalidTarget)
      }
      self.method = method
      targetParts = target
      version = result.version
      return result.scan
    }
  }
}

// As `MessageHead` has them: of a known type they borrow what they look at, where a protocol's getters copy, for 50
// instructions each.
extension RequestHead {
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
