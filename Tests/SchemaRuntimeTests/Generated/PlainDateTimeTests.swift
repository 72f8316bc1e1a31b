import JSONCore
import SchemaRuntime
import Testing

/// Generated code looks at date-times of the usual form eight bytes at a time; the whole check must agree.
struct PlainDateTimeTests {
  private static let plain = ["2026-01-01T00:00:00Z", "1999-12-28T23:59:59.999Z", "0000-01-01T00:00:00.000Z"]

  @Test func theUsualFormIsKnown() {
    for text in Self.plain { #expect(Self.isPlain(text)) }
  }

  @Test func everyChangeOfOneByteAgreesWithTheWholeCheck() {
    let bytes = Array(" !\"+-./0123456789:;?@ATZ[`atz{\u{7F}".utf8)
    for text in Self.plain {
      for index in text.utf8.indices {
        for byte in bytes where byte != 0x22 {
          var changed = Array(text.utf8)
          changed[text.utf8.distance(from: text.utf8.startIndex, to: index)] = byte
          Self.compare(String(decoding: changed, as: UTF8.self))
        }
      }
    }
  }

  @Test func everyDayAndTimeAgreesWithTheWholeCheck() {
    for first in 0..<100 {
      for second in 0..<100 {
        Self.compare("2023-\(two(first))-\(two(second))T12:00:00Z")
        Self.compare("2023-06-15T\(two(first)):\(two(second)):00.125Z")
      }
      Self.compare("2023-06-15T10:00:\(two(first))Z")
    }
  }

  private func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  private static func compare(_ text: String) {
    let isValid = Format.dateTime.isValid(Array(text.utf8))
    if isPlain(text) { #expect(isValid, "\(text)") }
    #expect(token(text) { $0.tokenIs(.dateTime) } == isValid, "\(text)")
  }

  private static func isPlain(_ text: String) -> Bool { token(text) { $0.tokenIsPlainDateTime() } }

  private static func token(_ text: String, _ check: (inout JSONReader) -> Bool) -> Bool {
    var reader = JSONReader(JSONBytes("\"\(text)\""))
    return reader.string() && check(&reader)
  }
}
