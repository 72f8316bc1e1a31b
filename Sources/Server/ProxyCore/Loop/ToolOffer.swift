package import JSONCore
package import ToolCalls

/// The tools that a configuration offers, with the document that says so. Replaced as a whole by a reload, so that
/// the document never lists a tool that cannot be called.
package final class ToolOffer: Sendable {
  /// Makes `GET /openapi.json` of the value of `tools` in a `tools/list` result, and of how clients say who they are.
  package typealias Document = @Sendable (JSONBytes?, ClientAccess) -> JSONBytes

  /// Nil in a proxy without tools.
  package let gateway: ToolGateway?
  /// The document of `GET /openapi.json`.
  package let openAPI: JSONBytes

  init(_ gateway: ToolGateway?, _ document: Document, _ access: ClientAccess) {
    self.gateway = gateway
    openAPI = document(gateway?.listing, access)
  }
}

/// How clients say who they are.
package struct ClientAccess: Sendable, Equatable {
  package let requiresKey: Bool
  /// Some certificate stands for a key.
  package let takesCertificates: Bool

  package init(requiresKey: Bool, takesCertificates: Bool = false) {
    self.requiresKey = requiresKey
    self.takesCertificates = takesCertificates
  }
}

extension ProxySettings {
  var access: ClientAccess {
    ClientAccess(requiresKey: requiresKey, takesCertificates: certificateKeys != nil)
  }
}
