import Testing

@testable import JSONCore

@Suite struct TakeTests {
  /// Empty, within the first room, beyond it, and in a room that is mostly empty.
  @Test(arguments: [0, 1, 63, 64, 65, 4096, 5000, 100_000], [64, 4096, 1 << 20])
  func whatWasWrittenIsTaken(count: Int, capacity: Int) {
    var writer = JSONWriter(capacity: capacity)
    let text = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 % 90 + 33) }
    writer.raw(text)
    let bytes = writer.take()
    #expect(bytes.count == count && bytes.bytes == text)
    #expect(bytes.capacity <= max(2 * count + 512, count))
  }

  /// A reader may load behind the end: there are zeros, as behind every text.
  @Test func theTextEnds() {
    var writer = JSONWriter(capacity: 64)
    writer.string("a\"b")
    var reader = JSONReader(writer.take())
    #expect(reader.string() && reader.takeString() == "a\"b" && reader.finish())
  }

  @Test func lentTextIsEscaped() {
    var writer = JSONWriter()
    let text = Array("plain \"quoted\" \\ \n\t".utf8)
    writer.string(unchecked: text.span)
    #expect(writer.take().bytes == Array(#""plain \"quoted\" \\ \n\t""#.utf8))
  }
}
