/// How far a head has been read: kept between calls, so that a head that comes in pieces goes on where it stopped.
struct HeadScan: Sendable {
  enum Line: Sendable {
    /// Nothing yet: one empty line may come before the request line (RFC 9112, 2.2).
    case start
    case first
    case fields
  }

  enum Outcome: Equatable {
    case incomplete
    /// `end`: behind the empty line; a body begins there.
    case complete(end: Int)
    case failed(HTTPFailure)
  }

  var line = Line.start
  /// Where the line begins that is to be read next.
  var start = 0
  /// Up to where no line end was found.
  var searched = 0
  /// All of it is there, and nothing is wrong with it.
  var isComplete = false

  /// The empty line that may come before a request line, or the beginning of the line itself.
  static func emptyLine(_ bytes: Span<UInt8>, end: Int) -> LineScan {
    guard end > 0 else { return .incomplete }
    if bytes[0] != 0x0D { return .line(next: 0) }
    return FieldLines.lineEnd(bytes, at: 0, end: end, complete: .line(next: 2))
  }

  /// Reads `HTTP/1.1` and the line end behind it.
  static func version(_ bytes: Span<UInt8>, at start: Int, end: Int) -> (scan: LineScan, version: HTTPVersion) {
    let word = bytes.word(at: start)
    if start &+ 10 <= end, word == http11 || word == http10 {
      let scan = lineEnd(bytes, at: start &+ 8, end: end)
      return (scan, word == http11 ? .http11 : .http10)
    }
    return (otherVersion(bytes, at: start, end: end), .http11)
  }

  static let http11: UInt64 = 0x312E_312F_5054_5448
  static let http10: UInt64 = 0x302E_312F_5054_5448

  private static func lineEnd(_ bytes: Span<UInt8>, at index: Int, end: Int) -> LineScan {
    let scan = FieldLines.lineEnd(bytes, at: index, end: end, complete: .line(next: index &+ 2))
    return scan == .failed(.controlInFieldValue) ? .failed(.invalidVersion) : scan
  }

  /// What is cut so far, another version, or none.
  /// Byte by byte, for what is rare: a byte that no version has is refused as soon as it is there, without waiting for
  /// the rest.
  private static func otherVersion(_ bytes: Span<UInt8>, at start: Int, end: Int) -> LineScan {
    var shape: [UInt8] = []
    shape.append("HTTP/0.0")
    for offset in 0..<8 {
      guard start + offset < end else { return .incomplete }
      let byte = bytes[start + offset]
      let isRight = shape[offset] == 0x30 ? byte &- 0x30 < 10 : byte == shape[offset]
      if !isRight { return .failed(byte == 0x0A ? .bareLineFeed : .invalidVersion) }
    }
    guard start + 8 < end else { return .incomplete }
    let word = bytes.word(at: start)
    if word == http11 || word == http10 { return lineEnd(bytes, at: start + 8, end: end) }
    return .failed(.unsupportedVersion)
  }
}
