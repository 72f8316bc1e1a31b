import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// Defaults that need room: in types that contain themselves, and for numbers of many digits.
@Suite struct FilledDefaultsTests {
  @Test func recursiveTypesHaveDefaults() throws {
    typealias Node = RecursiveDefaults.Node
    let value = try #require(decode(RecursiveDefaults.Value.self, "{}"))
    #expect(value == RecursiveDefaults.Value())
    #expect(value.node == Node(v: 1))
    #expect(value.list == [Node(next: Node(v: 2))])
    #expect(value.indirect == Node(next: Node(v: 3)))
    #expect(decode(RecursiveDefaults.Value.self, value.jsonText()) == value)
  }

  @Test func recursiveUnionsHaveDefaults() throws {
    let value = try #require(decode(RecursiveDefaults.Value.self, "{}"))
    guard case .object(let tree) = value.tree else {
      Issue.record("an object")
      return
    }
    #expect(tree.children.count == 2)
    #expect(tree.children[0] == .string("leaf"))
  }

  @Test func aDefaultMayEndWithNull() throws {
    let value = try #require(decode(RecursiveDefaults.Value.self, #"{"end":{}}"#))
    #expect(value.end == RecursiveDefaults.End(next: RecursiveDefaults.End(next: nil)))
    #expect(value.end == RecursiveDefaults.End())
    let deep = try #require(decode(RecursiveDefaults.Value.self, #"{"end":{"next":{}}}"#))
    #expect(deep.end?.next?.next == RecursiveDefaults.End(next: nil))
  }

  @Test func typesThatHoldEachOtherHaveDefaults() throws {
    let value = try #require(decode(RecursiveDefaults.Value.self, #"{"outer":{"inner":{}}}"#))
    #expect(value.outer?.inner?.outer == RecursiveDefaults.Outer(label: "of inner"))
    #expect(value.outer?.label == "outer")
    var changed = value
    changed.outer?.inner?.outer.label = "other"
    #expect(changed.jsonText().contains(#""outer":{"label":"outer","inner":{"outer":{"label":"other"}}}"#))
    #expect(changed != value)
    #expect(decode(RecursiveDefaults.Value.self, changed.jsonText()) == changed)
  }

  @Test func numbersOfManyDigitsAreKept() throws {
    let value = try #require(decode(ExactDefaults.Value.self, "{}"))
    #expect(value == ExactDefaults.Value())
    #expect(value.integer.decimal == JSONDecimal(text: "12345678901234567890123"))
    #expect(value.bounded == value.integer)
    #expect(value.number.decimal == JSONDecimal(text: "0.12345678901234567890123"))
    #expect(value.referred.text == "18446744073709551615")
    #expect(value.list.map(\.decimal) == [JSONDecimal(1), JSONDecimal(text: "99999999999999999999")])
    #expect(value.object.n?.decimal == JSONDecimal(text: "1e20"))
    #expect(value.pair.rest.map(\.decimal) == [JSONDecimal(text: "1e19")])
    #expect(value.map["a"]??.decimal == JSONDecimal(text: "9007199254740993"))
    #expect(ExactDefaults.Value.isValid(value.json()))
    #expect(decode(ExactDefaults.Value.self, value.jsonText()) == value)
  }

  @Test func unionsAndTextKeepThemToo() throws {
    let value = try #require(decode(ExactDefaults.Value.self, "{}"))
    guard case .integer(let number) = value.union else {
      Issue.record("an integer")
      return
    }
    #expect(number.decimal == JSONDecimal(text: "1e22"))
    #expect(
      JSONValue(text: String(decoding: value.anything.bytes, as: UTF8.self)) == JSONValue(text: #"{"big":1e400}"#))
  }

  @Test func othersStayPlain() throws {
    let value = ExactDefaults.Value()
    #expect((value.plain, value.double, value.whole) == (1e300, 18_014_398_509_481_984, 1000))
  }
}
