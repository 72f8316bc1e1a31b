/// The connections of one event loop to one provider, and the requests of that loop that wait for one. Confined to it.
package final class UpstreamPool {
  /// Idle connections are closed after this long, 30 s: providers and the boxes between do it without notice.
  private static let idleNanoseconds: UInt64 = 30_000_000_000

  private struct Waiting {
    let ticket: ConnectionSlots.Ticket
    let client: any UpstreamClient
    let wantsNew: Bool
  }

  private let loop: LoopContext
  private let connector: any UpstreamConnector
  /// Whose key requests have.
  package let provider: ActiveProvider
  /// Whose host they go to. The two cannot come from anywhere else.
  package let endpoint: Provider.Endpoint
  private let slots: ConnectionSlots
  /// The latest returned is the next taken, so that the surplus grows old and is closed.
  private var idle: [UpstreamConnection] = []
  private var queue: [Waiting] = []
  /// Another configuration is active: open connections serve what is in flight, and are not kept.
  private var isRetired = false

  /// Joins the slots at once, so that other loops can ask for what is idle here.
  package init(
    _ loop: LoopContext, _ connector: any UpstreamConnector, _ provider: ActiveProvider, _ endpoint: Provider.Endpoint
  ) {
    self.loop = loop
    self.connector = connector
    self.provider = provider
    self.endpoint = endpoint
    slots = provider.slots
    slots.join(ObjectIdentifier(self), shed: onLoop { $0.shed() })
  }

  /// What other event loops may call: it hops to this one. Weak: a pool that is gone has nothing to do.
  private func onLoop(_ body: @escaping (UpstreamPool) -> Void) -> @Sendable () -> Void {
    loop.scheduler.hopping { [weak self] in if let self { body(self) } }
  }

  /// Finds or makes a connection and calls `client`, before it returns when one is idle. When the provider has as
  /// many as it may, the client waits for its turn, until `cancel`.
  ///
  /// - Parameter wantsNew: the request can be sent only once: it gets no connection that the provider may be closing
  ///   because it was idle.
  package func acquire(for client: any UpstreamClient, wantsNew: Bool = false) {
    while !wantsNew, let connection = idle.popLast() {
      guard connection.isOpen else { continue }
      connection.lease(to: client)
      return client.upstreamReady(connection)
    }
    switch slots.claim(for: ObjectIdentifier(self), wake: onLoop { $0.takeTurns() }) {
    case .taken: connect(for: client)
    case .waits(let ticket):
      queue.append(Waiting(ticket: ticket, client: client, wantsNew: wantsNew))
      // What is idle here may be all that there may be.
      if wantsNew { shed() }
    case .refused: client.upstreamFailed(.exhausted(limit: slots.limit))
    }
  }

  /// `client` waits no longer.
  package func cancel(_ client: any UpstreamClient) {
    guard let index = queue.firstIndex(where: { $0.client === client }) else { return }
    slots.cancel(queue.remove(at: index).ticket)
  }

  /// Called when a slot may be free for a client that waits here; another loop may have been quicker.
  private func takeTurns() {
    while !loop.isEnding, let first = queue.first, slots.take(first.ticket) {
      queue.removeFirst()
      connect(for: first.client)
    }
  }

  /// The slot is taken already, and is released by `closed`, whichever way the connection ends.
  private func connect(for client: any UpstreamClient) {
    client.upstreamConnecting()
    connector.connect(
      UpstreamConnection(pool: self, client: client), to: endpoint,
      timeoutMilliseconds: provider.settings.timeouts.connectMilliseconds)
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
    guard !loop.isEnding, let first = queue.first, !first.wantsNew, slots.skip(first.ticket) else {
      return connection.discard()
    }
    queue.removeFirst()
    connection.lease(to: first.client)
    first.client.upstreamReady(connection)
  }

  /// Requests of other loops wait for what is idle here.
  private func shed() {
    for _ in 0..<min(slots.waitingCount, idle.count) { idle.removeFirst().discard() }
  }

  /// Closes what has been idle for long; called with every tick, and cheap: the oldest is first.
  package func sweep() {
    let time = loop.now
    while let oldest = idle.first, time &- oldest.idleSince > Self.idleNanoseconds {
      idle.removeFirst()
      oldest.discard()
    }
  }

  /// Closes what is idle, and from now on what becomes so.
  package func retire() {
    isRetired = true
    slots.leave(ObjectIdentifier(self))
    let connections = idle
    idle = []
    for connection in connections { connection.discard() }
  }
}
