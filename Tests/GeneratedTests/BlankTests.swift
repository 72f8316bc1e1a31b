import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// Blank values, which decoders fill.
@Suite struct BlankTests {
  @Test func aTypeWithoutValuesRejectsEveryText() {
    #expect(decode(Endless.Value.self, "{}") != nil)
    for text in [
      #"{"first":{"kind":"first","next":{"kind":"second","next":{"kind":"first"}}}}"#, #"{"first":{}}"#,
      #"{"first":null}"#,
    ] {
      #expect(decode(Endless.Value.self, text) == nil)
    }
  }

  /// The first case holds two more of the union, so that its blank value would have no end.
  @Test func readsUnionsThatHoldThemselvesFirst() throws {
    let text =
      #"{"shape":{"kind":"group","front":{"kind":"dot","label":"a label of some length"},"back":{"kind":"dot","label":""}}}"#
    let value = try #require(decode(Endless.Value.self, text))
    #expect(value.jsonText() == text)
    guard case .group(let group)? = value.shape, case .dot(let dot) = group.front else {
      Issue.record("a group with a dot in front")
      return
    }
    #expect(dot.label == "a label of some length")
  }
}
