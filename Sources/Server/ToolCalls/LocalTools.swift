package import AuditEvents
package import JSONCore
package import KeyStore
import Synchronization
package import ToolRuntime

/// The tools for one local caller: what the MCP server and the command line have. It makes the gateway a
/// `ToolService`, so that the MCP session knows nothing of callers, limits or the audit.
package final class LocalTools: ToolService {
  private let tools: any ToolService
  private let lists: [[ToolPattern]]
  /// Another one with each change of the tools.
  private let current: Mutex<Offer>

  /// An object, so that a look at it costs one reference and not those of all its parts.
  private final class Offer: Sendable {
    let gateway: ToolGateway

    init(_ gateway: ToolGateway) { self.gateway = gateway }
  }

  /// - Parameters:
  ///   - lists: of which tools are offered, as `ToolSelection` has them.
  package init(_ tools: any ToolService, among lists: [[ToolPattern]] = [], audit: any ToolAudit) {
    self.tools = tools
    self.lists = lists
    current = Mutex(Offer(ToolGateway(tools, selection: ToolSelection(tools, among: lists), audit: audit)))
  }

  private var gateway: ToolGateway { current.withLock { $0 }.gateway }

  package var listing: JSONBytes { gateway.listing }
  package func find(_ name: JSONString) -> Int? { gateway.find(name) }
  package func isInline(_ tool: Int) -> Bool { gateway.isInline(tool) }
  package func timeoutSeconds(_ tool: Int) -> Int { gateway.timeoutSeconds(tool) }

  package var mayChange: Bool { tools.mayChange }

  /// What runs, waits and has failed counts on.
  package func look() -> Bool {
    guard tools.look() else { return false }
    let selection = ToolSelection(tools, among: lists)
    current.withLock { $0 = Offer($0.gateway.offering(selection)) }
    return true
  }

  package func callInline(
    _ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter
  ) throws(ToolFailure) {
    try gateway.callInline(tool, arguments, into: &writer)
  }

  /// Refusals become failures here: a local caller reads them as those of any tool.
  package func call(
    _ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    let gateway = gateway
    // Found a moment ago; a call that waited for its turn meanwhile must not be recorded without a name.
    guard gateway.selection.offers(tool) else {
      throw ToolFailure(.notFound, "this tool has changed or is gone: list the tools again")
    }
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
