import HTTPWire
import Testing
import WireTranscript

@Suite struct ResponseParserTests {
  static func transcript(_ text: String, expected: Int = 1) -> Transcript {
    let whole = Transcript.responses(text, expected: expected)
    everyCut(Array(text.utf8)) { pieces, how in
      #expect(Transcript.responses(pieces, expected: expected) == whole, "\(text.debugDescription) \(how)")
    }
    return whole
  }

  @Test func endsBodiesAsTheHeadDeclares() {
    for (text, framing, keepAlive, body) in [
      ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", BodyFraming.length(3), true, "abc"),
      ("HTTP/1.1 200\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", .length(0), false, ""),
      ("HTTP/1.1 429 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", .chunked, true, "abc"),
      ("HTTP/1.1 200 OK\r\nX: y\r\n\r\nabc", .untilClose, false, "abc"),
      ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n", .untilClose, false, ""),
      ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", .length(1), false, "a"),
      ("HTTP/1.1 204 No Content\r\n\r\n", .none, true, ""),
      ("HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n", .none, true, ""),
      (
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
        .length(1), true, "a"
      ),
    ] {
      let found = Self.transcript(text)
      #expect(found.failure == nil, "\(text.debugDescription)")
      #expect(found.messages.count == 1 && found.messages[0].isComplete, "\(text.debugDescription)")
      #expect(found.messages.first?.framing == framing && found.messages.first?.keepAlive == keepAlive)
      #expect(found.messages.first?.body == Array(body.utf8), "\(text.debugDescription)")
    }
  }

  @Test func distinguishesTruncatedResponses() {
    let whole = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n".utf8)
    for count in 0..<whole.count {
      let failure = Transcript.responses([Array(whole[..<count])]).failure
      #expect(failure == (count == 0 ? .closedBeforeResponse : .responseCut), "\(count)")
    }
    #expect(Transcript.responses("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab").failure == .responseCut)
    #expect(Transcript.responses("HTTP/1.1 100 Continue\r\n\r\n").failure == .responseCut)
  }

  @Test func rejectsInvalidResponses() {
    for (text, expected) in [
      ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n", HTTPFailure.repeatedField(.contentLength)),
      ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", .lengthAndTransferEncoding),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .unsupportedTransferEncoding),
      ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInHTTP10),
      ("HTTP/1.1 200 OK\r\n folded\r\n\r\n", .foldedLine), ("HTTP/1.1 200 OK\nX: y\n\n", .bareLineFeed),
      ("HTTP/1.1 099 OK\r\n\r\n", .invalidStatusLine), ("HTTP/1.1 600 OK\r\n\r\n", .invalidStatusLine),
      ("HTTP/1.1 2000 OK\r\n\r\n", .invalidStatusLine),
      ("HTTP/1.1 20 OK\r\n\r\n\r\n\r\n", .invalidStatusLine), ("HTTP/2.0 200 OK\r\n\r\n", .invalidStatusLine),
      ("HTTP/1.1\r\n\r\nxxxxxxxx", .invalidStatusLine),
      ("HTTP/1.1 200 O\u{7}K\r\n\r\n", .invalidStatusLine), ("<html>nothing of HTTP</html>\n", .invalidStatusLine),
      ("HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n", .unexpectedUpgrade),
      (String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 9), .tooManyInterimResponses),
      ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n\r\n", .unexpectedResponse),
      ("HTTP/1.1 204 No Content\r\n\r\nx", .unexpectedResponse),
    ] { #expect(Self.transcript(text).failure == expected, "\(text.debugDescription)") }
  }

  @Test func acceptsFurtherResponsesOnlyOnRequest() {
    let one = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"
    let found = Self.transcript(one + one, expected: 2)
    #expect(found.failure == nil && found.messages.map(\.isComplete) == [true, true])
    var parser = ResponseParser()
    let bytes = Array(one.utf8)
    let events = [parser.closed(), parser.receive(bytes.span).event, parser.closed()]
    #expect(events == [.needMore, .failed(.unexpectedResponse), .failed(.unexpectedResponse)])
  }

  @Test func usesUpstreamLimits() {
    let many = (0..<5000).map { "X-\($0): y\r\n" }.joined()
    #expect(Transcript.responses("HTTP/1.1 204 x\r\n\(many)\r\n").failure == nil)
    #expect(Transcript.responses("HTTP/1.1 204 x\r\n\(many)Y: z\r\n\r\n").failure == .tooManyFields)
    let large = String(repeating: "X: \(String(repeating: "y", count: 50_000))\r\n", count: 7)
    #expect(Transcript.responses("HTTP/1.1 204 x\r\n\(large)\r\n").failure == .headTooLarge)
  }
}
