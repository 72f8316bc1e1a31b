package import HTTPWire

/// What came out of a parser, written down so that two runs can be compared.
package struct Transcript: Equatable {
  package struct Message: Equatable {
    package var first = ""
    package var fields: [String] = []
    package var framing = BodyFraming.none
    package var keepAlive = true
    package var body: [UInt8] = []
    package var isComplete = false
  }

  package var messages: [Message] = []
  package var failure: HTTPFailure?

  /// The bytes in one piece.
  package static func requests(_ bytes: [UInt8], limits: HTTPLimits = HTTPLimits()) -> Transcript {
    requests([bytes], limits: limits)
  }

  package static func requests(_ text: String, limits: HTTPLimits = HTTPLimits()) -> Transcript {
    requests(Array(text.utf8), limits: limits)
  }

  /// The bytes in pieces, each given until the parser needs more.
  package static func requests(_ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits()) -> Transcript {
    var parser = RequestParser(limits: limits)
    var transcript = Transcript()
    for piece in pieces {
      var rest = piece.span
      while true {
        let step = parser.receive(rest)
        if step.event == .head { transcript.messages.append(Message(parser.head)) }
        transcript.take(step.event, rest)
        rest = rest.extracting(step.consumed..<rest.count)
        if transcript.failure != nil { return transcript }
        if step.event == .needMore { break }
      }
    }
    return transcript
  }

  /// As many responses as are announced, and then the end of the connection.
  package static func responses(
    _ pieces: [[UInt8]], expected: Int = 1, limits: HTTPLimits = .response
  ) -> Transcript {
    var parser = ResponseParser(limits: limits)
    var transcript = Transcript()
    parser.begin()
    for piece in pieces {
      var rest = piece.span
      reading: while true {
        let step = parser.receive(rest)
        if step.event == .head { transcript.messages.append(Message(parser.head)) }
        transcript.take(step.event, rest)
        rest = rest.extracting(step.consumed..<rest.count)
        switch step.event {
        case .failed: return transcript
        case .needMore: break reading
        case .end: if transcript.messages.count < expected { parser.begin() }
        case .head, .body: break
        }
      }
    }
    let nothing: [UInt8] = []
    transcript.take(parser.closed(), nothing.span)
    return transcript
  }

  package static func responses(_ text: String, expected: Int = 1, limits: HTTPLimits = .response) -> Transcript {
    responses([Array(text.utf8)], expected: expected, limits: limits)
  }

  private mutating func take(_ event: WireEvent, _ input: Span<UInt8>) {
    switch event {
    case .needMore, .head: break
    case .body(let range): messages[messages.count - 1].body += array(input.extracting(range))
    case .end: messages[messages.count - 1].isComplete = true
    case .failed(let found): failure = found
    }
  }
}

extension Transcript.Message {
  init(_ head: borrowing RequestHead) {
    first = "\(head.method) \(text(head, head.path)) \(text(head, head.query)) \(head.version) \(head.expectsContinue)"
    framing = head.framing
    keepAlive = head.keepAlive
    fields = lines(head)
  }

  init(_ head: borrowing ResponseHead) {
    first = "\(head.status) \(head.version)"
    framing = head.framing
    keepAlive = head.keepAlive
    fields = lines(head)
  }
}

package func text<Head: MessageHead & ~Copyable>(_ head: borrowing Head, _ range: Range<Int>) -> String {
  head.with(range) { String(decoding: array($0), as: UTF8.self) }
}

private func lines<Head: MessageHead & ~Copyable>(_ head: borrowing Head) -> [String] {
  var lines: [String] = []
  for index in 0..<head.fields.count {
    let line = head.fields[index]
    lines.append("\(line.field) \(text(head, line.name)): \(text(head, line.value))")
  }
  return lines
}

package func array(_ span: Span<UInt8>) -> [UInt8] {
  var bytes: [UInt8] = []
  for index in span.indices { bytes.append(span[index]) }
  return bytes
}

/// The bytes cut in two at every position, in single bytes, and in pieces of a few sizes.
package func everyCut(_ bytes: [UInt8], _ body: ([[UInt8]], String) -> Void) {
  for location in 0...bytes.count {
    body([Array(bytes[..<location]), Array(bytes[location...])], "cut at \(location)")
  }
  for size in [1, 2, 3, 7, 8, 9, 13] where size < bytes.count {
    body(
      stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }, "by \(size)")
  }
}
