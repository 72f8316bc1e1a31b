import HTTPWire
import Testing
import WireTranscript

/// Lines that were in the head before are not read again: what is made of a head must not depend on what came before it.
@Suite struct SuccessiveHeadsTests {
  /// A generator whose numbers are the same in each run.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
    }
  }

  private static let requests = [
    "POST /v1/chat/completions HTTP/1.1", "Host: localhost:8080", "Authorization: Bearer sk-0123456789",
    "Content-Type: application/json", "X-Ratelimit-A: 1", "anthropic-beta: a", "Content-Length: 0",
  ]
  private static let responses = [
    "HTTP/1.1 200 OK", "Date: Mon, 30 Nov 2026 10:00:00 GMT", "Content-Type: application/json", "Server: a",
    "x-request-id: req_0123456789", "Content-Length: 0",
  ]
  /// Lines that come instead of others or between them: fine ones, and what must be refused wherever it is.
  private static let others = [
    "Host: localhost:8080", "Host: other", "Content-Length: 00", "content-length: 0", "X: y", "X : y", ": y", " folded",
    "\tfolded", "no colon", "X: a\u{7}b", "X: a\nY: b", "X: a\rb", "Transfer-Encoding: chunked", "Connection: close",
    "Expect: 100-continue", "Authorization: Bearer other", "Authorization:Bearer sk-0123456789  ", "",
    "GET / HTTP/1.1", "GET /v1/chat/completions HTTP/1.0", "POST /v1/chat/completions  HTTP/1.1", "HTTP/1.1 404 No",
    "HTTP/1.0 200 OK",
  ]

  private static func head(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) }

  private static func changed(_ lines: [String], _ numbers: inout Numbers) -> [UInt8] {
    var lines = lines
    for _ in 0..<Int.random(in: 0...2, using: &numbers) {
      let index = Int.random(in: 0..<lines.count, using: &numbers)
      switch Int.random(in: 0..<6, using: &numbers) {
      case 0: if lines.count > 1 { lines.remove(at: index) }
      case 1: lines.insert(lines[index], at: index)
      case 2: lines.insert(others.randomElement(using: &numbers) ?? "", at: index)
      case 3: lines[index] = others.randomElement(using: &numbers) ?? ""
      case 4: lines[index] = lines[index].lowercased()
      default: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &numbers))
      }
    }
    var bytes = head(lines)
    if Int.random(in: 0..<4, using: &numbers) == 0 {
      bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
    }
    return bytes
  }

  private static func cut(_ bytes: [UInt8], _ numbers: inout Numbers) -> [[UInt8]] {
    guard Bool.random(using: &numbers) else { return [bytes] }
    let location = Int.random(in: 0...bytes.count, using: &numbers)
    return [Array(bytes[..<location]), Array(bytes[location...])]
  }

  /// The messages behind the first `count`, and how it ended.
  private static func rest(_ transcript: Transcript, _ count: Int) -> Transcript {
    var transcript = transcript
    transcript.messages.removeFirst(min(count, transcript.messages.count))
    return transcript
  }

  @Test func requestsAreReadAsIfTheyWereTheFirst() {
    var numbers = Numbers(state: 1)
    var (accepted, refused) = (0, 0)
    for _ in 0..<40_000 {
      let former = Self.head(Self.requests)
      let next = Self.changed(Self.requests, &numbers)
      let alone = Transcript.requests([next])
      let behind = Transcript.requests(Self.cut(former + former + next, &numbers))
      #expect(Self.rest(behind, 2) == alone, "\(String(decoding: next, as: UTF8.self).debugDescription)")
      if alone.failure == nil { accepted += 1 } else { refused += 1 }
    }
    #expect(accepted > 5_000 && refused > 5_000)
  }

  @Test func responsesAreReadAsIfTheyWereTheFirst() {
    var numbers = Numbers(state: 2)
    for _ in 0..<40_000 {
      let former = Self.head(Self.responses)
      let next = Self.changed(Self.responses, &numbers)
      let alone = Transcript.responses([next])
      let behind = Transcript.responses(Self.cut(former + former + next, &numbers), expected: 3)
      #expect(Self.rest(behind, 2) == alone, "\(String(decoding: next, as: UTF8.self).debugDescription)")
    }
  }

  @Test func largeHeadsAreNotKept() {
    let large = Self.head(Self.requests + ["X-Large: " + String(repeating: "a", count: 5_000)])
    let next = Self.head(Self.requests)
    #expect(Self.rest(Transcript.requests(large + large + next), 2) == Transcript.requests(next))
  }

  /// Heads that are each a little different from the one before, at every limit.
  @Test func limitsHoldForLinesThatAreKnown() {
    let lines = Self.requests
    let head = Self.head(lines)
    for most in [head.count - 3, head.count - 1, head.count] {
      var limits = HTTPLimits()
      limits.head = most
      let transcript = Transcript.requests(head + Array("\r\n".utf8) + head, limits: limits)
      let alone = Transcript.requests(Array("\r\n".utf8) + head, limits: limits)
      let isFirstTaken = Transcript.requests(head, limits: limits).failure == nil
      #expect(Self.rest(transcript, 1) == (isFirstTaken ? alone : transcript))
    }
    var limits = HTTPLimits()
    limits.fields = lines.count - 1
    #expect(Transcript.requests(head + head, limits: limits).failure == nil)
    let more = Self.head(lines + ["X: y"])
    #expect(Transcript.requests(head + more, limits: limits).failure == .tooManyFields)
  }
}
