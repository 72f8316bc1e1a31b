import JSONCore
import ToolCalls

/// The tools that a configuration offers, with the document that says so. Replaced as a whole by a reload, so that
/// the document never lists a tool that cannot be called.
final class ToolOffer: Sendable {
  /// Nil in a proxy without tools.
  let gateway: ToolGateway?
  /// Both documents are made beforehand: whether keys are needed can change with a reload that changes no tool.
  private let open: JSONBytes
  private let keyed: JSONBytes

  init(_ gateway: ToolGateway?) {
    self.gateway = gateway
    open = OpenAPI.document(tools: gateway?.listing, requiresKey: false)
    keyed = OpenAPI.document(tools: gateway?.listing, requiresKey: true)
  }

  /// The document of `GET /openapi.json`.
  func openAPI(requiresKey: Bool) -> JSONBytes { requiresKey ? keyed : open }
}
