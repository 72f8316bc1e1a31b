package import JSONCore
package import ToolCalls

/// The tools that a configuration offers, with the document that says so. Replaced as a whole by a reload, so that
/// the document never lists a tool that cannot be called.
package final class ToolOffer: Sendable {
  /// Makes `GET /openapi.json` of the value of `tools` in a `tools/list` result, and of whether keys are required.
  package typealias Document = @Sendable (JSONBytes?, Bool) -> JSONBytes

  /// Nil in a proxy without tools.
  package let gateway: ToolGateway?
  /// Both documents are made beforehand: whether keys are needed can change with a reload that changes no tool.
  private let open: JSONBytes
  private let keyed: JSONBytes

  init(_ gateway: ToolGateway?, _ document: Document) {
    self.gateway = gateway
    open = document(gateway?.listing, false)
    keyed = document(gateway?.listing, true)
  }

  /// The document of `GET /openapi.json`.
  package func openAPI(requiresKey: Bool) -> JSONBytes { requiresKey ? keyed : open }
}
