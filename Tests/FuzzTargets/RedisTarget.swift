import RedisWire

/// Replies mean the same wherever they are cut, and are written as they were read; a text is a URL or none. The first byte
/// is the size of the pieces.
enum RedisTarget {
  static func contradiction(in bytes: [UInt8]) -> String? {
    guard let size = bytes.first, size > 0 else { return nil }
    let text = Array(bytes.dropFirst())
    if let url = try? RedisURL(text), "\(url)" != "(URL of Redis)" { return "a URL shows what it is" }
    let whole = events(of: [text])
    if events(of: pieces(of: text, size: Int(size))) != whole { return "replies in pieces of \(size) are others" }
    for case .reply(let reply) in whole {
      if events(of: [written(reply)]) != [.reply(reply)] { return "a reply is another when it is written again" }
    }
    return nil
  }

  private static func events(of pieces: [[UInt8]]) -> [RedisReplyParser.Event] {
    var parser = RedisReplyParser()
    var events: [RedisReplyParser.Event] = []
    for piece in pieces {
      var start = 0
      while start < piece.count {
        let step = parser.receive(piece.span.extracting(start..<piece.count))
        start += step.consumed
        if step.event != .needMore { events.append(step.event) }
        if case .failed = step.event { return events }
      }
    }
    return events
  }

  private static func written(_ reply: RedisReply) -> [UInt8] {
    switch reply {
    case .simple(let text): Array("+".utf8) + text + Array("\r\n".utf8)
    case .error(let text): Array("-".utf8) + text + Array("\r\n".utf8)
    case .integer(let number): Array(":\(number)\r\n".utf8)
    case .bulk(let text): Array("$\(text.count)\r\n".utf8) + text + Array("\r\n".utf8)
    case .null: Array("$-1\r\n".utf8)
    case .array(let elements): Array("*\(elements.count)\r\n".utf8) + elements.flatMap { written($0) }
    }
  }
}
