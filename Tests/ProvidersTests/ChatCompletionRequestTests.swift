import JSONCore
import Providers
import SchemaRuntime
import Testing

@Suite struct ChatCompletionRequestTests {
  private typealias Request = ChatCompletionRequest.Value

  private func errors(_ rest: String, messages: String = #"[{"role":"user","content":"hi"}]"#) -> [String] {
    ProvidersTests.errors(#"{"model":"m","messages":\#(messages)\#(rest)}"#, Request.self)
  }

  private func messageErrors(_ message: String) -> [String] { errors("", messages: "[\(message)]") }

  @Test func acceptsTheTypesOfTheClients() {
    let requests = requests("chat")
    #expect(requests.count >= 40)
    #expect(refused(requests, by: Request.self) == [])
  }

  @Test(arguments: [
    #","reasoning_content":"x","thinking":{"type":"disabled"},"prefix":true"#,
    #","options":{"num_ctx":1},"keep_alive":"5m","think":"high""#, #","stop":["1","2","3","4","5"]"#,
    #","service_tier":"brand-new","reasoning_effort":"brand-new","temperature":null,"stream":null,"tools":null"#,
    #","tools":[{"type":"web_search","web_search":{"enable":true}}],"tool_choice":"any""#,
    #","tool_choice":{"type":"function","function":{"name":"f"}},"n":128,"temperature":2,"top_p":1.0"#,
  ])
  func acceptsProviderExtensions(_ members: String) { #expect(errors(members) == []) }

  @Test(arguments: [
    #"{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":""}}]}"#,
    #"{"role":"assistant","content":"","reasoning_content":"","tool_calls":[]}"#,
    #"{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"t"}]}]}"#,
    #"{"content":[{"image_url":{"url":"data:,"},"type":"image_url"},{"text":"","type":"text"}],"role":"user"}"#,
    #"{"role":"user","content":[{"type":"video_url","video_url":{"url":"u"}},{"type":"image_url","image_url":"u"}]}"#,
  ])
  func messagesOfOtherProvidersPass(_ message: String) { #expect(messageErrors(message) == []) }

  @Test func reportsErrorsWithLocations() {
    #expect(errors(#","temperature":2.5"#) == ["/temperature"])
    #expect(errors(#","n":0"#) == ["/n"])
    #expect(errors(#","n":1.5"#) == ["/n"])
    #expect(errors(#","top_logprobs":21"#) == ["/top_logprobs"])
    #expect(errors(#","frequency_penalty":-2.1"#) == ["/frequency_penalty"])
    #expect(errors(#","stream":"true""#) == ["/stream"])
    #expect(errors(#","stream_options":{"include_usage":1}"#).contains("/stream_options/include_usage"))
    #expect(errors(#","logit_bias":{"50256":-101}"#).contains("/logit_bias/50256"))
    #expect(errors(#","metadata":{"a":1}"#).contains("/metadata/a"))
    #expect(errors(#","tools":[{"type":"function","function":{"name":""}}]"#).contains("/tools/0/function/name"))
    #expect(errors(#","max_tokens":"5","max_completion_tokens":-1"#) == ["/max_tokens", "/max_completion_tokens"])
  }

  @Test func reportsErrorsInMessagesWithLocations() {
    // Whether there must be one is for the provider to say.
    #expect(errors("", messages: "[]") == [])
    #expect(errors("", messages: "{}") == ["/messages"])
    #expect(messageErrors(#"{"role":"robot","content":"x"}"#) == ["/messages/0/role"])
    #expect(messageErrors(#"{"role":"user"}"#) == ["/messages/0"])
    #expect(messageErrors(#"{"role":"tool","content":"x"}"#) == ["/messages/0"])
    #expect(messageErrors(#"{"role":"user","content":5}"#).contains("/messages/0/content"))
    #expect(messageErrors(#"{"role":"user","content":null}"#).contains("/messages/0/content"))
    let part = #"{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{}}]}"#
    #expect(messageErrors(part).contains("/messages/0/content/1/image_url"))
    let call = #"{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":{}}}]}"#
    #expect(messageErrors(call).contains("/messages/0/tool_calls/0/function/arguments"))
  }

  @Test func reportsMissingAndDuplicateMembers() {
    #expect(ProvidersTests.errors(#"{"messages":[{"role":"user","content":""}]}"#, Request.self) == [""])
    #expect(!Request.isValid(#"{"model":"a","messages":[{"role":"user","content":""}],"mod\u0065l":"b"}"#))
    #expect(!Request.isValid(#"{"model":"","messages":[{"role":"user","content":""}]}"#))
    #expect(!Request.isValid("[]"))
  }

  @Test func largeRequestsPassAndDeepOnesDoNot() {
    let image = String(repeating: "iVBORw0KGgoAAAAN", count: 512 * 1024)
    let part = #"{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(image)"}}"#
    #expect(messageErrors(#"{"role":"user","content":[\#(part)]}"#) == [])
    let turn = #"{"role":"user","content":"a"},{"role":"assistant","content":"b"}"#
    let turns = Array(repeating: turn, count: 5000).joined(separator: ",")
    #expect(errors("", messages: "[\(turns)]") == [])
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(errors(#","extra":\#(nested(63))"#) == [])
    #expect(!Request.isValid(#"{"model":"m","messages":[{"role":"user","content":""}],"extra":\#(nested(64))}"#))
  }
}
