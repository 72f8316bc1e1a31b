/// What a parser made of the bytes it was given. Parsers own no input: a body goes from the buffer it was read into to
/// where it is sent, uncopied.
package struct WireStep: Equatable {
  /// How many bytes of the input are done with. The rest is to be given again, before what comes next.
  package var consumed: Int
  package var event: WireEvent

  init(_ consumed: Int, _ event: WireEvent) {
    self.consumed = consumed
    self.event = event
  }
}

/// What happens next in a message.
package enum WireEvent: Equatable {
  /// Nothing yet: everything is consumed.
  case needMore
  /// The head is complete and can be read in the parser, up to the first call after `end`.
  case head
  /// A piece of the body: these bytes of the input of this call.
  case body(Range<Int>)
  /// The message is complete.
  case end
  /// The message is refused; the connection must be closed.
  case failed(HTTPFailure)
}

/// How the end of a body is found.
package enum BodyFraming: Equatable, Sendable {
  case none
  case length(Int)
  case chunked
  /// Up to the end of the connection: responses only.
  case untilClose
}

/// What a message may weigh.
package struct HTTPLimits: Sendable {
  /// First line, fields and the empty line together, in bytes.
  package var head = 32 << 10
  /// Number of fields; those behind a chunked body count as well.
  package var fields = 100
  /// One field line in bytes, its line end not counted.
  package var fieldLine = 8 << 10
  /// The request target in bytes.
  package var target = 8 << 10
  package var body = 8 << 20

  /// For requests of clients.
  package init() {}

  /// For responses of upstreams: the bounds of curl, and no bound on the body.
  package static var response: HTTPLimits {
    var limits = HTTPLimits()
    limits.head = 300_000
    limits.fields = 5000
    limits.fieldLine = 100_000
    limits.body = .max
    return limits
  }
}

/// The versions that are spoken.
package enum HTTPVersion: Sendable {
  case http10, http11
}
