import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// Keywords that assert nothing and are still meant.
@Suite struct AnnotationTests {
  private let text =
    #"{"user":"ann","password":"hunter2","token":"t0ken","description":"d","nested":[{"user":"bob","password":"s3cret"}]}"#

  @Test func secretsAreNotShown() throws {
    let value = try #require(decode(Annotated.Value.self, text))
    var dumped = ""
    dump(value, to: &dumped)
    for shown in ["\(value)", String(reflecting: value), String(describing: [value]), "\([1: value])", dumped] {
      #expect(!shown.contains("hunter2") && !shown.contains("t0ken") && !shown.contains("s3cret"), "\(shown)")
    }
    #expect("\(value)".contains("ann"))
    #expect(value.jsonText() == text, "writing is not showing")
  }

  @Test func deprecatedMembersAreStillThere() throws {
    let value = try #require(decode(Annotated.Value.self, #"{"user":"ann","login":"a"}"#))
    #expect(value.jsonText() == #"{"user":"ann","login":"a"}"#)
    #expect(value != Annotated.Value(user: "ann"))
  }

  @Test func typesNameTheirSchemas() {
    #expect("\(Annotated.Value.schemaLocation)" == "fixtures/annotated.json#")
    #expect("\(Unions.Point.schemaLocation)" == "fixtures/unions.json#/$defs/point")
  }
}
