import Testing
import WireTranscript

@testable import HTTPWire

/// Blocks that are given out before their end has come, and blocks that are longer than the limit.
@Suite struct SSEPartTests {
  static let settings = [
    (limit: 1 << 20, partThreshold: 1, keepsBack: 0), (1 << 20, 6, 0), (1 << 20, 1, 4), (1 << 20, 9, 7), (24, 8, 3),
    (24, 1, 0), (24, 64, 20), (0, 1, 0),
  ]

  @Test(arguments: settings, SSEParserTests.lineEnds)
  func givesTheSameCutAnywhere(_ setting: (limit: Int, partThreshold: Int, keepsBack: Int), lineEnd: String) {
    let text =
      "\u{FEFF}event: a\ndata: \(String(repeating: "x", count: 30))\ndata: y\n\n: ping\n\ndata: b\nid: 1\n\n"
      + "retry: 5\n\n\ndata: \(String(repeating: "z", count: 40))\n\ndata: cut"
    let bytes = Array(text.replacing("\n", with: lineEnd).utf8)
    let whole = StreamTranscript([bytes])
    everyCut(bytes) { pieces, how in
      let cut = StreamTranscript(
        pieces, limit: setting.limit, partThreshold: setting.partThreshold, keepsBack: setting.keepsBack)
      #expect(cut.contradiction == nil, "\(how)")
      #expect(cut.given == bytes, "\(how)")
      #expect(cut.events.count == whole.events.count, "\(how)")
      for (number, event) in cut.events.enumerated() {
        let expected = cut.truncated.contains(number) ? StreamTranscript.Event() : whole.events[number]
        #expect(event == expected, "\(how), event \(number)")
      }
      if setting.limit == 1 << 20 { #expect(cut.truncated.isEmpty) }
    }
  }

  @Test(arguments: ["\n", "\r"]) func truncatesOversizedBlocksCutAnywhere(lineEnd: String) {
    for size in 0...40 {
      let text = "data: a\n\ndata: \(String(repeating: "x", count: size))\n\ndata: b\n\n"
      let bytes = Array(text.replacing("\n", with: lineEnd).utf8)
      everyCut(bytes) { pieces, how in
        let found = StreamTranscript(pieces, limit: 30)
        #expect(found.truncated == (size + 8 > 30 ? [1] : []), "\(size) \(how)")
        #expect(found.events.count == 3 && found.events.first?.data == "a" && found.events.last?.data == "b")
        #expect(found.given == bytes, "\(size) \(how)")
      }
    }
  }

  /// A line end that is cut belongs to the block that it ends, though nothing of that block is there any more.
  @Test func endsTruncatedBlocksAtCutLineEnds() {
    let bytes = Array("data: \(String(repeating: "x", count: 20))\r\n\r\ndata: b\r\n\r\n".utf8)
    everyCut(bytes) { pieces, how in
      let found = StreamTranscript(pieces, limit: 10, partThreshold: 1)
      #expect(found.truncated.contains(0) && found.given == bytes, "\(how)")
      #expect(StreamTranscript(pieces, limit: 16, partThreshold: 1).dispatched.map(\.data) == ["b"], "\(how)")
    }
  }

  @Test func givesSmallBlocksWhole() {
    let bytes = Array(String(repeating: "data: \(String(repeating: "x", count: 1000))\n\n", count: 100).utf8)
    let pieces = stride(from: 0, to: bytes.count, by: 777).map { Array(bytes[$0..<min($0 + 777, bytes.count)]) }
    #expect(StreamTranscript(pieces, partThreshold: 64 << 10).parts.isEmpty)
  }

  /// An image of 3 MiB in one event: on its way before its end, and read whole.
  @Test func passesAndReadsLargeEvents() {
    let line = Array("data: ".utf8) + [UInt8](repeating: 0x78, count: 3 << 20) + Array("\n".utf8)
    let event = line + Array("data: y\n\n".utf8)
    let stream = event + Array("data: b\n\n".utf8)
    let found = StreamTranscript(
      pieces(of: stream, size: 16_000), limit: 32 << 20, partThreshold: 64 << 10, keepsBack: 500)
    #expect(found.contradiction == nil && found.given == stream && found.truncated.isEmpty)
    #expect(found.parts.count > 30 && found.parts.allSatisfy { $0.count < 64 << 10 + 16_000 })
    #expect(found.dispatched.map { $0.data?.utf8.count } == [3 << 20 + 2, 1])
    #expect(found.work < 4 * stream.count)
  }

  @Test(arguments: [32 << 20, 300_000]) func boundsAndReleasesMemory(limit: Int) {
    let event = Array("data: ".utf8) + [UInt8](repeating: 0x78, count: 2_000_000) + Array("\n\ndata: b\n\n".utf8)
    var parser = SSEParser(limit: limit, keepsBack: 500)
    var (largest, sent, isTruncated) = (0, 0, false)
    for piece in pieces(of: event, size: 10_000) {
      var rest = piece.span
      reading: while true {
        let step = parser.next(rest)
        largest = max(largest, parser.held.count)
        switch step.outcome {
        case .needMore: break reading
        case .part(let part): sent += part.bytes.count
        case .event(let event):
          if event.sentCount > 0 { (isTruncated, sent) = (event.isTruncated, event.sentCount - sent) }
        }
        rest = rest.extracting(step.consumed..<rest.count)
      }
    }
    #expect(sent == 0, "the event counts what the parts had")
    #expect(isTruncated == (limit == 300_000))
    #expect(largest <= min(limit, event.count) + 10_000)
    #expect(parser.held.capacity <= 64 << 10)
  }

  /// A relay that looks through `lookahead` of parts and `unsent` of events gives out no byte of a secret.
  @Test func keepsBackWhatASecretMayBeginIn() throws {
    let secret = Array("sk-0123456789abcdef".utf8)
    let finder = try #require(SecretFinder(secret))
    let filler = [UInt8](repeating: 0x79, count: 3 * finder.longest)
    for offset in stride(from: 0, through: filler.count, by: 7) {
      let event = Array("data: ".utf8) + filler[..<offset] + secret + filler[offset...] + Array("\n\n".utf8)
      for limit in [1 << 20, 200] {
        for size in [1, 50, 333] {
          let sent = relayed(pieces(of: event, size: size), limit: limit, finder)
          #expect(sent.map { event.starts(with: $0) && $0.count <= 6 + offset } == true, "\(offset) by \(size)")
        }
      }
    }
  }

  /// What goes out before the secret is found; nil when it is not.
  private func relayed(_ pieces: [[UInt8]], limit: Int, _ finder: SecretFinder) -> [UInt8]? {
    var parser = SSEParser(limit: limit, partThreshold: 1, keepsBack: finder.longest)
    var sent: [UInt8] = []
    for piece in pieces {
      var rest = piece.span
      reading: while true {
        let step = parser.next(rest)
        switch step.outcome {
        case .needMore: break reading
        case .part(let part):
          if parser.withPart(part.lookahead, { finder.occurs(in: $0) }) { return sent }
          parser.withPart(part.bytes) { sent.append($0) }
        case .event(let event):
          if parser.with(event.unsent, of: event, in: rest, { finder.occurs(in: $0) }) { return sent }
          parser.with(event.unsent, of: event, in: rest) { sent.append($0) }
        }
        rest = rest.extracting(step.consumed..<rest.count)
      }
    }
    return nil
  }

  @Test func theWorkIsLinear() {
    let block = Array("data: \(String(repeating: "x", count: 100_000))\n\n".utf8)
    for (limit, keepsBack, size) in [(1 << 20, 0, 1), (1000, 0, 1), (1000, 300, 1), (1000, 300, 64), (0, 300, 3)] {
      let found = StreamTranscript(
        pieces(of: block + block, size: size), limit: limit, partThreshold: 1, keepsBack: keepsBack)
      #expect(found.work <= 4 * 2 * block.count, "\(limit), \(keepsBack) by \(size): \(found.work)")
    }
  }

  private func pieces(of bytes: [UInt8], size: Int) -> [[UInt8]] {
    stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
  }
}
