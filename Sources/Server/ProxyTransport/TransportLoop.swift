import HTTPWire
import NIOCore
import ProxyCore
import System

/// What the transport has on one event loop: the open connections, and what writes heads of responses. Confined to its
/// loop. `ProxyServer` makes one for each, for the life of the server.
final class TransportLoop {
  let scheduler: EventLoopScheduler
  let proxy: ProxyLoop
  let intake: RequestIntake
  private var clients: [ObjectIdentifier: ClientConnection] = [:]
  private var writer = HeadWriter()
  private var date = HTTPDateText()
  /// Seconds since 1970, as old as the last tick: a tenth of a second.
  private var second = WallClock.seconds
  /// What instances share, and the settings it was made with.
  private var store: (store: RedisStore, settings: RedisSettings)?

  init(_ eventLoop: any EventLoop, _ server: ServerState, _ routes: RouteTable, number: Int) {
    scheduler = EventLoopScheduler(eventLoop)
    proxy = ProxyLoop(scheduler, EventLoopConnector(scheduler), server, number: number)
    intake = RequestIntake(proxy, routes)
    adoptStore()
  }

  /// Adopts a new configuration; what it leaves as it was stays, connections included.
  func adopt(_ configuration: RuntimeConfiguration) {
    proxy.adopt(configuration)
    adoptStore()
  }

  func adoptTools() { proxy.adoptTools() }

  private func adoptStore() {
    let settings = proxy.configuration.settings.state?.redis
    if let settings, let store, store.settings.isSame(as: settings) { return }
    store?.store.retire()
    store = nil
    proxy.store = nil
    guard let settings else { return server.store.withdraw(loop: proxy.number) }
    let made = RedisStore(scheduler, settings, metrics.store) { [proxy] in proxy.storeChanged($0) }
    store = (made, settings)
    proxy.store = made
    made.start()
  }

  var server: ServerState { proxy.server }
  var metrics: Metrics { proxy.server.metrics }
  var listen: ProxySettings.Listen { _read { yield proxy.configuration.settings.listen } }
  var now: UInt64 { proxy.now }

  /// The head of a response in HTTP/1.1. Lends it to `use`; false, without calling it, when a value cannot be sent.
  func withHead(
    _ status: Int, _ framing: BodyFraming, closes: Bool, _ fields: (inout HeadWriter) -> Void,
    _ use: (Span<UInt8>) -> Void
  ) -> Bool {
    writer.reset()
    writer.response(status)
    fields(&writer)
    // RFC 9110, 6.6.1.
    date.with(second) { writer.field("date", $0) }
    switch framing {
    case .length(let length): writer.field("content-length", length)
    case .chunked: writer.field("transfer-encoding", "chunked")
    case .untilClose, .none: break
    }
    if closes { writer.field("connection", "close") }
    guard writer.finish() else { return false }
    writer.withSpan(use)
    return true
  }

  // MARK: connections

  func add(_ client: ClientConnection) {
    clients[ObjectIdentifier(client)] = client
    metrics.connections.add(1)
    metrics.connectionsTotal.add()
  }

  func remove(_ client: ClientConnection) {
    if clients.removeValue(forKey: ObjectIdentifier(client)) != nil { metrics.connections.add(-1) }
  }

  var isIdle: Bool { clients.isEmpty }

  // MARK: life

  /// Looks after deadlines; called ten times a second. A copy of the connections, since a tick may close some.
  func tick() {
    second = WallClock.seconds
    proxy.tick()
    for client in Array(clients.values) { client.tick(now) }
  }

  /// From now on connections are closed behind the response they wait for.
  func drain() {
    proxy.drain()
    for client in Array(clients.values) { client.drain() }
  }

  /// Ends what is still in flight, each with an error that says so.
  func endAll() {
    for client in Array(clients.values) { client.shutDown() }
    proxy.end()
    store?.store.retire()
  }
}
