/// Why nothing can be served on what a service manager has passed.
package enum InheritedSocketFailure: Error, Equatable, Sendable, CustomStringConvertible {
  case count
  case names(count: Int, sockets: Int)
  case unusable(number: Int32, name: String, Reason)

  package enum Reason: Error, Equatable, Sendable {
    case notOpen
    case notASocket
    case notAStream
    /// What systemd passes to a service that it starts for each connection.
    case notListening
    /// Neither IPv4, IPv6 nor a UNIX socket.
    case otherFamily
  }

  package var description: String {
    switch self {
    case .count: "LISTEN_FDS is not a number of sockets, as systemd sets it"
    case .names(let count, let sockets): "LISTEN_FDNAMES has \(count) names, and LISTEN_FDS says \(sockets) sockets"
    case .unusable(let number, let name, let reason):
      "the socket \(name) (descriptor \(number)) that systemd has passed cannot be served: \(Self.sentence(reason))"
    }
  }

  private static func sentence(_ reason: Reason) -> String {
    switch reason {
    case .notOpen: "the descriptor is not open: LISTEN_FDS is from another process"
    case .notASocket: "it is no socket: use ListenStream= in the socket unit"
    case .notAStream: "it is no stream socket: use ListenStream= in the socket unit"
    case .notListening: "it does not listen: Accept=no in the socket unit passes one that does"
    case .otherFamily: "it is neither IPv4, IPv6 nor a UNIX socket: give ListenStream= an address or a path"
    }
  }
}
