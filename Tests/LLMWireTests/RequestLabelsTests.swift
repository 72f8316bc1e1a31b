import JSONCore
import Testing

@testable import LLMWire

/// Whom a request is for, of whatever a client sends.
@Suite struct RequestLabelsTests {
  @Test(arguments: [
    (#"{"model":"m","user":"alice"}"#, "alice"), (#"{"user":"alice","safety_identifier":"hash"}"#, "hash"),
    (#"{"safety_identifier":"hash","user":"alice"}"#, "hash"), (#"{"safety_identifier":"","user":"alice"}"#, "alice"),
    (#"{"safety_identifier":null,"user":"alice"}"#, "alice"), (#"{"\u0075ser":"\u0061lice"}"#, "alice"),
    (#"{"user":7}"#, nil), (#"{"user":{"user":"alice"}}"#, nil), (#"{"messages":[{"user":"alice"}]}"#, nil),
    (#"{"metadata":{"user_id":"alice"}}"#, nil), (#"{}"#, nil),
  ])
  func findsTheUser(body: String, user: JSONString?) {
    #expect(labels(body, .openai).user == user)
    #expect(labels(body, .responses).user == user)
  }

  @Test(arguments: [
    (#"{"metadata":{"user_id":"alice"}}"#, "alice"), (#"{"metadata":{"user_id":null}}"#, nil),
    (#"{"metadata":null,"user":"alice","safety_identifier":"x"}"#, nil), (#"{"metadata":["user_id"]}"#, nil),
  ])
  func findsTheUserOfAnthropic(body: String, user: JSONString?) {
    let labels = labels(body, .anthropic)
    #expect(labels.user == user)
    #expect(labels.metadata.isEmpty)
  }

  @Test func takesMetadataThatIsText() {
    let labels = labels(#"{"metadata":{"a":"1","b":2,"c":null,"d":["x"],"e":{"f":"x"},"g":"","":"z"}}"#)
    #expect(labels.metadata.map(\.name) == ["a", "g", ""])
    #expect(labels.metadata.map(\.value) == ["1", "", "z"])
  }

  @Test func takesSixteenMembers() {
    let members = (0..<40).map { #""m\#($0)":"\#($0)""# }.joined(separator: ",")
    #expect(labels("{\"metadata\":{\(members)}}").metadata.map(\.value) == (0..<16).map { JSONString("\($0)") })
  }

  /// Names that are one when they are cut must not be there twice: the record would be no event.
  @Test func namesAreDistinct() {
    let name = String(repeating: "n", count: 64)
    let metadata = labels(#"{"metadata":{"\#(name)1":"a","\#(name)2":"b","c":"d","c":"e"}}"#).metadata
    #expect(metadata.map(\.name) == [JSONString(name), "c"])
    #expect(metadata.map(\.value) == ["b", "e"])
  }

  @Test(arguments: ["a", "é", "€", "😀"])
  func cutsBetweenCharacters(character: String) throws {
    for padding in 0..<4 {
      let text = String(repeating: "x", count: padding) + String(repeating: character, count: 300)
      let user = try #require(labels(#"{"user":"\#(text)"}"#).user)
      #expect(user.utf8Count <= RequestLabels.longestUser)
      #expect(user.utf8Count > RequestLabels.longestUser - character.utf8.count)
      #expect(text.hasPrefix("\(user)"))
    }
  }

  @Test func aFormsUserIsText() {
    #expect(user(ofForm: Array("alice".utf8)) == "alice")
    #expect(user(ofForm: [0xFF, 0x61]) == nil)
    #expect(user(ofForm: []) == nil)
  }

  private func user(ofForm bytes: [UInt8]) -> JSONString? { RequestLabels(user: bytes.span).user }

  private func labels(_ body: String, _ format: APIFormat = .openai) -> RequestLabels {
    RequestLabels(JSONBytes(body), format: format)
  }
}
