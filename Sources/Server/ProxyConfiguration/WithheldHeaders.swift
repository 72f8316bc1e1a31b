/// Headers of clients that go to no provider, whatever the configuration lists: they are about the connection, the body
/// or a key, and the proxy writes its own.
package enum WithheldHeaders {
  private static let names = [
    "host", "connection", "proxy-connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect",
    "content-length", "content-type", "content-encoding", "accept", "accept-encoding", "authorization",
    "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "anthropic-api-key", "anthropic-auth-token",
    "anthropic-organization-id", "cookie", "cookie2",
  ]
  /// The proxy's own: its key among them.
  private static let prefix = "x-securellm-"

  /// - Parameter name: in lower case.
  package static func contain(_ name: [UInt8]) -> Bool {
    names.contains { $0.utf8.elementsEqual(name) } || name.starts(with: prefix.utf8)
  }
}
