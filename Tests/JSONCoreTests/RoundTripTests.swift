import JSONCore
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: [
    0.0, 1, -1.5, 0.1, 0.00284025, 1e21, 123456789.125, 1.7976931348623157e308, 2.2250738585072014e-308, 0.093, 1e-7,
    9007199254740992.0, 0.30000000000000004,
  ])
  func doublesReadBackAsWritten(value: Double) {
    var writer = JSONWriter()
    writer.double(value)
    var reader = JSONReader(writer.copy())
    let result1 = reader.double()
    #expect(result1 == value)
    let finished = reader.finish()
    #expect(finished)
  }

  @Test func stringsAreEscaped() {
    var writer = JSONWriter()
    writer.string("a\"\\\n\u{1}é😀 long enough to be words 12345678 abc")
    #expect(writer.bytes == Array(#""a\"\\\n\u0001é😀 long enough to be words 12345678 abc""#.utf8))
  }
}
