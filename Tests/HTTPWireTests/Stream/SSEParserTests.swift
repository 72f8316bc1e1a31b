import HTTPWire
import Testing
import WireTranscript

@Suite struct SSEParserTests {
  typealias Event = StreamTranscript.Event

  /// Streams and what a client sees of them. The first ones are the examples of the standard.
  static let streams: [(text: String, events: [Event])] = [
    ("data: YHOO\ndata: +2\ndata: 10\n\n", [Event(data: "YHOO\n+2\n10")]),
    (
      ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
      [Event(data: "first event", id: "1"), Event(data: "second event", id: ""), Event(data: " third event")]
    ),
    ("data\n\ndata\ndata\n\ndata:", [Event(data: ""), Event(data: "\n")]),
    ("data:test\n\ndata: test\n\n", [Event(data: "test"), Event(data: "test")]),
    (
      "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n",
      [Event(name: "add", data: "73857293"), Event(name: "remove", data: "2153")]
    ),
    ("\u{FEFF}data: marked\n\n", [Event(data: "marked")]),
    ("\u{FEFF}\ndata: marked\n\n", [Event(data: "marked")]),
    ("\u{FEFF}\u{FEFF}data: twice\n\n", []),
    ("data: a\n\n\u{FEFF}data: late\n\n", [Event(data: "a")]),
    ("event\ndata: x\n\nevent: y\nevent\ndata: z\n\n", [Event(data: "x"), Event(data: "z")]),
    ("event: a\nevent: b\ndata: x\n\n", [Event(name: "b", data: "x")]),
    (
      "retry: 1000\ndata: x\n\nretry: 10s\ndata: y\n\nretry:\ndata: z\n\n",
      [Event(data: "x", retry: "1000"), Event(data: "y"), Event(data: "z")]
    ),
    ("id: a\u{0}b\ndata: x\n\nid: \u{1}\ndata: y\n\n", [Event(data: "x"), Event(data: "y", id: "\u{1}")]),
    ("datax: a\n data: b\nDATA: c\ndat\ndata : d\n\n", []),
    (": keep-alive\n\n\n\ndata: [DONE]\n\n", [Event(data: "[DONE]")]),
    ("data: {\"a\":\t1,\"b\":\"\u{1}\u{B}\"}\n\n", [Event(data: "{\"a\":\t1,\"b\":\"\u{1}\u{B}\"}")]),
    ("data: ünïcödé 😀\n\n", [Event(data: "ünïcödé 😀")]),
    (
      "event: message_start\ndata: {\"type\":\"message_start\"}\n\nevent: ping\ndata: {}\n\n",
      [Event(name: "message_start", data: "{\"type\":\"message_start\"}"), Event(name: "ping", data: "{}")]
    ),
    ("data\u{0}\ndata: x\nid\u{0}\nevent\u{0}\u{0}\n\n", [Event(data: "x")]),
    ("data: cut", []),
    ("", []),
  ]

  static let lineEnds = ["\n", "\r\n", "\r"]

  @Test(arguments: lineEnds) func readsStreamsCutAnywhere(lineEnd: String) {
    for (text, expected) in Self.streams {
      let bytes = Array(text.replacing("\n", with: lineEnd).utf8)
      let whole = StreamTranscript([bytes])
      #expect(whole.dispatched == expected, "\(text.debugDescription)")
      everyCut(bytes) { pieces, how in
        let cut = StreamTranscript(pieces)
        #expect(cut.dispatched == expected, "\(text.debugDescription) \(how)")
        // Where a carriage return and its line feed are parted, the line feed goes to the next block.
        let joined = cut.blocks.flatMap { $0 }
        #expect(joined == Array(bytes.prefix(joined.count)), "\(text.debugDescription) \(how)")
        if lineEnd != "\r\n" { #expect(cut.blocks == whole.blocks, "\(text.debugDescription) \(how)") }
      }
    }
  }

  @Test func readsMixedLineEndsCutAnywhere() {
    let bytes = Array("data: a\r\ndata: b\ndata: c\r\r\n\ndata: d\r\n\rdata: e\n\r\n\r\ndata: f\r\rdata: g\n\n".utf8)
    let whole = StreamTranscript([bytes])
    #expect(whole.dispatched.map(\.data) == ["a\nb\nc", "d", "e", "f", "g"])
    everyCut(bytes) { pieces, how in #expect(StreamTranscript(pieces).dispatched == whole.dispatched, "\(how)") }
  }

  @Test(arguments: lineEnds) func droppingABlockDropsOnlyItsEvent(lineEnd: String) {
    let text = "data: a\n\n: comment\n\ndata: b\nevent: x\n\ndata: usage\n\ndata: [DONE]\n\n"
    let bytes = Array(text.replacing("\n", with: lineEnd).utf8)
    let whole = StreamTranscript([bytes])
    everyCut(bytes) { pieces, how in
      let cut = StreamTranscript(pieces)
      for index in cut.events.indices {
        var relayed = cut.blocks
        relayed.remove(at: index)
        var expected = cut.events
        expected.remove(at: index)
        let seen = StreamTranscript([relayed.flatMap { $0 }])
        #expect(seen.dispatched == expected.filter { $0.data != nil }, "\(how), without \(index)")
      }
      #expect(cut.dispatched == whole.dispatched)
    }
  }

  @Test func theWorkIsLinear() {
    for line in ["data: x\n", "\n", "data: \(String(repeating: "y", count: 500))\n", "\t\t\t\t", "\r", "data"] {
      for size in [1, 3, 64] {
        let text = Array(String(repeating: line, count: 40_000 / line.utf8.count).utf8) + Array("\n\n".utf8)
        let pieces = stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min($0 + size, text.count)]) }
        let work = StreamTranscript(pieces).work
        #expect(work <= 4 * text.count + 64, "\(line.debugDescription) by \(size): \(work) for \(text.count)")
      }
    }
  }
}
