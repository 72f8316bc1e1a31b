import JSONCore
import Providers
import SchemaRuntime
import Testing

@Suite struct ResponsesRequestTests {
  private typealias Request = ResponsesRequest.Value

  private func errors(_ rest: String) -> [String] {
    ProvidersTests.errors(#"{"model":"m"\#(rest)}"#, Request.self)
  }

  private func itemErrors(_ item: String) -> [String] { errors(#","input":[\#(item)]"#) }

  @Test func acceptsTheTypesOfTheClients() {
    let requests = requests("responses")
    #expect(requests.count >= 40)
    #expect(refused(requests, by: Request.self) == [])
  }

  /// As Codex sends them: all of a conversation each time, with tools of several kinds and a member of its own.
  @Test func acceptsAgents() {
    let codex = #"""
      ,"instructions":"You are a coding agent.","input":[{"type":"message","role":"user","content":[{"type":"input_text",
      "text":"hi"}]},{"type":"reasoning","summary":[],"content":null,"encrypted_content":"gAAA"},{"type":"function_call",
      "name":"shell","arguments":"{\"command\":[\"ls\"]}","call_id":"call_1","id":"fc_1"},{"type":"function_call_output",
      "call_id":"call_1","output":"a\nb"},{"type":"custom_tool_call","status":"completed","call_id":"c","name":"apply_patch",
      "input":"*** Begin"},{"type":"custom_tool_call_output","call_id":"c","output":"ok"},{"type":"local_shell_call",
      "status":"completed","call_id":"l","action":{"type":"exec","command":["ls"]}},{"type":"agent_message","x":[1]}],
      "tools":[{"type":"function","name":"shell","description":"","strict":false,"parameters":{"type":"object"}},
      {"type":"custom","name":"apply_patch","description":"","format":{"type":"grammar","syntax":"lark","definition":""}},
      {"type":"local_shell"},{"type":"web_search","external_web_access":true},{"type":"namespace","name":"n","tools":[]}],
      "tool_choice":"auto","parallel_tool_calls":false,"reasoning":{"effort":"medium","summary":"auto"},"store":false,
      "stream":true,"include":["reasoning.encrypted_content"],"prompt_cache_key":"0199","text":{"verbosity":"low"},
      "client_metadata":{"x-codex-installation-id":"1"}
      """#
    #expect(errors(codex) == [])
    // What the agent libraries give back is the output as it came: items with ids, references, messages without a type.
    let agents = #"""
      ,"previous_response_id":"resp_1","input":[{"role":"user","content":"hi"},{"id":"msg_1","type":"message","status":
      "completed","role":"assistant","content":[{"type":"output_text","text":"x","annotations":[],"logprobs":[]},
      {"type":"refusal","refusal":"no"}]},{"id":"rs_1"},{"type":"item_reference","id":"rs_2"},{"type":null,"id":"rs_3"},
      {"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"auto"},
      {"type":"input_file","file_data":"data:application/pdf;base64,AA","filename":"a.pdf"},{"type":"brand_new"}]},
      {"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"a"}]}],
      "text":{"format":{"type":"json_schema","name":"n","strict":true,"schema":{"type":"object"}}},"top_logprobs":20
      """#
    #expect(errors(agents) == [])
  }

  @Test(arguments: [
    "", #","input":"hi""#, #","input":[]"#, #","input":null,"prompt":{"id":"pmpt_1","variables":{"a":1}}"#,
    #","background":true,"store":true,"background_options":{"completion_window":"2h"}"#, #","conversation":"conv_1""#,
    #","conversation":{"id":"conv_1"},"truncation":"auto","service_tier":"brand-new","user":"u""#,
    #","tools":[{"type":"mcp","server_label":"l","server_url":"u"},{"type":"brand_new"}],"tool_choice":{"type":"mcp"}"#,
    #","tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]},"brand_new":[]"#,
    #","stream_options":{"include_usage":true,"include_obfuscation":false},"max_output_tokens":null,"n":1,"seed":7"#,
  ])
  func acceptsMembersNewerThanTheSchema(_ members: String) { #expect(errors(members) == []) }

  @Test func reportsErrorsWithLocations() {
    #expect(ProvidersTests.errors(#"{"input":"hi"}"#, Request.self) == [""])
    #expect(!Request.isValid(#"{"model":"","input":"hi"}"#) && !Request.isValid("[]"))
    #expect(
      !Request.isValid(#"{"model":"a","mod\u0065l":"b"}"#)
        && !Request.isValid(#"{"model":"a","store":true,"store":true}"#))
    #expect(errors(#","stream":"true""#) == ["/stream"])
    #expect(errors(#","store":1"#) == ["/store"])
    #expect(errors(#","background":{}"#) == ["/background"])
    #expect(errors(#","previous_response_id":7"#) == ["/previous_response_id"])
    #expect(errors(#","max_output_tokens":-1"#) == ["/max_output_tokens"])
    #expect(errors(#","max_output_tokens":"5""#) == ["/max_output_tokens"])
    #expect(errors(#","temperature":2.5"#) == ["/temperature"])
    #expect(errors(#","include":[1]"#).contains("/include/0"))
    #expect(errors(#","metadata":{"a":1}"#).contains("/metadata/a"))
    #expect(errors(#","tools":[{"type":"function","name":""}]"#).contains("/tools/0/name"))
    #expect(errors(#","tools":[{"type":"function","function":{"name":"f"}}]"#).contains("/tools/0"))
    #expect(errors(#","tools":[{"name":"f"}]"#).contains("/tools/0"))
    #expect(errors(#","text":{"format":{"type":7}}"#).contains("/text/format/type"))
  }

  @Test func reportsErrorsInItemsWithLocations() {
    #expect(errors(#","input":{}"#).contains("/input"))
    #expect(itemErrors(#""hi""#).contains("/input/0"))
    #expect(itemErrors(#"{"type":7}"#).contains("/input/0/type"))
    #expect(itemErrors(#"{"type":"message","role":"user"}"#).contains("/input/0"))
    #expect(itemErrors(#"{"type":"message","role":"user","content":7}"#).contains("/input/0/content"))
    #expect(itemErrors(#"{"role":"user","content":{}}"#).contains("/input/0/content"))
    #expect(itemErrors(#"{"role":"user","content":[{"text":"a"}]}"#).contains("/input/0/content/0"))
    #expect(itemErrors(#"{"role":"user","content":[{"type":"input_text"}]}"#).contains("/input/0/content/0"))
    let call = #"{"type":"function_call","call_id":"c","name":"f","arguments":{}}"#
    #expect(itemErrors(call).contains("/input/0/arguments"))
    #expect(itemErrors(#"{"type":"function_call_output","output":{}}"#).contains("/input/0/output"))
  }

  @Test func largeRequestsPass() {
    let image = String(repeating: "iVBORw0KGgoAAAAN", count: 512 * 1024)
    let part = #"{"type":"input_image","image_url":"data:image/png;base64,\#(image)"}"#
    #expect(itemErrors(#"{"role":"user","content":[\#(part)]}"#) == [])
    let turn = #"{"role":"user","content":"a"},{"type":"message","role":"assistant","content":"b"}"#
    #expect(itemErrors(Array(repeating: turn, count: 5000).joined(separator: ",")) == [])
  }
}

/// What is published of the responses is what providers send.
@Suite struct ResponsesPublicationTests {
  private let response =
    #"{"id":"resp_1","object":"response","created_at":1741476542.5,"status":"completed","model":"gpt-5","error":null,"#
    + #""incomplete_details":null,"output":[{"type":"message","id":"msg_1","status":"completed","role":"assistant","#
    + #""content":[]},{"type":"brand_new"}],"usage":{"input_tokens":36,"output_tokens":87,"total_tokens":123}}"#

  @Test func describesResponses() throws {
    let schema = try interpreter("openai/response.json", with: [])
    let queued = response.replacing("completed\",\"model", with: "queued\",\"model").replacing(
      #"{"input_tokens":36,"output_tokens":87,"total_tokens":123}"#, with: "null")
    let failed = response.replacing(#""error":null"#, with: #""error":{"code":"server_error","message":"m"}"#)
    #expect(refused([response, queued, failed].map { JSONBytes($0) }, by: schema) == [])
    for wrong in [#"{"output":[]}"#, #"{"id":"r","output":{}}"#, response.replacing("87", with: "-1"), "[]"] {
      #expect(!schema.violations(JSONBytes(wrong), limit: 1).isEmpty)
    }
  }

  @Test func describesListsAndDeletion() throws {
    let list = try interpreter("openai/response_item_list.json", with: [])
    let items =
      #"{"object":"list","data":[{"id":"msg_1","type":"message"}],"first_id":"msg_1","last_id":"msg_1","has_more":false}"#
    let empty = #"{"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}"#
    #expect(refused([items, empty].map { JSONBytes($0) }, by: list) == [])
    #expect(!list.violations(JSONBytes(#"{"object":"list","data":{}}"#), limit: 1).isEmpty)
    let deleted = try interpreter("openai/response_deleted.json", with: [])
    #expect(refused([JSONBytes(#"{"id":"resp_1","object":"response","deleted":true}"#)], by: deleted) == [])
    #expect(!deleted.violations(JSONBytes(#"{"deleted":"yes"}"#), limit: 1).isEmpty)
  }
}
