import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// Types that contain themselves.
@Suite struct RecursionTests {
  typealias Value = Recursion.Value

  @Test func listsAndTreesAreValues() throws {
    let text = #"{"list":{"value":1,"next":{"value":2,"next":null},"previous":null}}"#
    var value = try #require(decode(Value.self, text))
    #expect(value.list?.next?.value == 2)
    #expect(value.list?.previous == .some(nil))
    #expect(value.jsonText() == text)
    value.list?.next?.next = Recursion.Cell(value: 3, next: nil)
    #expect(
      value.jsonText() == #"{"list":{"value":1,"next":{"value":2,"next":{"value":3,"next":null}},"previous":null}}"#)
  }

  @Test func unionsHoldThemselves() throws {
    let text = #"{"expression":{"left":1.5,"right":{"left":2.5,"right":3.5}}}"#
    let value = try #require(decode(Value.self, text))
    let inner = Recursion.Sum(left: .number(2.5), right: .number(3.5))
    #expect(value.expression == .object(Recursion.Sum(left: .number(1.5), right: .object(inner))))
    #expect(value.jsonText() == text)
  }

  @Test func jsonItselfIsAType() throws {
    let text = #"{"json":{"a":[1.5,null,{"b":"c"}],"d":true}}"#
    let value = try #require(decode(Value.self, text))
    guard case .object(let members)? = value.json, case .array(let elements)? = members["a"] else {
      Issue.record("an object with an array")
      return
    }
    #expect(elements.count == 3)
    #expect(value.jsonText() == text)
  }

  @Test func arraysOfNothingElseStayText() throws {
    #expect(keepsBytes(Value.self, #"{"matrix":[[],[[]]]}"#))
    #expect(decode(Value.self, #"{"matrix":[[1]]}"#) == nil)
  }
}
