import JSONCore
import LLMWire
import Testing

@Suite struct MistypedMemberTests {
  @Test(arguments: [
    #"{"stream":true,"store":null,"background":false}"#, #"{"previous_response_id":"r"}"#,
    #"{"previous_response_id":null}"#, "{}", #"{"a":{"stream":1}}"#,
  ])
  func acceptsWhatIsReadAsItIs(_ request: String) { #expect(!RequestScan.hasMistypedMember(JSONBytes(request))) }

  @Test(arguments: [
    #"{"stream":"true"}"#, #"{"stream":1}"#, #"{"store":{}}"#, #"{"background":[]}"#, #"{"previous_response_id":7}"#,
    #"{"previous_response_id":true}"#, "[]", "{", "",
  ])
  func findsWhatIsNot(_ request: String) { #expect(RequestScan.hasMistypedMember(JSONBytes(request))) }
}
