import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// Several schemas for one value become one type; the value must match all of them.
@Suite struct CombinedTests {
  typealias Value = Combined.Value

  @Test func allOfIsOneStruct() throws {
    let value = try #require(
      decode(Value.self, #"{"id":7,"kind":"a","at":"2026-11-24T12:00:00Z","note":"n","more":[1]}"#))
    #expect(value.id == 7)
    #expect(value.at?.year == 2026)
    #expect(value.additional.map(\.name) == ["more"])
    #expect(decode(Value.self, #"{"id":1001,"kind":"a"}"#) == nil, "the second schema limits id")
    #expect(decode(Value.self, #"{"kind":"a"}"#) == nil, "the first schema requires id")
    #expect(decode(Value.self, #"{"id":1}"#) == nil, "the schema itself requires kind")
  }

  @Test func keywordsBesideAReferenceNarrowIt() throws {
    #expect(decode(Value.self, #"{"id":1,"kind":"a","short":"abc"}"#)?.short == "abc")
    #expect(decode(Value.self, #"{"id":1,"kind":"a","short":"abcd"}"#) == nil)
    #expect(decode(Value.self, #"{"id":1,"kind":"a","short":""}"#) == nil)
    #expect(decode(Value.self, #"{"id":1,"kind":"a","limited":5}"#)?.limited == 5)
    #expect(decode(Value.self, #"{"id":1,"kind":"a","limited":6}"#) == nil)
    let strict = try #require(decode(Value.self, #"{"id":1,"kind":"a","strict":{"id":2,"note":"x"}}"#)).strict
    #expect(strict == Combined.Base(id: 2, note: "x"))
    #expect(decode(Value.self, #"{"id":1,"kind":"a","strict":{"id":2}}"#) == nil)
    #expect(decode(Value.self, #"{"id":1,"kind":"a","noEmpty":""}"#) == nil)
  }

  @Test func patternsNameMembersOfMaps() throws {
    let value = try #require(
      decode(Value.self, #"{"id":1,"kind":"a","headers":{"b":"1","a":"2"},"patterned":{"id":1,"x-a":"s"}}"#))
    #expect(value.headers?.names == ["b", "a"])
    #expect(value.headers?["a"] == "2")
    #expect(value.patterned?.additional.map(\.name) == ["x-a"])
    #expect(decode(Value.self, #"{"id":1,"kind":"a","headers":{"A":"1"}}"#) == nil)
    #expect(decode(Value.self, #"{"id":1,"kind":"a","patterned":{"id":1,"x-a":1}}"#) == nil)
  }
}
