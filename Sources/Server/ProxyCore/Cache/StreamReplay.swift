import JSONCore
import LLMWire

/// A stored response that came whole, as the events of a stream: what its provider would have sent, with all text in one
/// piece. Each format's events are those that its SDKs put together again.
struct StreamReplay: ~Copyable {
  private(set) var writer = JSONWriter(capacity: 4096)
  /// Of events that are numbered.
  private var number = 0

  /// Nil for a response that has something in it which is not known here: it is asked for anew.
  ///
  /// - Parameter includesUsage: whether the client asked for it; of formats that say it only then.
  static func events(of body: JSONBytes, _ format: APIFormat, includesUsage: Bool) -> JSONBytes? {
    let line = oneLine(body)
    guard let whole = RawObject(JSONSlice(unchecked: line, range: 0..<line.count)) else { return nil }
    var replay = StreamReplay()
    let isWritten =
      switch format {
      case .openai: replay.writeChunks(whole, includesUsage: includesUsage)
      case .anthropic: replay.writeMessage(whole)
      case .responses: replay.writeResponse(whole)
      }
    return isWritten ? replay.writer.copy() : nil
  }

  /// The data of an event are one line. Between values of JSON a space is as good as a line feed, and inside of a text
  /// there is none.
  private static func oneLine(_ body: JSONBytes) -> JSONBytes {
    var bytes = body.withSpan(0..<body.count) { span in span.indices.map { span[$0] } }
    for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == 0x0D { bytes[index] = 0x20 }
    return JSONBytes(bytes)
  }

  mutating func event(_ type: StaticString, _ data: (inout JSONWriter) -> Void) {
    writer.literal("event: ")
    writer.literal(type)
    writer.literal("\ndata: {\"type\":\"")
    writer.literal(type)
    writer.literal("\"")
    data(&writer)
    writer.literal("}\n\n")
  }

  /// The same with the number of the event.
  mutating func numbered(_ type: StaticString, _ data: (inout JSONWriter) -> Void) {
    let number = number
    self.number += 1
    event(type) { writer in
      writer.literal(",\"sequence_number\":")
      writer.integer(number)
      data(&writer)
    }
  }

  mutating func data(_ write: (inout JSONWriter) -> Void) {
    writer.literal("data: {")
    write(&writer)
    writer.literal("}\n\n")
  }

  mutating func done() { writer.literal("data: [DONE]\n\n") }
}
