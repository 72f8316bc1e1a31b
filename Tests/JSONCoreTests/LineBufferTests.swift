import Glibc
import JSONCore
import Testing

@Suite struct LineBufferTests {
  private enum Seen: Equatable {
    case text(String)
    case tooLong(Int)
  }

  private func seen(_ line: LineBuffer.Line) -> Seen {
    switch line {
    case .text(let buffer, let range): .text(buffer.withSpan(range) { span in string(span) })
    case .tooLong(_, let range): .tooLong(range.count)
    }
  }

  private func string(_ span: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    for index in span.indices { bytes.append(span[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func lines(_ parts: [[UInt8]], limit: Int = 1 << 20) -> [Seen] {
    var buffer = LineBuffer(limit: limit)
    var found: [Seen] = []
    for part in parts {
      buffer.append(part)
      while let line = buffer.next() { found.append(seen(line)) }
    }
    while let line = buffer.last() { found.append(seen(line)) }
    return found
  }

  @Test func readsTextsCutAnywhere() {
    let text = Array("{\"a\":1}\r\n\n[2]\n\rx\r\r\nlast".utf8)
    let expected: [Seen] = [.text("{\"a\":1}"), .text(""), .text("[2]"), .text("\rx\r"), .text("last")]
    #expect(lines([text]) == expected)
    for first in text.indices {
      #expect(lines([Array(text[..<first]), Array(text[first...])]) == expected)
      for second in first..<text.count {
        #expect(lines([Array(text[..<first]), Array(text[first..<second]), Array(text[second...])]) == expected)
      }
    }
    #expect(lines(text.map { [$0] }) == expected)
  }

  @Test func yieldsNothingAfterTheLastLineFeed() {
    #expect(lines([Array("a\n".utf8)]) == [.text("a")])
    #expect(lines([]) == [])
    #expect(lines([Array("a\r".utf8)]) == [.text("a")])
  }

  @Test func reportsOversizedLinesOnceAndSkipsThem() {
    let long = [UInt8](repeating: 0x61, count: 11)
    let text = long + [0x0A] + Array("ok\n".utf8) + long
    let expected: [Seen] = [.tooLong(11), .text("ok"), .tooLong(11)]
    #expect(lines([text], limit: 10) == expected)
    for cut in text.indices {
      let kinds = lines([Array(text[..<cut]), Array(text[cut...])], limit: 10)
      #expect(kinds == expected)
    }
  }

  @Test func ignoresCarriageReturnsInTheLimit() {
    let line = Array("0123456789\r\n".utf8)
    for cut in line.indices {
      #expect(lines([Array(line[..<cut]), Array(line[cut...])], limit: 10) == [.text("0123456789")])
    }
    #expect(lines([Array("0123456789x\r\n".utf8)], limit: 10) == [.tooLong(11)])
  }

  @Test func linesLongerThanAChunkArrive() {
    let long = String(repeating: "x", count: 300_000)
    let text = Array("a\n\(long)\nb\n\(long)".utf8)
    let parts = stride(from: 0, to: text.count, by: 70_001).map { Array(text[$0..<min($0 + 70_001, text.count)]) }
    #expect(lines(parts) == [.text("a"), .text(long), .text("b"), .text(long)])
  }

  @Test func retainedLinesStayUnchanged() {
    var buffer = LineBuffer(limit: 1 << 20)
    var kept: [(JSONBytes, Range<Int>)] = []
    for number in 0..<5000 {
      buffer.append(Array("{\"number\":\(number),\"filling\":\"0123456789\"}\n".utf8))
      while case .text(let bytes, let range)? = buffer.next() { kept.append((bytes, range)) }
    }
    #expect(kept.count == 5000)
    for (number, line) in kept.enumerated() {
      #expect(line.0.withSpan(line.1) { string($0) } == "{\"number\":\(number),\"filling\":\"0123456789\"}")
    }
  }

  @Test func readsADescriptorToItsEnd() throws {
    var ends: [Int32] = [0, 0]
    try #require(unsafe pipe(&ends) == 0)
    let text = Array("one\ntwo".utf8)
    #expect(unsafe write(ends[1], text, text.count) == text.count)
    close(ends[1])
    defer { close(ends[0]) }
    var buffer = LineBuffer(limit: 100)
    let result1 = buffer.fill(from: ends[0])
    #expect(result1 == text.count)
    let result2 = buffer.next().map { seen($0) }
    #expect(result2 == .text("one"))
    let result3 = buffer.next().map { seen($0) }
    #expect(result3 == nil)
    let result4 = buffer.fill(from: ends[0])
    #expect(result4 == 0)
    let result5 = buffer.last().map { seen($0) }
    #expect(result5 == .text("two"))
    let result6 = buffer.last().map { seen($0) }
    #expect(result6 == nil)
    let result7 = buffer.fill(from: -1)
    #expect(result7 == -Int(EBADF))
  }
}
