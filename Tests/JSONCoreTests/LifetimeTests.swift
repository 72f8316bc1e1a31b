import JSONCore
import Testing

/// What is read from a buffer that nobody else holds. Optimized, an object may be freed after its last use, and the
/// allocator then writes over its first bytes; so these run on optimized code as well.
@Suite struct LifetimeTests {
  /// Longer than what a string holds in itself.
  private static let long = "0123456789abcdefghijklmnopqrstuvwxyz"

  /// Of a length that only the run knows, so that nothing is folded into a constant.
  @inline(never)
  private static func text(_ repeats: Int) -> String { String(repeating: long, count: repeats) }

  @Test func aSliceOfText() throws {
    for repeats in 1...64 {
      let text = "[\"\(Self.text(repeats))\",{}]"
      #expect(try JSONSlice(text).description == text)
    }
    #expect(throws: JSONFailure.unexpectedEnd) { try JSONSlice("[\"\(Self.text(3))\"") }
    #expect(throws: JSONFailure.trailingBytes) { try JSONSlice("{} \(Self.text(1))") }
  }

  @Test func aReaderOverATemporaryBuffer() {
    for repeats in 1...64 {
      let text = Self.text(repeats)
      var strings = JSONReader(JSONBytes("[\"\(text)\",\"\(text)\"]"))
      let values = strings.beginArray() ? strings.elements { $0.text() } : nil
      let isRead = strings.endArray() && strings.finish()
      #expect(isRead)
      #expect(values?.map(\.description) == [text, text])
      var names = JSONReader(JSONBytes("{\"\(text)\":1,\"\(text)x\":2}"))
      let isSkipped = names.skipValue() && names.finish()
      #expect(isSkipped)
      var numbers = JSONReader(JSONBytes(String(repeating: "7", count: repeats)))
      let number = numbers.decimal()
      #expect(number?.isInteger == true)
    }
  }

  @Test func aReaderOverATemporarySlice() throws {
    for repeats in 1...64 {
      let text = Self.text(repeats)
      var reader = JSONReader(try JSONSlice("{\"value\":\"\(text)\"}").detached())
      let isNamed = reader.beginObject() && reader.key() && reader.tokenEquals("value")
      #expect(isNamed)
      let value = reader.text()
      #expect(value?.description == text)
      let ends = reader.endObject() && reader.finish()
      #expect(ends)
    }
  }

  @Test func escapesOfATemporaryBuffer() {
    for repeats in 1...64 {
      let text = Self.text(repeats)
      var reader = JSONReader(JSONBytes("\"\\u0041\(text)\\n\""))
      let string = reader.text()
      #expect(string?.description == "A\(text)\n")
    }
  }

  @Test func bytesOfTemporaries() {
    for repeats in 1...64 {
      let text = Self.text(repeats)
      let utf8 = Array(text.utf8)
      #expect(JSONBytes(text).bytes == utf8)
      #expect(JSONBytes(utf8)[0] == 0x30)
      #expect(JSONBytes(text).withSpan(0..<utf8.count) { $0[0] } == 0x30)
      #expect(JSONBytes("\n\n" + text).location(of: 2).line == 3)
      #expect(JSONString(text).bytes == utf8)
      #expect(JSONString(text)[0] == 0x30)
      #expect(JSONString(text).withSpan { $0[0] } == 0x30)
      #expect(JSONString(text).detached().description == text)
      #expect(JSONString(text).isEqual(to: "0") == false)
      #expect(JSONString(text) == JSONString(text))
      #expect(JSONString(text).hashValue == JSONString(text).hashValue)
      #expect(JSONSlice(constant: text).bytes == utf8)
      #expect(JSONSlice(constant: text).detached().description == text)
    }
  }

  @Test func textOfTemporariesIsWritten() throws {
    for repeats in 1...64 {
      let text = Self.text(repeats)
      var writer = JSONWriter()
      writer.string(JSONString(text))
      writer.raw(try JSONSlice("[\"\(text)\"]"))
      #expect(writer.copy().bytes == Array("\"\(text)\"[\"\(text)\"]".utf8))
    }
  }

  /// One reader hands out more strings than it takes references at once.
  @Test func stringsOutliveTheirReader() {
    let text = "[" + [String](repeating: "\"\(Self.long)\"", count: 10_000).joined(separator: ",") + "]"
    var kept: [JSONString] = []
    do {
      var reader = JSONReader(JSONBytes(text))
      kept = reader.beginArray() ? reader.elements { $0.text() } ?? [] : []
    }
    #expect(kept.count == 10_000)
    #expect(kept.allSatisfy { $0.description == Self.long })
  }

  /// What another thread may still be reading is not written to, neither are the bytes behind it.
  @Test func neverReadsIntoSharedChunks() {
    var lines = LineBuffer(limit: 1000)
    lines.append(Array("\"first\"\n\"sec".utf8))
    guard case .text(let first, let range) = lines.next() else { return #expect(Bool(false)) }
    let count = first.count
    lines.append(Array("ond\"\n".utf8))
    guard case .text(let second, let position) = lines.next() else { return #expect(Bool(false)) }
    #expect(first.count == count)
    #expect(first !== second)
    #expect(JSONSlice(unchecked: first, range: range).description == "\"first\"")
    #expect(JSONSlice(unchecked: second, range: position).description == "\"second\"")
  }
}
