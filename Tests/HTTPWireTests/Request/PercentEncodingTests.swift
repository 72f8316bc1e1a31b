import HTTPWire
import Testing

@Suite struct PercentEncodingTests {
  private func decoded(_ text: String) -> [UInt8] { PercentEncoding.decoded(Array(text.utf8).span) }

  @Test func decodesOnce() {
    #expect(decoded("a%2Fb%3ac") == Array("a/b:c".utf8))
    #expect(decoded("%252F") == Array("%2F".utf8))
    #expect(decoded("%FF%00") == [0xFF, 0])
    #expect(decoded("plain+text") == Array("plain+text".utf8))
    #expect(decoded("") == [])
  }

  @Test(arguments: ["%", "%2", "a%", "%zz", "%2g"])
  func keepsBrokenEscapes(text: String) { #expect(decoded(text) == Array(text.utf8)) }

  @Test func valuesOfParameters() {
    func value(_ name: StaticString, _ query: String) -> [UInt8]? {
      QueryParameters.value(of: name, in: Array(query.utf8).span)
    }
    let query = "limit=20&after_id=a%2Fb&empty=&limit=30&x"
    #expect(value("limit", query) == Array("20".utf8))
    #expect(value("after_id", query) == Array("a/b".utf8))
    #expect(value("empty", query) == [])
    #expect(value("x", query) == nil)
    #expect(value("imit", query) == nil)
    #expect(value("limit", "") == nil)
  }
}
