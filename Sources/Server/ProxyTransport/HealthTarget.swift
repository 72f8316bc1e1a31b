/// Whom a health check asks, and for what.
package struct HealthTarget: Sendable, Equatable, CustomStringConvertible {
  package enum Address: Sendable, Equatable {
    case tcp(host: String, port: Int)
    case socket(String)
  }

  package enum Security: Sendable, Equatable {
    case none
    /// TLS with a server of this machine, whose certificate has a name that is not asked for here. Nothing secret is
    /// sent to it, and what it says restarts at most itself.
    case ofThisMachine
    /// Certificate and name are checked.
    case verified
  }

  package var address: Address
  package var security: Security
  /// With it the server knows that it is meant; `localhost` is known to every one of them.
  package var authority: String
  package var path: String

  package init(_ address: Address, _ security: Security, authority: String = "localhost", path: String) {
    self.address = address
    self.security = security
    self.authority = authority
    self.path = path
  }

  package var description: String {
    switch address {
    case .socket(let socket): "\(path) at \(socket)"
    case .tcp(let host, let port):
      "\(security == .none ? "http" : "https")://"
        + (host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host) + ":\(port)\(path)"
    }
  }
}
