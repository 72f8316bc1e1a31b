import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// What a Swift programmer sees of a schema.
@Suite struct GeneratedTypesTests {
  private func text(_ value: some SchemaType) -> String { value.jsonText() }

  @Test func defaultsAreApplied() throws {
    let value = try #require(decode(Scalars.Value.self, #"{"count":1,"ratio":0.5,"name":"abc"}"#))
    #expect(value.limit == 20)
    #expect(value.channel == .stable)
    #expect(value.greeting == "hello")
  }

  @Test func absentAndNullAreKeptApart() throws {
    let absent = try #require(decode(Scalars.Value.self, #"{"count":1,"ratio":0.5,"name":"abc"}"#))
    let null = try #require(decode(Scalars.Value.self, #"{"count":1,"ratio":0.5,"name":"abc","nullable":null}"#))
    #expect(absent.nullable == nil)
    #expect(null.nullable == .some(nil))
    #expect(text(null).contains(#""nullable":null"#))
    #expect(!text(absent).contains("nullable"))
  }

  @Test func keepsUnknownMembers() throws {
    let value = try #require(decode(Containers.Value.self, #"{"other":{"a":[1.50,"é"]}}"#))
    #expect(value.additional.map { String($0.name) } == ["other"])
    #expect(text(value) == #"{"other":{"a":[1.50,"é"]}}"#)
  }

  @Test func taggedBranchesBecomeCases() throws {
    let value = try #require(decode(Combinators.Value.self, #"{"part":{"text":"late tag","type":"text"}}"#))
    guard case .text(let part)? = value.part else {
      Issue.record("the part should be text")
      return
    }
    #expect(part.text == "late tag")
  }

  @Test func rejectsDuplicateMembers() {
    #expect(decode(Tree.Value.self, #"{"value":1,"value":2}"#) == nil)
    #expect(decode(Tree.Value.self, #"{"value":1,"\u0076alue":2}"#) == nil)
    #expect(decode(Containers.Value.self, #"{"a":1,"a":2}"#) == nil)
    #expect(decode(Containers.Value.self, #"{"other":{"a":1,"a":2}}"#) == nil)
  }

  @Test func nestingIsBounded() {
    let deep =
      String(repeating: #"{"value":1,"next":"#, count: 70) + #"{"value":1}"# + String(repeating: "}", count: 70)
    #expect(decode(Tree.Value.self, deep) == nil)
  }

  @Test func stringsAreComparedByCodePoint() throws {
    let value = try #require(decode(HostileNames.Value.self, "{\"\u{e9}\":1,\"e\u{301}\":2}"))
    #expect(text(value) == "{\"\u{e9}\":1,\"e\u{301}\":2}")
  }

  @Test func membersCanBeBuiltInSwift() {
    let value = Scalars.Value(count: 3, ratio: 0.5, name: "quote \" here", version: ._20)
    #expect(
      text(value)
        == #"{"count":3,"ratio":0.5,"name":"quote \" here","limit":20,"channel":"stable","greeting":"hello","version":"2.0"}"#
    )
  }
}
