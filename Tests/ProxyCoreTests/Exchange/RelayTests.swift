import HTTPWire
import LLMWire
import Testing

@testable import ProxyCore

@Suite struct RelayTests {
  private static let chat = """
    data: {"id":"c1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

    : keep-alive

    data: {"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"Hällo"},"finish_reason":null}]}

    data: {"id":"c1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

    data: {"id":"c1","model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}

    data: [DONE]


    """
  private static let messages = """
    event: message_start
    data: {"type":"message_start","message":{"id":"m1","model":"m","usage":{"input_tokens":3,"output_tokens":1}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}

    event: message_stop
    data: {"type":"message_stop"}


    """
  private static let responses = """
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","model":"m","status":"in_progress"}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":1,"item_id":"msg_1","output_index":0,"delta":"Hi"}

    event: response.completed
    data: {"type":"response.completed","sequence_number":2,"response":{"id":"resp_1","model":"m","status":"completed","usage":{"input_tokens":3,"output_tokens":4}}}


    """

  private static func head(_ fields: String) -> ResponseParser {
    var parser = ResponseParser()
    parser.begin()
    let bytes = Array("HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n".utf8)
    _ = parser.receive(bytes.span)
    return parser
  }

  /// What the client gets of a response that comes in these pieces.
  private static func relay(
    _ pieces: [[UInt8]], _ format: WireFormat, strips: Bool = false, secret: String? = nil,
    type: String = "text/event-stream"
  ) -> (text: String, usage: Int?, isWhole: Bool, failure: ProxyFailure?) {
    let relay = Relay(
      format, reads: true, stripsUsage: strips, secret: secret.flatMap { SecretFinder(Array($0.utf8)) })
    let parser = head("Transfer-Encoding: chunked\r\nContent-Type: \(type)")
    relay.begin(parser.head, asksForStream: true)
    let stream = FakeStream("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    var failure: ProxyFailure?
    for piece in pieces where failure == nil { failure = relay.receive(piece.span, to: stream) }
    failure = failure ?? relay.end(to: stream)
    relay.readUsage()
    stream.flush()
    return (stream.text, relay.scanner.usage.map { $0.prompt * 100 + $0.completion }, relay.isWhole, failure)
  }

  /// Wherever a stream is cut, the client gets the same bytes and the same is read in it.
  @Test(arguments: [("chat", true), ("chat", false), ("messages", false), ("responses", false)])
  func streamsCutAtEveryByte(name: String, strips: Bool) {
    let (text, format): (String, WireFormat) =
      switch name {
      case "chat": (Self.chat, .openAI)
      case "messages": (Self.messages, .anthropic)
      default: (Self.responses, .responses)
      }
    let bytes = Array(text.utf8)
    let whole = Self.relay([bytes], format, strips: strips)
    if strips {
      #expect(!whole.text.contains("usage") && whole.text.contains("[DONE]"))
    } else {
      #expect(whole.text == text)
    }
    #expect(whole.usage == 304 && whole.isWhole && whole.failure == nil)
    for cut in 1..<bytes.count {
      let found = Self.relay([Array(bytes[..<cut]), Array(bytes[cut...])], format, strips: strips)
      #expect(found.text == whole.text && found.usage == 304 && found.isWhole, "cut at \(cut)")
    }
    let byByte = Self.relay(bytes.map { [$0] }, format, strips: strips)
    #expect(byByte.text == whole.text && byByte.usage == 304)
  }

  /// A stream that ends before it says so is not whole, wherever that is.
  @Test func streamsThatEndAtEveryByte() {
    let bytes = Array(Self.messages.utf8)
    let end = bytes.count - 60
    for count in 1..<end where !Self.messages.utf8.prefix(count).elementsEqual(bytes) {
      let found = Self.relay([Array(bytes[..<count])], .anthropic)
      #expect(found.text == String(decoding: bytes[..<count], as: UTF8.self))
      #expect(!found.isWhole || found.text.contains("end_turn"), "ends at \(count)")
    }
  }

  /// Some providers send events without saying so.
  @Test func eventsWithoutAType() {
    let found = Self.relay([Array(Self.chat.utf8)], .openAI, strips: true, type: "text/plain; charset=utf-8")
    #expect(found.usage == 304 && !found.text.contains("usage"))
  }

  /// Others call them JSON, and the first bytes show what they are, wherever those are cut.
  @Test(arguments: [nil, "sk-secret-0123456789"]) func eventsThatAreCalledJSON(secret: String?) {
    for text in [Self.chat, "\u{FEFF}" + Self.chat, ": hi\n\n" + Self.chat] {
      let bytes = Array(text.utf8)
      for cut in 1..<12 {
        let found = Self.relay(
          [Array(bytes[..<cut]), Array(bytes[cut...])], .openAI, strips: true, secret: secret, type: "application/json")
        #expect(found.usage == 304 && found.isWhole && !found.text.contains("usage"), "cut at \(cut)")
        #expect(found.text.hasPrefix(String(text.prefix(9))) && found.text.hasSuffix("[DONE]\n\n"))
      }
    }
  }

  @Test(arguments: ["text/event-stream", "application/json", "text/plain"]) func bodiesWithAnyType(type: String) {
    for text in [#"{"usage":{"prompt_tokens":3,"completion_tokens":4}}"#, "dat", "\n", "d", "event stream"] {
      let bytes = Array(text.utf8)
      for cut in 0...bytes.count {
        let found = Self.relay([Array(bytes[..<cut]), Array(bytes[cut...])], .openAI, type: type)
        #expect(found.text == text && found.usage == (text.hasPrefix("{") ? 304 : nil))
      }
    }
  }

  /// More than is kept of a body: the client gets every byte, and the usage is read.
  @Test(arguments: [nil, "sk-secret-0123456789"]) func longBodies(secret: String?) {
    let list = String(repeating: "0.125,", count: 300_000)
    let text = #"{"data":[\#(list)0],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#
    let bytes = Array(text.utf8)
    for size in [10_000, 65_536, bytes.count] {
      let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
      let found = Self.relay(pieces, .openAI, secret: secret, type: "application/json")
      #expect(found.text == text && found.usage == 304 && found.isWhole)
    }
    let cut = Self.relay([Array(bytes.dropLast(9))], .openAI, secret: secret, type: "application/json")
    #expect(cut.usage == nil)
  }

  @Test func theKeyIsWithheldWhereverItIsCut() {
    let text = "data: {\"choices\":[{\"delta\":{\"content\":\"sk-secret-0123456789\"}}]}\n\n"
    let bytes = Array((Self.chat + text).utf8)
    for cut in stride(from: 1, to: bytes.count, by: 3) {
      let found = Self.relay(
        [Array(bytes[..<cut]), Array(bytes[cut...])], .openAI, secret: "sk-secret-0123456789")
      #expect(found.failure?.code == .upstreamInvalid && !found.text.contains("sk-secret"), "cut at \(cut)")
    }
  }

  /// Larger than any buffer: it goes out in parts, and what it cost is read all the same.
  @Test func largeEvents() {
    let image = String(repeating: "A", count: 1_600_000)
    let event =
      "data: {\"id\":\"c1\",\"choices\":[{\"delta\":{\"images\":[\"\(image)\"]},\"finish_reason\":\"stop\"}],"
      + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n"
    let bytes = Array(event.utf8)
    let pieces = stride(from: 0, to: bytes.count, by: 65_536).map { Array(bytes[$0..<min($0 + 65_536, bytes.count)]) }
    let found = Self.relay(pieces, .openAI)
    #expect(found.text == event && found.usage == 304 && found.isWhole)
  }

  /// In a coding nobody asked for: passes as it is, and is known to be unread.
  @Test func codedBodies() {
    let relay = Relay(.openAI, reads: true, stripsUsage: false, secret: nil)
    let parser = Self.head("Content-Length: 4\r\nContent-Type: application/json\r\nContent-Encoding: gzip")
    relay.begin(parser.head, asksForStream: false)
    let stream = FakeStream("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(relay.receive([0x1F, 0x8B, 8, 0].span, to: stream) == nil)
    relay.readUsage()
    stream.flush()
    #expect(stream.sent == [0x1F, 0x8B, 8, 0] && relay.isUnreadable)
  }

  /// A server may name a coding that is none: the key is looked for all the same.
  @Test(arguments: ["utf-8", "none", "gzip"]) func theKeyIsWithheldInAnyCoding(coding: String) {
    let secret = "sk-secret-0123456789"
    let relay = Relay(.openAI, reads: true, stripsUsage: false, secret: SecretFinder(Array(secret.utf8)))
    let parser = Self.head(
      "Transfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\nContent-Encoding: \(coding)")
    relay.begin(parser.head, asksForStream: true)
    let stream = FakeStream("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(relay.receive(Array("data: \(secret)".utf8).span, to: stream)?.code == .upstreamInvalid)
    stream.flush()
    #expect(!stream.text.contains(secret))
  }
}
