import NIOCore
import NIOPosix
package import ProxyCore

/// The listener and its event loops. Methods may be called from any task; what they do happens on the loops.
package final class ProxyServer: Sendable {
  /// Connections that the kernel may hold until they are accepted; it cuts the number to its own limit.
  private static let backlog: Int32 = 1024
  /// How often deadlines are looked at: one timer for each loop instead of several for each request. Time-outs are up
  /// to this much late.
  private static let tickMilliseconds: Int64 = 100

  private let group: MultiThreadedEventLoopGroup
  private let state: ServerState
  private let loops: [NIOLoopBound<TransportLoop>]
  private let listener: any Channel

  /// Where it listens, with the port that the system has chosen.
  package var address: String {
    guard let address = listener.localAddress else { return "" }
    let host = address.ipAddress ?? ""
    let scheme = state.tls.current == nil ? "http://" : "https://"
    return scheme + (host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host) + ":\(address.port ?? 0)"
  }

  private init(
    _ group: MultiThreadedEventLoopGroup, _ state: ServerState, _ loops: [NIOLoopBound<TransportLoop>],
    _ listener: any Channel
  ) {
    self.group = group
    self.state = state
    self.loops = loops
    self.listener = listener
  }

  /// Binds and begins to serve. Loops have their contexts before anything is bound, so that the first connection
  /// finds one.
  ///
  /// - Parameters:
  ///   - routes: what is served.
  ///   - threads: event loops.
  /// - Throws: `ListenFailure`, after the threads have ended.
  package static func start(_ state: ServerState, _ routes: RouteTable, threads: Int) async throws -> ProxyServer {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    do {
      var loops: [NIOLoopBound<TransportLoop>] = []
      for (number, loop) in group.makeIterator().enumerated() {
        loops.append(
          try await loop.submit {
            NIOLoopBound(TransportLoop(loop, state, routes, number: number), eventLoop: loop)
          }.get())
      }
      let listen = state.configuration.settings.listen
      let listener: any Channel
      do { listener = try await bind(group, listen, loops) } catch {
        throw ListenFailure(error, host: listen.host, port: listen.port)
      }
      for loop in loops { tickRegularly(loop) }
      return ProxyServer(group, state, loops, listener)
    } catch {
      try await group.shutdownGracefully()
      throw error
    }
  }

  /// The water marks bound what one slow client holds in memory; `so_reuseaddr` lets a restart have the port at once.
  private static func bind(
    _ group: MultiThreadedEventLoopGroup, _ listen: ProxySettings.Listen, _ loops: [NIOLoopBound<TransportLoop>]
  ) async throws -> any Channel {
    let contexts = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.eventLoop), $0) })
    return try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 16 << 10, high: 64 << 10))
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let loop = contexts[ObjectIdentifier(channel.eventLoop)]?.value else { return }
          try channel.pipeline.syncOperations.addHandlers(
            handlers(ClientAddress(text: channel.remoteAddress?.ipAddress), loop))
        }
      }
      .bind(host: listen.host, port: listen.port).get()
  }

  /// What serves one more connection, or turns it away.
  private static func handlers(_ address: ClientAddress, _ loop: TransportLoop) -> [any ChannelHandler] {
    let isSecure = loop.server.tls.current != nil
    do throws(ConnectionRefusal) {
      let slot = try loop.server.connections.enter(address, loop.listen)
      let client = ClientConnection(loop, address: address, slot: slot, isSecure: isSecure)
      return isSecure ? [TLSStart(loop, client), client] : [client]
    } catch {
      loop.metrics.refused(error.bound)
      return [RefusedConnection(isSecure ? nil : error)]
    }
  }

  private static func tickRegularly(_ loop: NIOLoopBound<TransportLoop>) {
    _ = loop.eventLoop.scheduleRepeatedTask(
      initialDelay: .milliseconds(tickMilliseconds), delay: .milliseconds(tickMilliseconds)
    ) { _ in loop.value.tick() }
  }

  // MARK: life

  /// Adopts a new configuration on all loops, each when it comes to it. What is listened on does not change.
  package func adopt(_ configuration: RuntimeConfiguration) {
    state.adopt(configuration)
    for loop in loops { loop.eventLoop.execute { loop.value.proxy.adopt(configuration) } }
  }

  /// Stops accepting, lets requests end for as long as the configuration says (30 s unless configured), then ends
  /// what is left with an error.
  package func shutDown() async throws {
    state.beginDraining()
    try? await listener.close().get()
    for loop in loops { try? await loop.eventLoop.submit { loop.value.drain() }.get() }
    let deadline =
      ContinuousClock.now + .nanoseconds(Int64(clamping: state.configuration.settings.listen.drainNanoseconds))
    while ContinuousClock.now < deadline, await !isIdle() { try? await Task.sleep(for: .milliseconds(20)) }
    state.beginEnding()
    // All loops know before one of them frees a connection for which others wait.
    for loop in loops { try? await loop.eventLoop.submit { loop.value.proxy.beginEnding() }.get() }
    for loop in loops { try? await loop.eventLoop.submit { loop.value.endAll() }.get() }
    try await group.shutdownGracefully()
  }

  /// Asks each loop on its own thread; polled every 20 ms while the server drains.
  private func isIdle() async -> Bool {
    for loop in loops {
      if (try? await loop.eventLoop.submit { loop.value.isIdle }.get()) == false { return false }
    }
    return true
  }
}
