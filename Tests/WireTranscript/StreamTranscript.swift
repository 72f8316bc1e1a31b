import HTTPWire

/// The blocks of a stream, their bytes and what they say, and all that was given out of it.
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
  /// Of a truncated block those bytes that were not given out in parts.
  package var blocks: [[UInt8]] = []
  /// Numbers of the truncated blocks.
  package var truncated: Set<Int> = []
  package var parts: [[UInt8]] = []
  /// Parts and what was not given out of events in their order, and at the end what was held.
  package var given: [UInt8] = []
  /// The first statement of the parser about what it gives out that is not so.
  package var contradiction: String?
  package var work = 0

  /// - Parameter pieces: given one after another, each until the parser needs more.
  package init(_ pieces: [[UInt8]], limit: Int = 1 << 20, partThreshold: Int = 1 << 20, keepsBack: Int = 0) {
    var parser = SSEParser(limit: limit, partThreshold: partThreshold, keepsBack: keepsBack)
    for piece in pieces {
      var rest = piece.span
      while true {
        let step = parser.next(rest)
        if step.outcome == .needMore { break }
        take(step, &parser, rest, keepsBack)
        rest = rest.extracting(step.consumed..<rest.count)
      }
    }
    parser.withHeld { given += array($0) }
    work = parser.work
  }

  private mutating func take(_ step: SSEStep, _ parser: inout SSEParser, _ input: Span<UInt8>, _ keepsBack: Int) {
    switch step.outcome {
    case .needMore: break
    case .part(let part):
      let (bytes, lookahead) = (parser.withPart(part.bytes, array), parser.withPart(part.lookahead, array))
      parts.append(bytes)
      given += bytes
      var kept: [UInt8] = []
      parser.withHeld { kept = array($0) }
      if bytes.isEmpty || bytes.count < keepsBack { contradiction = "a part of \(bytes.count) bytes" }
      if kept.count != keepsBack || lookahead != bytes + kept { contradiction = "a part keeps others back" }
    case .event(let event):
      let block = parser.with(event.block, of: event, in: input, array)
      let unsent = parser.with(event.unsent, of: event, in: input, array)
      if !block.suffix(unsent.count).elementsEqual(unsent) { contradiction = "the rest ends no block" }
      if !event.isTruncated, block.count != event.sentCount + unsent.count { contradiction = "the counts are others" }
      if event.isTruncated { truncated.insert(blocks.count) }
      // What lets a relay copy several blocks at once.
      if !event.isHeld, event.unsent != 0..<step.consumed { contradiction = "a block is not what was consumed" }
      blocks.append(block)
      given += unsent
      events.append(Self.event(event, &parser, input))
    }
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
