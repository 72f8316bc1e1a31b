import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// `oneOf`, `anyOf`, `enum` and several types: what each becomes, and that it keeps what it read.
@Suite struct UnionTests {
  typealias Value = Unions.Value

  @Test func nullBesideOneTypeIsAnOptional() throws {
    #expect(try #require(decode(Value.self, "{}")).maybeNumber == nil)
    #expect(try #require(decode(Value.self, #"{"maybeNumber":null}"#)).maybeNumber == .some(nil))
    #expect(try #require(decode(Value.self, #"{"maybeNumber":3}"#)).maybeNumber == 3)
    #expect(decode(Value.self, #"{"maybeNumber":0}"#) == nil)
    let point = try #require(decode(Value.self, #"{"maybePoint":{"x":4}}"#))
    #expect(point.maybePoint == Unions.Point(x: 4, y: 0))
  }

  @Test func distinguishesUntaggedBranchesBySchema() throws {
    #expect(
      try #require(decode(Value.self, #"{"shape":{"side":2,"label":"s"}}"#)).shape
        == .square(Unions.Square(side: 2, label: "s")))
    #expect(decode(Value.self, #"{"shape":{"side":2,"radius":1}}"#) == nil)
    let value = try #require(decode(Value.self, #"{"site":{"lat":1,"lon":2,"zoom":[3]}}"#))
    guard case .lat(let coordinates)? = value.site else {
      Issue.record("the site has coordinates")
      return
    }
    #expect(coordinates.lon == 2)
    #expect(keepsBytes(Value.self, #"{"site":{"lat":1.5,"lon":2.5,"zoom":[3.0]}}"#))
  }

  @Test func anyOfHasTagsToo() throws {
    guard case .cat(let cat)?? = try #require(decode(Value.self, #"{"animal":{"name":"T","kind":"cat"}}"#)).animal
    else {
      Issue.record("the animal is a cat")
      return
    }
    #expect(cat.name == "T")
    #expect(decode(Value.self, #"{"animal":{"kind":"cat"}}"#) == nil, "allOf wants a name")
    #expect(keepsBytes(Value.self, #"{"animal":null}"#))
  }

  @Test func openEnumerationsKeepUnknownStrings() throws {
    #expect(try #require(decode(Value.self, #"{"color":"red"}"#)).color == .red)
    #expect(try #require(decode(Value.self, #"{"color":"blue"}"#)).color == .unknown("blue"))
    #expect(decode(Value.self, #"{"color":"ultramarine"}"#) == nil)
    #expect(Unions.ValueColor.unknown("blue").text == "blue")
  }

  @Test func constantsBecomeCases() throws {
    let value = try #require(
      decode(Value.self, #"{"unit":"mm","level":30.0,"constant":42,"yes":true,"maybeLevel":null}"#))
    #expect(value.unit == .mm)
    #expect(value.level == ._30)
    #expect(value.level?.rawValue == 30)
    #expect(value.constant == ._42)
    #expect(value.yes == true)
    #expect(value.maybeLevel == .some(nil))
    #expect(decode(Value.self, #"{"level":3}"#) == nil)
    #expect(decode(Value.self, #"{"yes":false}"#) == nil)
    #expect(value.jsonText() == #"{"unit":"mm","level":30,"constant":42,"yes":true,"maybeLevel":null}"#)
  }

  @Test func severalTypesAreCases() throws {
    #expect(try #require(decode(Value.self, #"{"text":["a","b"]}"#)).text == .array(["a", "b"]))
    #expect(try #require(decode(Value.self, #"{"text":"a"}"#)).text == .string("a"))
    #expect(decode(Value.self, #"{"text":["abcde"]}"#) == nil)
  }

  @Test func exactlyOneMeansOne() {
    #expect(decode(Value.self, #"{"overlap":5}"#) == nil)
    #expect(decode(Value.self, #"{"overlap":11}"#)?.overlap == .option1(11))
    #expect(decode(Value.self, #"{"overlap":-1}"#)?.overlap == .option2(-1))
    #expect(decode(Value.self, #"{"narrow":{"a":1,"b":1}}"#) == nil)
    #expect(decode(Value.self, #"{"narrow":{"b":1}}"#)?.narrow == Unions.ValueNarrow(b: 1))
  }

  @Test func tagsOfManyKinds() throws {
    typealias Value = Choices.Value
    let value = try #require(
      decode(
        Value.self,
        #"{"byNumber":{"name":"ab","version":2},"bySet":{"port":80,"scheme":"http"},"byFlag":{"active":null}}"#))
    #expect(value.byNumber == .second(Choices.Second(version: ._2, name: "ab")))
    #expect(value.bySet == .remote(Choices.Remote(port: 80, scheme: .http)))
    guard case .neither? = value.byFlag else {
      Issue.record("null is a tag like any other")
      return
    }
    #expect(decode(Value.self, #"{"byNumber":{"version":1.0}}"#)?.byNumber == .first(Choices.First()))
    #expect(decode(Value.self, #"{"byNumber":{"version":4}}"#) == nil)
    #expect(decode(Value.self, #"{"byNumber":{"version":"1"}}"#) == nil)
    #expect(decode(Value.self, #"{"byFlag":{"active":1}}"#) == nil)
  }

  @Test func distinguishesBranchesByTheirMembers() throws {
    typealias Value = Choices.Value
    #expect(
      decode(Value.self, #"{"byShape":{"label":"l","path":"p"}}"#)?.byShape
        == .file(Choices.File(path: "p", label: "l")))
    #expect(
      decode(Value.self, #"{"byShape":{"label":"l","href":"h"}}"#)?.byShape
        == .link(Choices.Link(label: "l", href: "h")))
    #expect(decode(Value.self, #"{"byShape":{"label":"l"}}"#)?.byShape == .plain(Choices.Plain(label: "l")))
    #expect(decode(Value.self, #"{"byShape":{"label":"l","href":"h","path":"p"}}"#) == nil)
    #expect(decode(Value.self, #"{"byShape":{}}"#) == nil)
  }

  /// Of several alternatives, the error says what is wrong by the closest one; the list has all of them as causes.
  @Test func errorsNameTheClosestAlternative() throws {
    let error = try #require(throws: InvalidJSON.self) {
      try Unions.Value(json: #"{"maybePoint":{"y":"a"},"site":{"lat":1,"lon":"east"}}"#)
    }
    #expect(error.errors.map(\.violation.keyword) == ["oneOf", "anyOf"])
    #expect(
      error.description == """
        1:20: /maybePoint/y: must be an integer, is a string (type)
        1:15: /maybePoint: must have the member "x" (required)
        1:47: /site/lon: must be a number, is a string (type)
        """)
  }
}
