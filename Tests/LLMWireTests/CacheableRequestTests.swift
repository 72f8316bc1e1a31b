import JSONCore
import LLMWire
import Testing

@Suite struct CacheableRequestTests {
  private func read(_ text: String, _ format: APIFormat = .openai) -> (CacheableRequest, [String]) {
    var parts: [String] = []
    let request = CacheableRequest(JSONBytes(text), format) { name, value in
      parts.append(Self.text(name) + "=" + Self.text(value))
    }
    return (request, parts)
  }

  private static func text(_ span: Span<UInt8>) -> String {
    String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
  }

  @Test(arguments: [
    ("0", true), ("0.0", true), ("0.00", true), ("0.7", false), ("1", false), ("0.01", false), ("0e5", false),
    ("null", false),
  ]) func zeroTemperature(text: String, isZero: Bool) {
    let (request, _) = read(#"{"model":"m","temperature":\#(text),"messages":[]}"#)
    #expect(request.hasZeroTemperature == isZero && request.isPlain)
  }

  @Test func labelsAndTransportAreNoParts() {
    let text = #"{"model":"m","stream":true,"stream_options":{},"user":"u","metadata":{"a":"b"},"seed":1,"input":"x"}"#
    #expect(read(text).1 == ["seed=1", "input=\"x\""])
    #expect(read(text, .anthropic).1 == ["seed=1", "input=\"x\""])
    // Its responses quote them.
    #expect(read(text, .responses).1 == ["user=\"u\"", "metadata={\"a\":\"b\"}", "seed=1", "input=\"x\""])
  }

  @Test(arguments: [
    #""tools":[]"#, #""tool_choice":"none""#, #""functions":[]"#, #""n":2"#, #""n":1e3"#, #""n":"1""#, #""store":true"#,
    #""store":1"#, #""background":true"#, #""previous_response_id":"r""#, #""conversation":"c""#,
    #""web_search_options":{}"#, #""whatever":null"#, #""mcp_servers":[]"#, #""container":"c""#,
    #""messages":[{"content":[{"type":"image_url","image_url":{"url":"https://a"}}]}]"#,
    #""messages":[{"role":"assistant","tool_calls":[]}]"#,
    #""messages":[{"content":[{"type":"document","source":{"type":"url"}}]}]"#,
    #""input":[{"type":"input_file","file_id":"f"}]"#, #""input":[{"type":"item_reference","id":"msg_1"}]"#,
    #""prompt":{"id":"p","version":"1"}"#, #""seed":1,"seed":1"#, #""\u0074ools":[]"#,
    #""messages":[{"content":[{"\u0069mage_url":"https://a"}]}]"#, #""store":false,"store":true"#,
  ]) func isAlwaysAsked(members: String) {
    #expect(!read(#"{"model":"m","temperature":0,\#(members)}"#).0.isPlain)
  }

  @Test(arguments: [
    #""n":1"#, #""n":null"#, #""store":false"#, #""store":null"#, #""background":false"#,
    #""messages":[{"role":"user","name":"a","content":[{"type":"text","text":"{\"tools\":1}"}]}]"#,
    #""input":["a","b"]"#, #""input":[[1,2],[3]]"#, #""prompt":"x""#, #""response_format":{"type":"json_schema"}"#,
    #""system":[{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"5m"}}]"#,
  ]) func isPlain(members: String) {
    #expect(read(#"{"model":"m","temperature":0,\#(members)}"#).0.isPlain)
  }

  @Test(arguments: ["", "[]", "{", #"{"model":"m"}{}"#, #"{"model":"m",}"#, #"{"seed":tru}"#])
  func whatIsNoObject(text: String) { #expect(!read(text).0.isPlain) }
}
