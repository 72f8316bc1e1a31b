import NIOCore
import NIOPosix
package import ProxyCore
import System

extension ProxyServer {
  /// Whether `start` could listen there now, on the address and port, and on the socket.
  ///
  /// - Returns: why not; empty when it can.
  package static func probe(_ listen: ProxySettings.Listen) -> [ListenFailure] {
    [probeTCP(listen), listen.socket.flatMap { probe($0) }].compactMap(\.self)
  }

  /// Listens for a moment, with the options of `start`, and stops. Waits for the name of a host to be resolved.
  ///
  /// - Returns: nil also for a port that the system chooses.
  private static func probeTCP(_ listen: ProxySettings.Listen) -> ListenFailure? {
    if !listen.isTCP || listen.port == 0 { return nil }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer { try? group.syncShutdownGracefully() }
    do {
      try ServerBootstrap(group: group)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .bind(host: listen.host, port: listen.port).wait().close().wait()
      return nil
    } catch {
      return ListenFailure(error, host: listen.host, port: listen.port)
    }
  }

  /// To listen would make a file, so that what could keep it from being made is asked.
  private static func probe(_ socket: ProxySettings.Socket) -> ListenFailure? {
    UnixSocket.failure(listeningOn: socket.path).map { ListenFailure($0, path: socket.path) }
  }
}
