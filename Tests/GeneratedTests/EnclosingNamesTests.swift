import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// Types that have the name of the enum they are in, of the type of its schema, or of a keyword.
@Suite struct EnclosingNamesTests {
  @Test func allowsADefinitionNamedLikeItsFile() throws {
    let text = #"{"first":{"line":{"n":1},"id":2}}"#
    let value = try #require(decode(Order.Value.self, text))
    #expect(value == Order.Value(first: Order.Order_2(line: Order.Line(n: 1), id: 2)))
    #expect(value.jsonText() == text)
    #expect(decode(Order.Value.self, #"{"first":{"line":{"m":1}}}"#) == nil)
  }

  @Test func allowsARecursiveDefinitionNamedLikeItsFile() throws {
    let text = #"{"tree":{"label":"a","left":{"label":"b"},"children":[{"label":"c","right":{"label":"d"}}]}}"#
    let value = try #require(decode(Node.Value.self, text))
    #expect(value.tree?.children?[0] == Node.Node_2(label: "c", right: Node.Node_2(label: "d")))
    #expect(value.jsonText() == text)
    #expect(!Node.Value.isValid(#"{"tree":{"label":"a","left":{}}}"#))
  }

  @Test func allowsAFileNamedValue() throws {
    let text = #"{"part":{"n":1},"again":{"n":2}}"#
    let value = try #require(decode(Value_.Value.self, text))
    #expect(value == Value_.Value(part: Value_.Part(n: 1), again: .object(Value_.Part(n: 2))))
    #expect(value.jsonText() == text)
    #expect(keepsBytes(Value_.Value.self, #"{"part":{},"again":"text"}"#))
  }

  @Test func nestedDefinitionsAndHelpersStayApart() throws {
    let text =
      #"{"one":{"kind":"outer","inner":{"outer":{"kind":"outer"}}},"two":{"kind":"checks","names":["a"]},"three":{"kind":"outer"},"four":[{}]}"#
    let value = try #require(decode(Outer.Value.self, text))
    #expect(value.one?.inner?.outer == Outer.Outer_2())
    #expect(value.two == Outer.OuterValueChecks(names: ["a"]))
    #expect(value.jsonText() == text)
    #expect(!Outer.Value.isValid(#"{"two":{"kind":"checks","names":["A"]}}"#))
  }

  @Test func allowsFilesNamedLikeKeywords() throws {
    let text = #"{"any":{"key":"k","more":"Any"},"pattern":"ab","numbers":[9]}"#
    let value = try #require(decode(`Any`.Value.self, text))
    #expect(value.any == `Any`.Any_2(key: "k", more: .any_2))
    #expect(value.any.map { "\($0)".hasPrefix("Any_2(key: <secret>, more: ") } == true)
    #expect(value.jsonText() == text)
    #expect(!`Any`.Value.isValid(#"{"numbers":[10]}"#))
  }
}
