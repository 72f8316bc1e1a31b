import HTTPWire

/// The blocks of a stream, their bytes and what they say.
package struct StreamTranscript: Equatable {
  package struct Event: Equatable {
    package var name = ""
    package var data: String?
    package var id: String?
    package var retry: String?

    package init(name: String = "", data: String? = nil, id: String? = nil, retry: String? = nil) {
      self.name = name
      self.data = data
      self.id = id
      self.retry = retry
    }
  }

  package var events: [Event] = []
  package var blocks: [[UInt8]] = []
  package var work = 0
  package var isTooLong = false

  package init(_ pieces: [[UInt8]], limit: Int = 1 << 20) {
    var parser = SSEParser(limit: limit)
    for piece in pieces where !isTooLong {
      var rest = piece.span
      reading: while true {
        let step = parser.next(rest)
        switch step.outcome {
        case .needMore: break reading
        case .tooLong:
          isTooLong = true
          break reading
        case .event(let event):
          blocks.append(parser.with(event.block, of: event, in: rest, array))
          events.append(Self.event(event, &parser, rest))
          rest = rest.extracting(step.consumed..<rest.count)
        }
      }
    }
    work = parser.work
  }

  private static func event(_ event: SSEEvent, _ parser: inout SSEParser, _ input: Span<UInt8>) -> Event {
    func text(_ span: Span<UInt8>) -> String { String(decoding: array(span), as: UTF8.self) }
    var found = Event(name: parser.with(event.name, of: event, in: input, text))
    if event.isDispatched { found.data = parser.withData(of: event, in: input, text) }
    if let id = event.id { found.id = parser.with(id, of: event, in: input, text) }
    if let retry = event.retry { found.retry = parser.with(retry, of: event, in: input, text) }
    return found
  }

  /// Events that a client would see.
  package var dispatched: [Event] { events.filter { $0.data != nil } }
}
