import NIOCore
import NIOPosix
import NIOSSL

/// The connections of one event loop to one provider, and the requests of that loop that wait for one. Confined to it.
final class UpstreamPool {
  /// Idle connections are closed after this long, 30 s: providers and the boxes between do it without notice.
  private static let idleNanoseconds: UInt64 = 30_000_000_000

  private struct Waiting {
    let ticket: ConnectionSlots.Ticket
    let client: any UpstreamClient
  }

  private unowned let loop: LoopContext
  /// Whose key requests have, and whose host they go to: the two cannot come from anywhere else.
  let provider: RuntimeConfiguration.Provider
  private let slots: ConnectionSlots
  /// The latest returned is the next taken, so that the surplus grows old and is closed.
  private var idle: [UpstreamConnection] = []
  private var queue: [Waiting] = []
  /// Another configuration is active: open connections serve what is in flight, and are not kept.
  private var isRetired = false

  /// Joins the slots at once, so that other loops can ask for what is idle here.
  init(loop: LoopContext, provider: RuntimeConfiguration.Provider) {
    self.loop = loop
    self.provider = provider
    slots = provider.slots
    slots.join(ObjectIdentifier(self), shed: onLoop { $0.shed() })
  }

  /// What other event loops may call: it hops to this one.
  private func onLoop(_ body: @escaping @Sendable (UpstreamPool) -> Void) -> @Sendable () -> Void {
    let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
    let eventLoop = loop.eventLoop
    return { eventLoop.execute { body(bound.value) } }
  }

  /// Finds or makes a connection and calls `client`, before it returns when one is idle. When the provider has as
  /// many as it may, the client waits for its turn, until `cancel`.
  func acquire(for client: any UpstreamClient) {
    while let connection = idle.popLast() {
      guard connection.isOpen else { continue }
      connection.lease(to: client)
      return client.upstreamReady(connection)
    }
    switch slots.claim(for: ObjectIdentifier(self), wake: onLoop { $0.takeTurns() }) {
    case .taken: connect(for: client)
    case .waits(let ticket): queue.append(Waiting(ticket: ticket, client: client))
    case .refused: client.upstreamFailed(.exhausted(limit: slots.limit))
    }
  }

  /// `client` waits no longer.
  func cancel(_ client: any UpstreamClient) {
    guard let index = queue.firstIndex(where: { $0.client === client }) else { return }
    slots.cancel(queue.remove(at: index).ticket)
  }

  /// Waiting clients get the end of the server as their error, and nothing is sent for them any more.
  private var isEnding: Bool { loop.server.phase == .completion }

  /// Called when a slot may be free for a client that waits here; another loop may have been quicker.
  private func takeTurns() {
    while !isEnding, let first = queue.first, slots.take(first.ticket) {
      queue.removeFirst()
      connect(for: first.client)
    }
  }

  /// NIO resolves the name and tries its addresses. The slot is taken already, and is released by `closed`,
  /// whichever way the connection ends.
  private func connect(for client: any UpstreamClient) {
    client.upstreamConnecting()
    let settings = provider.settings
    let connection = UpstreamConnection(pool: self, waitsForTLS: settings.tls != nil, client: client)
    let bound = NIOLoopBound(connection, eventLoop: loop.eventLoop)
    let future = ClientBootstrap(group: loop.eventLoop)
      .connectTimeout(.milliseconds(Int64(settings.timeouts.connectMilliseconds)))
      // Small writes must not wait for acknowledgements: a request is one write, and a client is waiting for it.
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls = settings.tls {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: tls, serverHostname: settings.serverName))
          }
          try channel.pipeline.syncOperations.addHandler(bound.value)
        }
      }
      .connect(host: settings.host, port: settings.port)
    future.assumeIsolated().whenComplete { result in
      guard case .failure(let error) = result else { return }
      self.closed(connection)
      connection.neverOpened(Self.reason(error))
    }
    // The bootstrap's limit ends when TCP is connected.
    if settings.tls != nil {
      loop.after(milliseconds: settings.timeouts.connectMilliseconds) {
        connection.neverOpened("its TLS was not ready in time")
      }
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

  func opened(_ connection: UpstreamConnection) { provider.metrics.connections.add() }

  /// A connection is at its end, or was not made.
  func closed(_ connection: UpstreamConnection) {
    idle.removeAll { $0 === connection }
    if connection.hasSlot {
      connection.hasSlot = false
      slots.give()
    }
  }

  /// Takes back a connection that can serve another request. A client that waits, on whatever loop, goes before
  /// keeping it.
  func put(_ connection: UpstreamConnection) {
    if slots.waitingCount > 0 { return passOn(connection) }
    if isRetired { return connection.discard() }
    connection.idleSince = loop.now
    idle.append(connection)
  }

  /// The client whose turn it is gets the connection, or on another loop its slot: connections cannot change loops.
  private func passOn(_ connection: UpstreamConnection) {
    guard !isEnding, let first = queue.first, slots.skip(first.ticket) else { return connection.discard() }
    queue.removeFirst()
    connection.lease(to: first.client)
    first.client.upstreamReady(connection)
  }

  /// Requests of other loops wait for what is idle here.
  private func shed() {
    for _ in 0..<min(slots.waitingCount, idle.count) { idle.removeFirst().discard() }
  }

  /// Closes what has been idle for long; called with every tick, and cheap: the oldest is first.
  func sweep() {
    let time = loop.now
    while let oldest = idle.first, time &- oldest.idleSince > Self.idleNanoseconds {
      idle.removeFirst()
      oldest.discard()
    }
  }

  /// Closes what is idle, and from now on what becomes so.
  func retire() {
    isRetired = true
    slots.leave(ObjectIdentifier(self))
    let connections = idle
    idle = []
    for connection in connections { connection.discard() }
  }
}
