package import HTTPWire

/// The body of a request that goes on to its provider while it comes: what of it waits to be sent. It is bounded by what
/// one read brings, because the client is not read while anything waits. A class, since the request fills it and the
/// exchange empties it.
package final class StreamedBody {
  /// Of the client's request.
  private let framing: BodyFraming
  /// The last byte stays here until the whole body is known to be what it must be: without it nobody can take a request
  /// that was refused for a complete one.
  private let keepsLast: Bool
  private var waiting: [UInt8] = []
  private var hasEnded = false
  /// The provider wants no more of it.
  private(set) var isAbandoned = false
  /// All of it was taken.
  private(set) var isSent = false

  package init(_ framing: BodyFraming, keepsLast: Bool) {
    self.framing = framing
    self.keepsLast = keepsLast
  }

  private var isChunked: Bool { framing == .chunked }

  /// How the provider finds its end.
  ///
  /// - Parameter growth: bytes that its beginning gains for the provider.
  func framing(growth: Int) -> BodyFraming {
    if case .length(let length) = framing { .length(length + growth) } else { .chunked }
  }

  func append(_ part: Span<UInt8>) { if !isAbandoned { waiting.append(part) } }

  /// So much waits that it is worth a write: 32 KiB.
  var isLarge: Bool { waiting.count >= 32 << 10 }

  func end() { hasEnded = true }

  func abandon() {
    isAbandoned = true
    waiting = []
  }

  /// What can be sent now, framed; nil when nothing can.
  func take(_ loop: ProxyLoop) -> (any OutgoingBytes)? {
    let count = hasEnded || !keepsLast ? waiting.count : waiting.count - 1
    guard !isAbandoned, !isSent, count > 0 || hasEnded else { return nil }
    isSent = hasEnded
    let bytes = loop.outgoing(capacity: max(0, count) + 32)
    if count > 0 {
      let ready = waiting
      frame(count, in: bytes) { $0.append(ready.span.extracting(0..<count)) }
      waiting = Array(ready[count...])
    }
    if isSent, isChunked { bytes.append(Self.lastChunk.span) }
    return bytes
  }

  /// A piece of the body as it goes over the connection: a chunk where the length is not known (RFC 9112, 7.1).
  ///
  /// - Parameter piece: appends that many bytes.
  func frame(_ count: Int, in bytes: any OutgoingBytes, _ piece: (any OutgoingBytes) -> Void) {
    guard isChunked else { return piece(bytes) }
    bytes.append(Array("\(String(count, radix: 16))\r\n".utf8).span)
    piece(bytes)
    bytes.append(Self.lineEnd.span)
  }

  private static let lastChunk = Array("0\r\n\r\n".utf8)
  private static let lineEnd = Array("\r\n".utf8)
}
