import JSONCore
import Synchronization
import Testing
import ToolRuntime

@testable import MCPServer

/// What a session says when there are other tools than before.
@Suite struct ChangingToolsTests {
  /// A list that changes, and no tool that could be called.
  private final class ChangingTools: ToolService {
    private let text = Mutex("[]")
    var listing: JSONBytes { JSONBytes(text.withLock { $0 }) }
    var mayChange: Bool { true }

    func change(_ text: String) { self.text.withLock { $0 = text } }

    func find(_ name: JSONString) -> Int? { nil }
    func isInline(_ tool: Int) -> Bool { false }
    func timeoutSeconds(_ tool: Int) -> Int { 1 }
    func callInline(_ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter) throws(ToolFailure) {
      throw ToolFailure(.notFound, "")
    }
    func call(
      _ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void
    ) async throws(ToolFailure) -> JSONBytes { throw ToolFailure(.notFound, "") }
  }

  private static let meta =
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#

  private func receive(_ line: String, _ session: inout Session<ChangingTools>) -> String {
    var writer = JSONWriter()
    let bytes = JSONBytes(line)
    _ = session.receive(.text(bytes, 0..<bytes.count), into: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func change(_ session: inout Session<ChangingTools>) -> [String] {
    var writer = JSONWriter()
    session.toolsChanged(into: &writer)
    return String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func saysNothingBeforeAnybodyHasAsked() {
    var session = Session(tools: ChangingTools(), identity: ServerIdentity(name: "t", version: "1"))
    #expect(change(&session) == [])
  }

  @Test func tellsClientsOfTheHandshake() {
    let tools = ChangingTools()
    var session = Session(tools: tools, identity: ServerIdentity(name: "t", version: "1"))
    let begun = receive(
      #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#, &session)
    #expect(begun.contains(#""capabilities":{"tools":{"listChanged":true}}"#))
    #expect(receive(#"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#, &session).contains(#""tools":[]"#))
    tools.change(#"[{"name":"new"}]"#)
    #expect(change(&session) == [#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#])
    #expect(receive(#"{"jsonrpc":"2.0","id":3,"method":"tools/list"}"#, &session).contains(#"[{"name":"new"}]"#))
  }

  @Test func tellsSubscriptionsToTheListAlone() {
    let tools = ChangingTools()
    var session = Session(tools: tools, identity: ServerIdentity(name: "t", version: "1"))
    for (id, filter) in [("\"a\"", "true"), ("7", "false")] {
      _ = receive(
        #"{"jsonrpc":"2.0","id":\#(id),"method":"subscriptions/listen","params":{\#(Self.meta),"notifications":{"toolsListChanged":\#(filter)}}}"#,
        &session)
    }
    #expect(
      change(&session) == [
        #"{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"a"}}}"#
      ])
    let list = receive(#"{"jsonrpc":"2.0","id":8,"method":"tools/list","params":{\#(Self.meta)}}"#, &session)
    #expect(list.contains(#""ttlMs":5000"#))
  }
}
