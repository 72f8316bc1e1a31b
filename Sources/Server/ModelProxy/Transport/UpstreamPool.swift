import NIOCore
import NIOPosix
import NIOSSL

/// The connections of one event loop to one provider. Confined to that loop.
final class UpstreamPool {
  /// Idle connections are closed after this long: providers and the boxes between do it without telling.
  private static let idleNanoseconds: UInt64 = 30_000_000_000

  private unowned let loop: LoopContext
  private let provider: Provider
  private let metrics: Metrics.Provider
  /// The latest given back is the next taken, so that the surplus grows old and is closed.
  private var idle: [UpstreamConnection] = []
  private(set) var open = 0
  private var connecting = 0

  init(loop: LoopContext, provider: Provider, metrics: Metrics.Provider) {
    self.loop = loop
    self.provider = provider
    self.metrics = metrics
  }

  /// Whether one more connection may be opened on this loop.
  private var hasRoom: Bool { open + connecting < provider.connectionsPerLoop }

  /// Finds or makes a connection and tells `client`, at once when one is idle.
  func acquire(for client: any UpstreamClient) {
    while let connection = idle.popLast() {
      guard connection.isOpen else { continue }
      connection.lease(to: client)
      return client.upstreamReady(connection)
    }
    guard hasRoom else {
      return client.upstreamFailed(
        .unreachable(
          "all \(provider.connectionsPerLoop) connections to it are in use; raise maxConnections or send less"))
    }
    connect(for: client)
  }

  private func connect(for client: any UpstreamClient) {
    connecting += 1
    let connection = UpstreamConnection(pool: self, waitsForTLS: provider.tls != nil, client: client)
    let bound = NIOLoopBound(connection, eventLoop: loop.eventLoop)
    let provider = provider
    let future = ClientBootstrap(group: loop.eventLoop)
      .connectTimeout(.milliseconds(Int64(provider.timeouts.connectMilliseconds)))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls = provider.tls {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: tls, serverHostname: provider.serverName))
          }
          try channel.pipeline.syncOperations.addHandler(bound.value)
        }
      }
      .connect(host: provider.host, port: provider.port)
    future.assumeIsolated().whenComplete { result in
      self.connecting -= 1
      if case .failure(let error) = result { connection.neverOpened("\(Self.reason(error))") }
    }
  }

  /// What went wrong in a person's words, without the address list NIO adds.
  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
        return "its name cannot be resolved"
      }
      if let first = error.connectionErrors.first { return reason(first.error) }
      return "no address could be connected to"
    case is ChannelError: return "the connection was not made in time"
    case let error as IOError: return IOReason.sentence(error.errnoCode)
    default: return "the connection failed"
    }
  }

  /// Something has happened on a connection.
  func refreshNow() { loop.refreshNow() }

  func opened(_ connection: UpstreamConnection) {
    open += 1
    metrics.connections.add()
  }

  func closed(_ connection: UpstreamConnection) {
    if connection.wasOpened { open -= 1 }
    idle.removeAll { $0 === connection }
  }

  func put(_ connection: UpstreamConnection) {
    connection.idleSince = loop.now
    idle.append(connection)
  }

  /// Closes what has been idle for long; called every second or so.
  func sweep() {
    let time = loop.now
    while let oldest = idle.first, time &- oldest.idleSince > Self.idleNanoseconds {
      idle.removeFirst()
      oldest.discard()
    }
  }

  func closeIdle() {
    let connections = idle
    idle = []
    for connection in connections { connection.discard() }
  }
}
