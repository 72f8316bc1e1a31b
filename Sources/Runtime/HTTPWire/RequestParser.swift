/// Reads the requests of one connection: bytes go in, events come out, nothing is waited for and nothing is kept of a
/// body. Give it what arrived again and again, each time without what was consumed, until it says `needMore`; stop at
/// `end` until the response is written, because the next call begins the next request and the head is gone. An error in
/// a head is reported at the end of its line at the latest.
package struct RequestParser: ~Copyable {
  private enum Phase {
    case head, body, finished
    case failed(HTTPFailure)
  }

  /// The head of the request in flight, from `head` on.
  package private(set) var head = RequestHead()
  private let limits: HTTPLimits
  /// `failed` is never left: the bytes that follow cannot be read.
  private var phase = Phase.head
  private var body = BodyDecoder()

  package init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

  /// Whether a request has begun that has not ended: if the client leaves now, it was cut.
  package var isInRequest: Bool {
    switch phase {
    case .head: !head.bytes.isEmpty
    case .body: true
    case .finished, .failed: false
    }
  }

  /// The limit that the route sets for the body, asked for after `head` and before anything else. A failure when the
  /// length in the head is above it already: then the body need not be read at all.
  package mutating func limitBody(to limit: Int) -> HTTPFailure? {
    if body.setLimit(limit) { return nil }
    phase = .failed(.bodyTooLarge)
    return .bodyTooLarge
  }

  /// One event of what arrived; see `WireStep`.
  package mutating func receive(_ input: Span<UInt8>) -> WireStep {
    switch phase {
    case .head: return receiveHead(input)
    case .body:
      let step = body.next(input)
      switch step.event {
      case .end: phase = .finished
      case .failed(let failure): phase = .failed(failure)
      default: break
      }
      return step
    case .finished:
      head.reset()
      phase = .head
      return receiveHead(input)
    case .failed(let failure): return WireStep(0, .failed(failure))
    }
  }

  /// Fields of a chunked body's trailer count with those of the head, hence their number.
  private mutating func receiveHead(_ input: Span<UInt8>) -> WireStep {
    let (consumed, outcome) = head.receive(input, limits)
    switch outcome {
    case .incomplete: return WireStep(consumed, .needMore)
    case .failed(let failure): return fail(failure)
    case .complete:
      body = BodyDecoder(head.framing, limits: limits, fields: head.fields.count)
      phase = .body
      return WireStep(consumed, .head)
    }
  }

  private mutating func fail(_ failure: HTTPFailure) -> WireStep {
    phase = .failed(failure)
    return WireStep(0, .failed(failure))
  }
}
