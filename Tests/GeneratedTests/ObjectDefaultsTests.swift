import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// Defaults that are objects of so many members that their struct has two initializers.
@Suite struct ObjectDefaultsTests {
  typealias Value = ObjectDefaults.Value
  typealias Size = ObjectDefaults.Size

  @Test func decodingAndBuildingGiveTheSame() throws {
    let value = try #require(decode(Value.self, "{}"))
    #expect(value == Value())
    #expect(value.size == Size(w: 1))
    #expect(decode(Value.self, value.jsonText()) == value)
    #expect(Value.isValid(value.json()))
  }

  @Test func insideArraysMapsAndTuples() {
    let value = Value()
    #expect(value.sizes == [Size(w: 1), Size(w: 2, h: 3, d: 4)])
    #expect(value.named["b"] == Size(w: 2))
    #expect(value.pair == ObjectDefaults.ValuePair(_0: Size(w: 1), rest: [Size(w: 2)]))
  }

  @Test func insideUnions() {
    #expect(Value().union == .object(Size(w: 5, d: 6)))
    #expect(Value().tagged == .box(ObjectDefaults.Box(w: 7)))
    #expect(Value().maybe == Size(w: 10))
  }

  @Test func openStructsKeepWhatTheyDoNotName() {
    let open = Value().open
    #expect((open.a, open.b, open.c) == (1, nil, "c"))
    #expect(open.additional.map(\.name) == ["y", "z"])
    #expect(Value().jsonText().contains(#""open":{"c":"c","a":1,"y":null,"z":[true]}"#))
  }

  @Test func structsInsideOthers() {
    #expect(Value().nested.size == Size(w: 8))
    #expect(Value().nested.more?.map(\.size.w) == [9])
  }

  @Test func membersCalledLikeKeywords() {
    let words = Value().words
    #expect((words.default, words.in, words.inout, words.class) == (1, 2, 3, 4))
    #expect(Value().empty == ObjectDefaults.Words())
  }
}
