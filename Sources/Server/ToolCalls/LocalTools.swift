package import JSONCore
package import ToolRuntime

/// The tools for one local caller: what the MCP server and the command line have. It makes the gateway a
/// `ToolService`, so that the MCP session knows nothing of callers, limits or the audit.
package struct LocalTools: ToolService {
  private let gateway: ToolGateway

  package init(_ gateway: ToolGateway) { self.gateway = gateway }

  package var listing: JSONBytes { gateway.listing }
  package func find(_ name: JSONString) -> Int? { gateway.find(name) }
  package func isInline(_ tool: Int) -> Bool { gateway.isInline(tool) }
  package func timeoutSeconds(_ tool: Int) -> Int { gateway.timeoutSeconds(tool) }

  package func callInline(
    _ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter
  ) throws(ToolFailure) {
    try gateway.callInline(tool, arguments, into: &writer)
  }

  /// Refusals become failures here: a local caller reads them as those of any tool.
  package func call(
    _ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    let admitted: AdmittedToolCall
    do throws(ToolRefusal) {
      // A local caller has no limit of its own that would ask for the time.
      admitted = try gateway.admit(ToolCall(tool: tool, arguments: arguments, caller: .local), now: 0)
    } catch {
      throw error.failure
    }
    return try await admitted.runToItsEnd(onProgress: onProgress)
  }
}
