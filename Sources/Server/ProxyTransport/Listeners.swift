import NIOCore
import NIOPosix
import ProxyCore
import System

/// What is listened on: an address and port, a socket in the file system, or both; or what a service manager has passed.
struct Listeners: Sendable {
  /// Connections that the kernel may hold until they are accepted; it cuts the number to its own limit.
  private static let backlog: Int32 = 1024

  /// Of a socket that is held while servers come and go.
  private static let inheritedBacklog: Int32 = 4096

  private var tcp: (any Channel)?
  private var unix: (socket: UnixSocket, channel: any Channel)?
  private var inherited: [(socket: InheritedSocket, channel: any Channel)] = []

  /// - Throws: `ListenFailure`; nothing is listened on then.
  static func bind(
    _ group: MultiThreadedEventLoopGroup, _ listen: ProxySettings.Listen, _ loops: [NIOLoopBound<TransportLoop>]
  ) async throws -> Listeners {
    var listeners = Listeners()
    do {
      for socket in listen.inherited { listeners.inherited.append((socket, try await adopt(group, socket, loops))) }
      guard listen.inherited.isEmpty else { return listeners }
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
      return try await bootstrapTCP(group, loops)
        .serverChannelOption(.backlog, value: backlog)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .bind(host: listen.host, port: listen.port).get()
    } catch {
      throw ListenFailure(nio: error, host: listen.host, port: listen.port)
    }
  }

  private static func bootstrapTCP(
    _ group: MultiThreadedEventLoopGroup, _ loops: [NIOLoopBound<TransportLoop>]
  ) -> ServerBootstrap {
    bootstrap(group, loops) { channel, loop in
      handlers(ClientAddress(text: channel.remoteAddress?.ipAddress), loop, isSecure: loop.server.tls.current != nil)
    }
    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
  }

  /// Serves on a socket that listens already, and goes on listening when this process has ended.
  private static func adopt(
    _ group: MultiThreadedEventLoopGroup, _ socket: InheritedSocket, _ loops: [NIOLoopBound<TransportLoop>]
  ) async throws -> any Channel {
    let bootstrap: ServerBootstrap
    switch socket.address {
    case .tcp: bootstrap = bootstrapTCP(group, loops)
    case .unix: bootstrap = self.bootstrap(group, loops) { _, loop in handlers(.socket, loop, isSecure: false) }
    }
    let channel = try await bootstrap.withBoundSocket(socket.descriptor).get()
    // NIO has given it a short queue: in a restart, everybody waits in it.
    ListenQueue.resize(socket.descriptor, to: inheritedBacklog)
    return channel
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
      ListenQueue.resize(socket.descriptor, to: backlog)
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
      places.append(Self.url(address.ipAddress ?? "", address.port ?? 0, isSecure))
    }
    if let unix { places.append("unix:\(unix.socket.path)") }
    for (socket, _) in inherited {
      switch socket.address {
      case .tcp(let host, let port): places.append(Self.url(host, port, isSecure))
      case .unix(let path): places.append("unix:\(path)")
      }
    }
    return places.joined(separator: " and ")
  }

  private static func url(_ host: String, _ port: Int, _ isSecure: Bool) -> String {
    let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return "\(isSecure ? "https" : "http")://\(name):\(port)"
  }

  /// Accepts nothing more, and lets what was accepted come to its loop: NIO closes connections that are on their way there
  /// when their listener closes, with requests that nobody has read.
  func stopAccepting(_ loops: [any EventLoop]) async {
    for channel in [tcp, unix?.channel].compactMap(\.self) + inherited.map(\.channel) {
      try? await channel.setOption(.autoRead, value: false).get()
    }
    // From the listener's loop to that of the connection, and back again.
    for loop in loops + loops { try? await loop.submit {}.get() }
  }

  /// The name of the socket goes first: while it is open, nobody else's can be taken for it.
  func close() async {
    unix?.socket.remove()
    try? await unix?.channel.close().get()
    try? await tcp?.close().get()
    // The name of a socket that was passed is the manager's.
    for (_, channel) in inherited { try? await channel.close().get() }
  }
}
