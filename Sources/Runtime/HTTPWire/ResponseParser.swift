/// Reads the responses of one connection to an upstream: bytes go in, events come out. Each request that is sent is
/// announced with `begin`; bytes that come unasked are a failure, so that no response can be taken for another one.
package struct ResponseParser: ~Copyable {
  private enum Phase {
    case idle, head, body
    case failed(HTTPFailure)
  }

  /// How many interim responses (1xx) may come before the final one: an upstream must not keep a client waiting with
  /// them.
  private static let interimLimit = 8

  /// The head of the response in flight, from `head` up to the next `begin`.
  package private(set) var head = ResponseHead()
  private let limits: HTTPLimits
  private var phase = Phase.idle
  private var body = BodyDecoder()
  private var interim = 0

  package init(limits: HTTPLimits = .response) { self.limits = limits }

  /// Whether a response is expected that has not ended.
  package var isInResponse: Bool {
    switch phase {
    case .head, .body: true
    case .idle, .failed: false
    }
  }

  /// A request was sent, whose response is to come. Precondition: the response before it has ended.
  package mutating func begin() {
    guard case .idle = phase else { preconditionFailure("a response is still being read") }
    head.reset()
    interim = 0
    phase = .head
  }

  /// One event of what arrived; see `WireStep`.
  package mutating func receive(_ input: Span<UInt8>) -> WireStep {
    switch phase {
    // Bytes that nobody asked for, perhaps the rest of a response that was longer than it said.
    case .idle: return input.isEmpty ? WireStep(0, .needMore) : fail(.unexpectedResponse)
    case .head: return receiveHead(input)
    case .body:
      let step = body.next(input)
      switch step.event {
      case .end: phase = .idle
      case .failed(let failure): phase = .failed(failure)
      default: break
      }
      return step
    case .failed(let failure): return WireStep(0, .failed(failure))
    }
  }

  /// The upstream has closed the connection: the end of the response, or what is missing (RFC 9112, 8). `needMore` when
  /// nothing was expected.
  package mutating func closed() -> WireEvent {
    switch phase {
    case .idle: return .needMore
    case .head: return fail(head.bytes.isEmpty && interim == 0 ? .closedBeforeResponse : .responseCut).event
    case .body:
      // A body without bytes has ended though nobody has asked yet.
      if body.endsWithConnection || body.isDone {
        phase = .idle
        return .end
      }
      return fail(.responseCut).event
    case .failed(let failure): return .failed(failure)
    }
  }

  /// Interim responses are read and dropped here: nobody behind the proxy waits for them.
  private mutating func receiveHead(_ input: Span<UInt8>) -> WireStep {
    var start = 0
    while true {
      let (consumed, outcome) = head.receive(input.extracting(start..<input.count), limits)
      start += consumed
      switch outcome {
      case .incomplete: return WireStep(start, .needMore)
      case .failed(let failure): return fail(failure)
      case .complete: break
      }
      if head.status >= 200 {
        body = BodyDecoder(head.framing, limits: limits, fields: head.fields.count)
        phase = .body
        return WireStep(start, .head)
      }
      interim += 1
      // No request of the proxy asks for another protocol (RFC 9110, 15.2.2): what would follow is not HTTP.
      if head.status == 101 { return fail(.unexpectedUpgrade) }
      if interim > Self.interimLimit { return fail(.tooManyInterimResponses) }
      head.reset()
    }
  }

  private mutating func fail(_ failure: HTTPFailure) -> WireStep {
    phase = .failed(failure)
    return WireStep(0, .failed(failure))
  }
}
