import JSONCore
import Testing

@testable import ProxyCore

@Suite struct ModelNamesTests {
  @Test(arguments: [
    (#"{"object":"list","data":[{"id":"a"},{"id":"b","x":[1]}]}"#, ["a", "b"]),
    (#" {"data":[{"id":"a"}],"has_more":false} "#, ["a"]),
    // Together sends the list alone.
    (#"[{"id":"a"},{"id":"b"}]"#, ["a", "b"]), (" [] ", []),
    // A provider without models.
    (#"{"object":"list","data":[]}"#, []), (#"{"object":"list","data":null}"#, []),
    // One odd model hides no other.
    (#"{"data":[{"id":7},{"name":"x"},null,{"id":""},{"id":"a"}]}"#, ["a"]),
  ])
  func reads(text: String, names: [JSONString]) { #expect(ModelNames.read(JSONBytes(text)) == names) }

  @Test(arguments: [
    "", "{}", "null", "7", #""a""#, "<html></html>", #"{"error":{"message":"no"}}"#, #"{"data":{"id":"a"}}"#,
    #"{"models":[{"name":"a"}]}"#, #"[{"id":"a"}"#, #"[{"id":"a"}] x"#, #"{"data":[{"id":"a"}]"#,
  ])
  func rejectsWhatIsNoList(text: String) { #expect(ModelNames.read(JSONBytes(text)) == nil) }
}
