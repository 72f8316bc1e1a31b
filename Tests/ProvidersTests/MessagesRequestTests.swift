import JSONCore
import Providers
import SchemaRuntime
import Testing

@Suite struct MessagesRequestTests {
  private typealias Request = MessagesRequest.Value

  private func counting() throws -> SchemaInterpreter {
    try interpreter("anthropic/count_tokens_request.json", with: ["anthropic/messages_request.json"])
  }

  private func errors(_ rest: String, messages: String = #"[{"role":"user","content":"hi"}]"#) -> [String] {
    ProvidersTests.errors(#"{"model":"m","max_tokens":9,"messages":\#(messages)\#(rest)}"#, Request.self)
  }

  private func blockErrors(_ block: String) -> [String] {
    errors("", messages: #"[{"role":"user","content":[\#(block)]}]"#)
  }

  @Test func acceptsTheTypesOfTheClients() throws {
    let messages = requests("messages")
    let counts = requests("count_tokens")
    #expect(messages.count >= 40 && counts.count >= 40)
    #expect(refused(messages, by: Request.self) == [])
    #expect(try refused(counts, by: counting()) == [])
  }

  @Test func acceptsMembersNewerThanTheSchema() {
    #expect(errors(#","thinking":{"type":"brand_new"},"tool_choice":{"type":"brand_new"},"speed":"fast""#) == [])
    #expect(errors(#","tools":[{"type":"brand_new_20270101"}],"context_management":{},"mcp_servers":[]"#) == [])
    #expect(blockErrors(#"{"type":"mid_conv_system","text":5}"#) == [])
    #expect(blockErrors(#"{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}}"#) == [])
  }

  @Test func reportsErrorsWithLocations() {
    #expect(errors(#","temperature":1.5"#) == ["/temperature"])
    #expect(errors(#","top_k":-1"#) == ["/top_k"])
    #expect(errors(#","thinking":{"type":"enabled","budget_tokens":1023}"#).contains("/thinking/budget_tokens"))
    #expect(errors(#","system":[{"type":"text"}]"#).contains("/system/0"))
    #expect(errors(#","tools":[{"name":"a"}]"#).contains("/tools/0"))
    #expect(errors("", messages: #"[{"role":"tool","content":"x"}]"#) == ["/messages/0/role"])
    #expect(blockErrors(#"{"type":"text"}"#).contains("/messages/0/content/0"))
    #expect(
      blockErrors(#"{"type":"tool_use","id":"1","name":"n","input":"{}"}"#).contains("/messages/0/content/0/input"))
    #expect(blockErrors(#"{"type":"tool_result","tool_use_id":7}"#).contains("/messages/0/content/0/tool_use_id"))
    #expect(blockErrors(#"{"text":"x"}"#).contains("/messages/0/content/0"))
  }

  @Test func requiresTheLimitOfTheResponse() throws {
    let rest = #""messages":[{"role":"user","content":"x"}]}"#
    #expect(ProvidersTests.errors(#"{"model":"m",\#(rest)"#, Request.self) == [""])
    #expect(ProvidersTests.errors(#"{"model":"m","max_tokens":0,\#(rest)"#, Request.self) == [])
    #expect(try refused([JSONBytes(#"{"model":"m",\#(rest)"#)], by: counting()) == [])
  }
}
