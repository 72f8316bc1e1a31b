import NIOCore
import NIOPosix
import ProxyCore
import System

/// What is listened on: an address and port, a socket in the file system, or both.
struct Listeners: Sendable {
  /// Connections that the kernel may hold until they are accepted; it cuts the number to its own limit.
  private static let backlog: Int32 = 1024

  private var tcp: (any Channel)?
  private var unix: (socket: UnixSocket, channel: any Channel)?

  /// - Throws: `ListenFailure`; nothing is listened on then.
  static func bind(
    _ group: MultiThreadedEventLoopGroup, _ listen: ProxySettings.Listen, _ loops: [NIOLoopBound<TransportLoop>]
  ) async throws -> Listeners {
    var listeners = Listeners()
    do {
      if listen.isTCP { listeners.tcp = try await bindTCP(group, listen, loops) }
      if let socket = listen.socket { listeners.unix = try await bindUnix(group, socket, loops) }
      return listeners
    } catch {
      await listeners.close()
      throw error
    }
  }

  /// `so_reuseaddr` lets a restart have the port at once.
  private static func bindTCP(
    _ group: MultiThreadedEventLoopGroup, _ listen: ProxySettings.Listen, _ loops: [NIOLoopBound<TransportLoop>]
  ) async throws -> any Channel {
    do {
      return try await bootstrap(group, loops) { channel, loop in
        handlers(ClientAddress(text: channel.remoteAddress?.ipAddress), loop, isSecure: loop.server.tls.current != nil)
      }
      .serverChannelOption(.backlog, value: backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .bind(host: listen.host, port: listen.port).get()
    } catch {
      throw ListenFailure(nio: error, host: listen.host, port: listen.port)
    }
  }

  /// NIO would make a socket too, but with the mode of the process, and removes whatever has its name.
  private static func bindUnix(
    _ group: MultiThreadedEventLoopGroup, _ settings: ProxySettings.Socket, _ loops: [NIOLoopBound<TransportLoop>]
  ) async throws -> (socket: UnixSocket, channel: any Channel) {
    let socket: UnixSocket
    do throws(UnixSocket.Failure) {
      socket = try UnixSocket(settings.path, mode: settings.mode, backlog: backlog)
    } catch {
      throw ListenFailure(error, path: settings.path)
    }
    do {
      let channel = try await bootstrap(group, loops) { _, loop in handlers(.socket, loop, isSecure: false) }
        .withBoundSocket(socket.descriptor).get()
      return (socket, channel)
    } catch {
      socket.remove()
      throw error
    }
  }

  /// The water marks bound what one slow client holds in memory.
  private static func bootstrap(
    _ group: MultiThreadedEventLoopGroup, _ loops: [NIOLoopBound<TransportLoop>],
    _ handlers: @escaping @Sendable (any Channel, TransportLoop) -> [any ChannelHandler]
  ) -> ServerBootstrap {
    let contexts = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.eventLoop), $0) })
    return ServerBootstrap(group: group)
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 16 << 10, high: 64 << 10))
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let loop = contexts[ObjectIdentifier(channel.eventLoop)]?.value else { return }
          try channel.pipeline.syncOperations.addHandlers(handlers(channel, loop))
        }
      }
  }

  /// What serves one more connection, or turns it away.
  private static func handlers(
    _ address: ClientAddress, _ loop: TransportLoop, isSecure: Bool
  ) -> [any ChannelHandler] {
    do throws(ConnectionRefusal) {
      let slot = try loop.server.connections.enter(address, loop.listen)
      let client = ClientConnection(loop, address: address, slot: slot, isSecure: isSecure)
      return isSecure ? [TLSStart(loop, client), client] : [client]
    } catch {
      loop.metrics.refused(error.bound)
      return [RefusedConnection(isSecure ? nil : error)]
    }
  }

  /// For people and scripts, with the port that the system has chosen.
  func address(isSecure: Bool) -> String {
    var places: [String] = []
    if let address = tcp?.localAddress {
      let host = address.ipAddress ?? ""
      let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
      places.append("\(isSecure ? "https" : "http")://\(name):\(address.port ?? 0)")
    }
    if let unix { places.append("unix:\(unix.socket.path)") }
    return places.joined(separator: " and ")
  }

  /// The name of the socket goes first: while it is open, nobody else's can be taken for it.
  func close() async {
    unix?.socket.remove()
    try? await unix?.channel.close().get()
    try? await tcp?.close().get()
  }
}
