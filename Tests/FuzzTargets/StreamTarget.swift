import WireTranscript

/// Event streams mean the same wherever they are cut, and as a plain reading of the standard; their blocks are
/// the stream. The first byte is the size of the pieces.
enum StreamTarget {
  static func contradiction(in bytes: [UInt8]) -> String? {
    guard let size = bytes.first, size > 0 else { return nil }
    let text = Array(bytes.dropFirst())
    let pieces = pieces(of: text, size: Int(size))
    let whole = StreamTranscript([text])
    let cut = StreamTranscript(pieces)
    if whole.dispatched != cut.dispatched { return "events in pieces of \(size) are others" }
    for blocks in [whole.blocks, cut.blocks] where !text.starts(with: blocks.joined()) {
      return "the blocks are not the stream"
    }
    if whole.dispatched != plainly(text) { return "the standard sees other events" }
    // The line feed behind a carriage return counts for the block after it when it comes alone.
    let truncated = [[text], pieces].map { StreamTranscript($0, limit: 32).truncated }
    if !text.contains(0x0D), truncated[0] != truncated[1] { return "the limit depends on the cut" }
    return contradictionOfParts(text, pieces, whole)
  }

  /// What is given out is the stream, however small the parts; and what is read of it is the same, where it is read.
  private static func contradictionOfParts(
    _ text: [UInt8], _ pieces: [[UInt8]], _ whole: StreamTranscript
  ) -> String? {
    let settings = [(1 << 20, 1, 0), (1 << 20, 5, 3), (1 << 20, 1, 8), (32, 8, 3), (0, 1, 0)]
    for (limit, partThreshold, keepsBack) in settings {
      let how = "with a limit of \(limit), parts of \(partThreshold), \(keepsBack) kept back"
      let found = StreamTranscript(pieces, limit: limit, partThreshold: partThreshold, keepsBack: keepsBack)
      if let contradiction = found.contradiction { return "\(contradiction) \(how)" }
      if found.given != text { return "another stream is given out \(how)" }
      if found.events.count != whole.events.count { return "another number of blocks \(how)" }
      for (number, event) in found.events.enumerated() {
        let expected = found.truncated.contains(number) ? StreamTranscript.Event() : whole.events[number]
        if event != expected { return "event \(number) is another \(how)" }
      }
    }
    return nil
  }

  /// The events of a stream, line by line as WHATWG HTML 9.2.6 has it.
  private static func plainly(_ bytes: [UInt8]) -> [StreamTranscript.Event] {
    var events: [StreamTranscript.Event] = []
    var event = StreamTranscript.Event()
    for line in lines(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes) {
      if line.isEmpty {
        if event.data != nil { events.append(event) }
        event = StreamTranscript.Event()
        continue
      }
      let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
      var value = line[colon...].dropFirst()
      if value.first == 0x20 { value = value.dropFirst() }
      let text = String(decoding: value, as: UTF8.self)
      switch String(decoding: line[..<colon], as: UTF8.self) {
      case "data": event.data = event.data.map { $0 + "\n" + text } ?? text
      case "event": event.name = text
      case "id": if !value.contains(0) { event.id = text }
      case "retry": if !value.isEmpty, value.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) { event.retry = text }
      default: break
      }
    }
    return events
  }

  /// The lines that have an end.
  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == 0x0D {
      if bytes[index] == 0x0A, index > 0, bytes[index - 1] == 0x0D {
        start = index + 1
        continue
      }
      lines.append(bytes[start..<index])
      start = index + 1
    }
    return lines
  }
}
