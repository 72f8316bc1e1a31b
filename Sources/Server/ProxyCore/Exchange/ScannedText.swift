import HTTPWire
import JSONCore

/// The buffer of what is scanned. A class, so that a parser may fill it while it lends what it holds.
final class ScannedText {
  private var buffer = BodyBuffer()

  var count: Int { buffer.count }
  var bytes: JSONBytes { buffer.bytes }

  func reset(expecting expected: Int = 0) { buffer.reset(expecting: expected) }
  func append(_ part: Span<UInt8>) { buffer.append(part) }

  /// What the body is whose first bytes are these and `more`.
  func opening(with more: Span<UInt8>) -> BodyOpening {
    var all: [UInt8] = []
    let bytes = buffer.bytes
    bytes.withSpan(0..<bytes.count) { all.append($0) }
    all.append(more)
    return BodyOpening(all.span)
  }
}
