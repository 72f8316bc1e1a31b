import HTTPWire
import NIOCore
import ProxyCore

/// How a connection ends, and when it is not read.
extension ClientConnection {
  /// Closes in two steps (RFC 9112, 9.6): closing at once while the client still sends would reset the connection,
  /// and could take the response away before it is read.
  func linger() {
    flush()
    phase = .lingering
    lingerEnd = loop.now + Self.longestLinger
    deadline = loop.now + Self.lingerNanoseconds
    resumeReading()
    context?.close(mode: .output, promise: nil)
  }

  /// The channel then calls `channelInactive`, which ends a request that is in flight.
  func close() {
    phase = .closed
    context?.close(promise: nil)
  }

  /// Ends the connection, with an error for a request in flight.
  func shutDown() {
    switch phase {
    case .responding, .streaming: if let request { request.shutDown() } else { close() }
    case .reading, .lingering, .closed: close()
    }
  }

  /// How long a client that has just connected has for its request when the server drains: it may be on its way, and
  /// behind a server that is replaced nobody would answer it.
  static let firstRequestNanoseconds: UInt64 = 1_000_000_000

  /// Orderly end of an idle connection while the server drains. One with a request in flight ends behind its
  /// response.
  func drain() {
    guard case .reading = phase, !parser.isInRequest else { return }
    if startedAt > 0 { close() } else { deadline = min(deadline, loop.now + Self.firstRequestNanoseconds) }
  }

  /// TCP then keeps the client from sending: its bytes stay in its own buffers.
  func pauseReading() {
    guard !isReadingPaused, let context else { return }
    isReadingPaused = true
    try? context.channel.syncOptions?.setOption(.autoRead, value: false)
  }

  func resumeReading() {
    guard isReadingPaused, let context else { return }
    isReadingPaused = false
    try? context.channel.syncOptions?.setOption(.autoRead, value: true)
  }
}
