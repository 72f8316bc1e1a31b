import HTTPWire
import Testing
import WireTranscript

/// Bodies of requests, and where the next request begins.
@Suite struct RequestBodyTests {
  /// The response to HEAD has no body, but the request may have one, as any other (RFC 9110, 9.3.2).
  @Test func headRequestsEndLikeOthers() {
    let text =
      "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
      + "GET /b HTTP/1.1\r\nHost: a\r\n\r\n"
    everyCut(Array(text.utf8)) { pieces, how in
      let found = Transcript.requests(pieces)
      #expect(found.failure == nil && found.messages.allSatisfy { $0.isComplete }, "\(how)")
      let firsts = ["head /  http11 false", "head /a  http11 false", "get /b  http11 false"]
      #expect(found.messages.map(\.first) == firsts, "\(how)")
      #expect(found.messages.map(\.body) == [[], Array("ab".utf8), []], "\(how)")
    }
  }

  static let chunkedHead = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

  static func transcript(_ text: String, limits: HTTPLimits = HTTPLimits()) -> Transcript {
    let whole = Transcript.requests(text, limits: limits)
    if text.utf8.count < 2000 {
      everyCut(Array(text.utf8)) { pieces, how in
        #expect(Transcript.requests(pieces, limits: limits) == whole, "\(text.debugDescription) \(how)")
      }
    }
    return whole
  }

  @Test func chunksAreJoined() {
    for (body, expected) in [
      ("0\r\n\r\n", ""), ("3\r\nabc\r\n0\r\n\r\n", "abc"),
      ("1\r\na\r\n00a\r\n0123456789\r\n000\r\n\r\n", "a0123456789"),
      ("3;a ; b = c;d=\"; \\\" =\" ;e\r\nabc\r\n0\r\n\r\n", "abc"),
      ("A;x\r\n0123456789\r\n0;y=\"z\"\t\r\n\r\n", "0123456789"), ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"),
      ("1\r\na\r\n0\r\nContent-Length: 9\r\nX:\t\r\n\r\n", "a"),
    ] {
      let found = Self.transcript(Self.chunkedHead + body)
      #expect(found.failure == nil && found.messages.map(\.isComplete) == [true], "\(body.debugDescription)")
      #expect(found.messages.first?.body == Array(expected.utf8), "\(body.debugDescription)")
      #expect(found.messages.first?.fields.count == 2, "trailers are no fields")
    }
  }

  @Test func rejectsBadChunks() {
    for (body, expected) in [
      ("\r\n", HTTPFailure.invalidChunkSize), ("x\r\n", .invalidChunkSize), ("-1\r\n", .invalidChunkSize),
      ("0x3\r\n", .invalidChunkSize),
      (" 3\r\n", .invalidChunkSize), ("3 \r\n", .invalidChunkSize), ("3 ;a\r\n", .invalidChunkSize),
      ("3\n", .bareLineFeed), ("\n", .bareLineFeed),
      ("3\rx", .bareCarriageReturn), ("3;a\nb\r\n", .bareLineFeed), ("3;a\rb\r\n", .bareCarriageReturn),
      ("3;\u{0}\r\n", .invalidChunkExtension), ("3;\r\n", .invalidChunkExtension), ("3; \r\n", .invalidChunkExtension),
      ("3;a;\r\n", .invalidChunkExtension), ("3;;a\r\n", .invalidChunkExtension), ("3;a=\r\n", .invalidChunkExtension),
      ("3;=b\r\n", .invalidChunkExtension), ("3;a b\r\n", .invalidChunkExtension), ("3;a@\r\n", .invalidChunkExtension),
      ("3;a=b=c\r\n", .invalidChunkExtension), ("3;a=\"b\r\n", .invalidChunkExtension),
      ("3;a=\"b\\\"\r\n", .invalidChunkExtension), ("3;a=\"b\"c\r\n", .invalidChunkExtension),
      ("3;\u{E9}\r\n", .invalidChunkExtension), ("3\r\nabcd\r\n", .missingChunkEnd), ("3\r\nabc\n", .missingChunkEnd),
      ("3\r\nabc\rx", .missingChunkEnd),
      ("8000000000000000\r\n", .bodyTooLarge), ("ffffffffffffffffffffff\r\n", .bodyTooLarge),
      ("800001\r\n", .bodyTooLarge),
      (String(repeating: "0", count: 300) + "1\r\n", .invalidChunkSize), ("0\r\n X: a\r\n\r\n", .foldedLine),
      ("0\r\nX\r\n\r\n", .missingColon),
      ("0\r\n: a\r\n\r\n", .emptyFieldName), ("0\r\nX : a\r\n\r\n", .spaceInFieldName),
      ("0\r\nX: \u{7}\r\n\r\n", .controlInFieldValue),
      ("0\r\nX: a\n\r\n", .bareLineFeed), ("0\r\nX: a\rb\r\n", .bareCarriageReturn), ("0\r\n\n", .bareLineFeed),
      ("0\r\n\rx", .bareCarriageReturn),
      ("0\r\nX(: a\r\n\r\n", .invalidFieldName),
      ("3;" + String(repeating: "a", count: 255) + "\r\nabc\r\n0\r\n\r\n", nil as HTTPFailure?),
      ("3;" + String(repeating: "a", count: 256) + "\r\n", .chunkExtensionTooLong),
      (String(repeating: "1;" + String(repeating: "a", count: 200) + "\r\nx\r\n", count: 50), .chunkExtensionTooLong),
      ("0\r\n" + String(repeating: "X: y\r\n", count: 98) + "\r\n", nil),
      ("0\r\n" + String(repeating: "X: y\r\n", count: 99) + "\r\n", .tooManyFields),
      ("0\r\nX: " + String(repeating: "y", count: 9000) + "\r\n\r\n", .headTooLarge),
    ] {
      #expect(Self.transcript(Self.chunkedHead + body).failure == expected, "\(body.prefix(60).debugDescription)")
    }
  }

