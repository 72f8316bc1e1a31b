import RedisWire
import Testing

@Suite struct RedisReplyParserTests {
  private static let replies: [(text: String, reply: RedisReply)] = [
    ("+OK\r\n", .simple(Array("OK".utf8))), ("+\r\n", .simple([])),
    ("-ERR no\r\n", .error(Array("ERR no".utf8))),
    (":0\r\n", .integer(0)), (":-1\r\n", .integer(-1)), (":9223372036854775807\r\n", .integer(.max)),
    (":-9223372036854775808\r\n", .integer(.min)),
    ("$0\r\n\r\n", .bulk([])), ("$4\r\na\r\nb\r\n", .bulk(Array("a\r\nb".utf8))), ("$-1\r\n", .null),
    ("*-1\r\n", .null), ("*0\r\n", .array([])),
    (
      "*3\r\n:1\r\n*2\r\n$1\r\nx\r\n$-1\r\n+y\r\n",
      .array([
        .integer(1), .array([.bulk(Array("x".utf8)), .null]), .simple(Array("y".utf8)),
      ])
    ),
  ]

  /// Cut at every byte, with the next reply behind.
  @Test func readsWhateverTheCut() {
    for (text, reply) in Self.replies {
      let bytes = Array(text.utf8)
      for cut in 0...bytes.count {
        #expect(Self.events([Array(bytes[..<cut]), bytes[cut...] + bytes]) == [.reply(reply), .reply(reply)])
      }
    }
  }

  @Test(arguments: [
    ("%1\r\n", RedisReplyFailure.kind), ("\r\n", .kind), ("+a\nb\r\n", .lineEnd), ("+a\rb\r\n", .lineEnd),
    (":\r\n", .number), (":+1\r\n", .number), (":01\r\n", .number), (":-0\r\n", .number), (":-\r\n", .number),
    (":9223372036854775808\r\n", .number), (":-9223372036854775809\r\n", .number), (":1 \r\n", .number),
    ("$-2\r\n", .length), ("*-2\r\n", .length), ("$1\r\nab\r\n", .lineEnd), ("$1\r\na\rb", .lineEnd),
    ("$8388609\r\n", .tooLarge), ("*262145\r\n", .tooLarge),
  ])
  func rejects(_ text: String, _ failure: RedisReplyFailure) {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      #expect(Self.events([Array(bytes[..<cut]), Array(bytes[cut...])]).last == .failed(failure), "\(text)")
    }
  }

  @Test func boundsWhatAReplyTakes() {
    var limits = RedisReplyLimits()
    limits.line = 4
    limits.total = 1000
    limits.depth = 2
    #expect(Self.events([Array("+12345".utf8)], limits) == [.failed(.tooLarge)])
    #expect(Self.events([Array("*1\r\n*1\r\n:1\r\n".utf8)], limits).count == 1)
    #expect(Self.events([Array("*1\r\n*1\r\n*1\r\n:1\r\n".utf8)], limits) == [.failed(.tooDeep)])
    // Many small ones are too much together, and the next reply begins anew.
    #expect(
      Self.events([Array(("*15\r\n" + String(repeating: ":1\r\n", count: 15)).utf8)], limits) == [.failed(.tooLarge)])
    let small = Array(("*10\r\n" + String(repeating: ":1\r\n", count: 10)).utf8)
    #expect(Self.events([small + small], limits).count == 2)
  }

  /// What is wrong stays wrong.
  @Test func readsNothingBehindAFailure() {
    #expect(Self.events([Array("?".utf8), Array("+OK\r\n".utf8)]) == [.failed(.kind), .failed(.kind)])
  }

  private static func events(
    _ pieces: [[UInt8]], _ limits: RedisReplyLimits = RedisReplyLimits()
  ) -> [RedisReplyParser.Event] {
    var parser = RedisReplyParser(limits)
    var events: [RedisReplyParser.Event] = []
    for piece in pieces {
      var start = 0
      while start < piece.count {
        let step = parser.receive(piece.span.extracting(start..<piece.count))
        start += step.consumed
        if step.event != .needMore { events.append(step.event) }
        if case .failed = step.event { break }
      }
    }
    return events
  }
}
