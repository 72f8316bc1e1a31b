import HTTPWire
import Testing
import WireTranscript

@Suite struct HeadWriterTests {
  @Test func readsWhatItWrites() {
    var writer = HeadWriter()
    let target = Array("/v1/chat/completions?a=%20".utf8)
    let key = Array("sk-1".utf8)
    writer.request(.post, target.span)
    writer.field("host", "api.example.com")
    writer.field("authorization", "Bearer ", key.span)
    writer.field("x-key", key.span)
    writer.field("transfer-encoding", "chunked")
    expectFinish(&writer, true)
    let body = [UInt8](repeating: 0x61, count: 300)
    writer.chunk(body.span)
    writer.chunk(body.span.extracting(0..<0))
    writer.chunk(body.span.extracting(0..<16))
    writer.lastChunk()
    let found = Transcript.requests(writer.bytes)
    #expect(found.failure == nil && found.messages.first?.isComplete == true)
    #expect(found.messages.first?.body == [UInt8](repeating: 0x61, count: 316))
    #expect(
      found.messages.first?.fields == [
        "host host: api.example.com", "authorization authorization: Bearer sk-1", "other x-key: sk-1",
        "transferEncoding transfer-encoding: chunked",
      ])
  }

  @Test func responsesAreWritten() {
    for status in 100..<600 {
      var writer = HeadWriter()
      writer.response(status)
      writer.field("content-length", 0)
      writer.field("x-large", 1_234_567_890)
      expectFinish(&writer, true)
      let found = Transcript.responses([writer.bytes])
      guard status >= 200 else { continue }
      #expect(found.messages.first?.first == "\(status) http11" && found.failure == nil, "\(status)")
      #expect(found.messages.first?.fields.last == "other x-large: 1234567890")
    }
  }

  @Test func rejectsLineEndsInValues() {
    for byte in UInt8.min...UInt8.max {
      let value: [UInt8] = [0x61, byte, 0x62]
      let isControl = byte < 0x20 && byte != 0x09 || byte == 0x7F
      var writer = HeadWriter()
      writer.response(200)
      writer.field("x", value.span)
      expectFinish(&writer, !isControl, "\(byte)")
      writer.reset()
      writer.response(200)
      writer.field("x", "Bearer ", value.span)
      expectFinish(&writer, !isControl, "\(byte)")
    }
    for target in ["", "a", "*", "/a b", "/a\r\nX: y", "/a#", "/\u{E9}", "/a\u{0}", "http://a/"] {
      var writer = HeadWriter()
      let bytes = Array(target.utf8)
      writer.request(.get, bytes.span)
      expectFinish(&writer, false, "\(target.debugDescription)")
    }
    var writer = HeadWriter()
    writer.response(99)
    expectFinish(&writer, false)
    writer.response(200)
    writer.field("x", "a\r\nb: c")
    expectFinish(&writer, false)
    writer.response(200)
    writer.field("content-length", -1)
    expectFinish(&writer, false)
  }

  @Test func fieldsOfAMessageAreCopied() {
    let text = Array(
      "HTTP/1.1 429 x\r\nRetry-After: 7\r\nX-RateLimit-Reset-Tokens: 1s\r\nServer: y\r\nContent-Length: 0\r\n\r\n".utf8)
    var parser = ResponseParser()
    parser.begin()
    let step = parser.receive(text.span)
    #expect(step.event == .head)
    var writer = HeadWriter()
    writer.response(parser.head.status)
    for index in 0..<parser.head.fields.count {
      let line = parser.head.fields[index]
      if line.field == .retryAfter || line.field == .xRateLimit { writer.field(line, of: parser.head.bytes.span) }
    }
    expectFinish(&writer, true)
    let written = String(decoding: writer.bytes, as: UTF8.self)
    #expect(written == "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nX-RateLimit-Reset-Tokens: 1s\r\n\r\n")
  }
}

extension HeadWriterTests {
  /// The head of a request, written with what `body` takes from it; nil when it is refused.
  private func written(
    _ fields: [String], _ body: (borrowing RequestHead, inout HeadWriter) -> Void
  ) -> String? {
    let text = Array((["GET / HTTP/1.1", "Host: a"] + fields + ["", ""]).joined(separator: "\r\n").utf8)
    var parser = RequestParser()
    guard parser.receive(text.span).event == .head else { return nil }
    var writer = HeadWriter()
    writer.response(200)
    body(parser.head, &writer)
    guard writer.finish() else { return nil }
    return String(decoding: writer.bytes.dropFirst(17).dropLast(2), as: UTF8.self)
  }

  @Test(arguments: [
    ([], ""), (["Anthropic-Beta: a"], "anthropic-beta: a\r\n"),
    (["anthropic-beta: a", "Anthropic-Beta: b,c", "ANTHROPIC-BETA:d"], "anthropic-beta: a, b,c, d\r\n"),
    (["anthropic-beta:", "anthropic-beta: b", "anthropic-beta: "], "anthropic-beta: b\r\n"),
    (["anthropic-beta:"], "anthropic-beta: \r\n"), (["anthropic-beta-x: a"], ""),
  ]) func joinsAllLinesOfAList(fields: [String], expected: String) {
    let found = written(fields) { head, writer in writer.joinedField(.anthropicBeta, of: head) }
    #expect(found == expected)
  }

  @Test func visitsAllValuesOfAField() {
    var values: [String] = []
    _ = written(["tracestate: a=1", "x: y", "Tracestate:", "TRACESTATE: b=2"]) { head, _ in
      head.forEachValue(of: .tracestate) { values.append(String(decoding: array($0), as: UTF8.self)) }
      head.forEachValue(of: .cookie) { values.append("cookie \($0.count)") }
    }
    #expect(values == ["a=1", "", "b=2"])
  }

  /// What a proxy does that forwards all fields of a provider, those that it does not know too.
  @Test func forwardsLinesByPrefix() {
    let long = "Anthropic-\(String(repeating: "x", count: 40))"
    let fields = [
      "anthropic-beta: a", "Anthropic-Dangerous-Direct-Browser-Access: true", "ANTHROPIC-BETA: b", "x-anthropic-a: c",
      "anthropic: d", "Connection: close, anthropic-hop , \(long)1", "Anthropic-Hop: e", "\(long)1: f", "\(long)2: g",
    ]
    let found = written(fields) { head, writer in
      head.forEachLine { line, name, _ in
        guard name.beginsIgnoringCase(with: "anthropic-"), !head.isConnectionField(line) else { return }
        writer.field(line, of: head)
      }
    }
    let expected = [
      "anthropic-beta: a", "Anthropic-Dangerous-Direct-Browser-Access: true", "ANTHROPIC-BETA: b", "\(long)2: g", "",
    ]
    #expect(found == expected.joined(separator: "\r\n"))
  }
}

/// Ends a head and returns whether that succeeds; of one that was refused nothing is left.
private func expectFinish(_ writer: inout HeadWriter, _ isGood: Bool, _ comment: Comment = "") {
  let isFinished = writer.finish()
  let isEmpty = writer.bytes.isEmpty
  #expect(isFinished == isGood && isEmpty == !isGood, comment)
}
