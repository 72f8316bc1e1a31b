package import ProxyCore
import System

extension ProxyServer {
  /// Whether `start` could listen there now, on the address and port, and on the socket. To listen would make clients
  /// believe that it has started: what could keep it from that is asked instead.
  ///
  /// - Returns: why not; empty when it can, and for a port that the system chooses.
  package static func probe(_ listen: ProxySettings.Listen) -> [ListenFailure] {
    // What was passed listens already.
    guard listen.inherited.isEmpty else { return [] }
    var failures: [ListenFailure] = []
    if listen.isTCP, listen.port != 0, let failure = TCPAddress.failure(listeningOn: listen.host, port: listen.port) {
      failures.append(ListenFailure(failure, host: listen.host, port: listen.port))
    }
    if let path = listen.socket?.path, let failure = UnixSocket.failure(listeningOn: path) {
      failures.append(ListenFailure(failure, path: path))
    }
    return failures
  }
}