  @Test func lengthsAreExact() {
    for (length, expected) in [
      ("3", nil), ("0003", nil), ("+3", HTTPFailure.invalidContentLength), ("3, 3", .invalidContentLength),
      ("3.0", .invalidContentLength),
      ("", .invalidContentLength), ("9223372036854775807", .bodyTooLarge),
      ("9223372036854775808", .invalidContentLength),
      ("99999999999999999999999", .invalidContentLength), ("8388609", .bodyTooLarge),
    ] {
      let found = Self.transcript("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\nabc")
      #expect(found.failure == expected, "\(length)")
      if expected == nil { #expect(found.messages.first?.body == Array("abc".utf8)) }
    }
  }

  @Test func requestsFollowEachOther() {
    let first = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
    let second = Self.chunkedHead + "2\r\nde\r\n0\r\n\r\n"
    let third = "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n"
    let found = Self.transcript(first + second + third + first)
    #expect(found.failure == nil)
    #expect(found.messages.map(\.body) == ["abc", "de", "", "abc"].map { Array($0.utf8) })
    #expect(found.messages.map(\.isComplete) == [true, true, true, true])
    #expect(Self.transcript(first + "x" + third).failure == nil, "a method of another name")
    #expect(Self.transcript(first + "\r\n\r\n" + third).failure == .bareLineFeed)
  }

  @Test func aRequestEndsOnlyAtItsEnd() {
    let head = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n".utf8)
    let body = Array("abGET".utf8)
    let nothing: [UInt8] = []
    var parser = RequestParser()
    var states = [parser.isInRequest]
    var events: [WireStep] = []
    func give(_ bytes: Span<UInt8>) {
      events.append(parser.receive(bytes))
      states.append(parser.isInRequest)
    }
    give(head.span.extracting(0..<10))
    give(head.span.extracting(10..<head.count))
    give(body.span)
    give(body.span.extracting(2..<5))
    give(nothing.span)
    #expect(events.map(\.event) == [.needMore, .head, .body(0..<2), .end, .needMore])
    #expect(events.map(\.consumed) == [10, head.count - 10, 2, 0, 0])
    #expect(states == [false, true, true, true, false, false])
  }

  @Test func theRouteSetsTheLimit() {
    let head = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n".utf8)
    #expect(Self.limited(head, to: 3, body: "abc") == [.head, .body(0..<3)])
    #expect(Self.limited(head, to: 2, body: "abc") == [.head, .failed(.bodyTooLarge), .failed(.bodyTooLarge)])
    let chunked = Array(Self.chunkedHead.utf8)
    #expect(Self.limited(chunked, to: 4, body: "3\r\nabc\r\n") == [.head, .body(3..<6)])
    #expect(Self.limited(chunked, to: 2, body: "3\r\nabc\r\n") == [.head, .failed(.bodyTooLarge)])
  }

  private static func limited(_ head: [UInt8], to limit: Int, body: String) -> [WireEvent] {
    var parser = RequestParser()
    var events = [parser.receive(head.span).event]
    if let failure = parser.limitBody(to: limit) { events.append(.failed(failure)) }
    let body = Array(body.utf8)
    events.append(parser.receive(body.span).event)
    return events
  }

  @Test func expectsContinueOnlyWithABody() {
    for (fields, expected) in [
      ("Content-Length: 3\r\nExpect: 100-Continue", true), ("Expect: 100-continue", false),
      ("Content-Length: 3", false),
    ] {
      let first = Transcript.requests("POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n").messages.first?.first
      #expect(first?.hasSuffix(" \(expected)") == true, "\(fields)")
    }
  }
}
