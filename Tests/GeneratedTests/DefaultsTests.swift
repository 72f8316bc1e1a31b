import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// A default may be any JSON value; decoding and building in Swift give the same one.
@Suite struct DefaultsTests {
  @Test func absentMembersGetTheirDefaults() throws {
    let value = try #require(decode(Defaults.Value.self, "{}"))
    #expect(value == Defaults.Value())
    #expect(value.text == "a \"quote\"")
    #expect(value.list == [1, 2])
    #expect(value.point == Defaults.Point(x: 1, y: 7, label: "here"))
    #expect(value.map["a"] == 1)
    #expect(value.union == .string("auto"))
    #expect(value.tagged == .off(Defaults.Off(why: "idle")))
    #expect(value.nullable == nil)
    #expect(value.when.day == 24)
    #expect(value.color == .unknown("blue"))
    #expect(value.pair == Defaults.ValuePair(_0: 1, rest: ["x"]))
    #expect(Defaults.Value.isValid(value.json()))
  }

  @Test func presentMembersAreKept() throws {
    let text =
      #"{"text":"t","list":[],"empty":[3],"point":{"x":2,"y":3},"map":{},"union":5,"tagged":{"mode":"on"},"nullable":"n","when":"2000-01-01","color":"red","pair":[],"anything":null}"#
    #expect(keepsBytes(Defaults.Value.self, text))
  }

  @Test func errorsCarryTheirLocation() throws {
    let error = try #require(throws: InvalidJSON.self) {
      try Defaults.Value(json: "{\n  \"list\": [1, \"x\"],\n  \"point\": {}\n}")
    }
    #expect(error.errors.map(\.violation.instanceLocation) == ["/list/1", "/point"])
    #expect(error.errors.map(\.location) == [SourceLocation(line: 2, column: 15), SourceLocation(line: 3, column: 12)])
    let overflow = try #require(throws: InvalidJSON.self) {
      try Defaults.Value(json: #"{"list":[1,99999999999999999999]}"#)
    }
    #expect(overflow.errors.map(\.violation.instanceLocation) == ["/list/1"])
    #expect(Defaults.Value.violations(in: "[]").map(\.keyword) == ["type"])
  }
}
