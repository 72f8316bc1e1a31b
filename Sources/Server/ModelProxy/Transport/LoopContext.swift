import AuditEvents
import HTTPWire
import JSONCore
import KeyStore
import LLMWire
import NIOCore
import ToolCalls
import ToolRuntime

/// What one event loop has of its own: the time, the connections, buffers that are used again and again. Confined to
/// its loop, so nothing here is locked. `ProxyServer` makes one for each loop, for the life of the server.
final class LoopContext {
  let eventLoop: any EventLoop
  let server: ServerState
  private let number: Int
  private let allocator = ByteBufferAllocator()
  private(set) var configuration: RuntimeConfiguration
  private(set) var offer: ToolOffer
  /// One for each provider of the generation, in its order.
  private(set) var pools: [UpstreamPool] = []
  private var clients: [ObjectIdentifier: ClientConnection] = [:]
  /// Lists of models that providers are being asked for; kept here, since no request owns them.
  private var fetches: [ObjectIdentifier: ModelListFetch] = [:]
  /// Lines of the audit are made here.
  var auditWriter = JSONWriter()
  /// Heads and bodies are made here.
  var headWriter = HeadWriter()
  /// Monotonic, in nanoseconds; as old as the last `refreshNow`.
  private(set) var now: UInt64
  private(set) var isDraining = false
  private var ids: RequestIDs
  var stamps = TimestampFormatter()
  private var models = ResolvedModels()
  /// The table of the last tick: a revoked key is refused within about a second, and no request takes a lock for it.
  private var keys: KeyTable?

  init(_ eventLoop: any EventLoop, _ server: ServerState, number: Int) {
    self.eventLoop = eventLoop
    self.server = server
    self.number = number
    configuration = server.configuration
    offer = server.offer
    now = NIODeadline.now().nanoseconds
    ids = RequestIDs(loop: number)
    keys = server.keys?.table
    makePools()
  }

  var metrics: Metrics { server.metrics }

  /// A call of the clock for each read of a socket, instead of one for each question.
  @discardableResult
  func refreshNow() -> UInt64 {
    now = NIODeadline.now().nanoseconds
    return now
  }

  func nextRequestID() -> JSONString { ids.next() }

  /// Nil when it is not known which provider serves a model of that name.
  func resolve(_ model: JSONString, _ format: APIFormat) -> ResolvedModel? {
    models.resolve(model, format, configuration.directory)
  }

  /// Memory for what goes to a provider.
  func allocate(_ capacity: Int) -> ByteBuffer { allocator.buffer(capacity: capacity) }

  /// Runs `body` on this loop when what runs now has returned: no exchange finds itself ended in the middle of a
  /// call.
  func later(_ body: @escaping () -> Void) { eventLoop.assumeIsolated().execute(body) }

  /// For what is rare; requests have deadlines that `tick` looks at. It cannot be cancelled: `body` looks whether it
  /// is still wanted.
  func after(milliseconds: Int, _ body: @escaping () -> Void) {
    eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds)), body)
  }

  /// Checks a client's key by the table as it was at the last tick.
  ///
  /// - Parameter last: the key that the connection was let in with before.
  func check(_ key: Span<UInt8>, _ last: inout CachedKeyDecision) -> KeyDecision {
    guard let keys else { return .refused(.malformed) }
    return last.check(key, by: keys)
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

  /// Looks after deadlines; called ten times a second. A copy of the connections, since a tick may close some.
  func tick() {
    refreshNow()
    keys = server.keys?.table
    for client in Array(clients.values) { client.tick(now) }
    for pool in pools { pool.sweep() }
    recordLeftOut(isLast: false)
  }

  /// The first loop does it for all, so that the minute has one event.
  private func recordLeftOut(isLast: Bool) {
    guard number == 0, let count = server.rejections.takeLeftOut(now: now, isLast: isLast) else { return }
    server.trail.leftOut(count, on: self)
  }

  // MARK: requests

  /// Dispatches a request that has arrived whole. Exchanges finish it later, everything else has done so on return.
  func admit(_ client: ClientConnection, _ call: ClientCall) {
    do throws(ProxyFailure) {
      switch call.route {
      case .chatCompletions, .messages, .embeddings: return serve(client, call, mayAsk: true)
      case .tool:
        return try ToolExchange(client, id: call.id, name: call.toolName, key: call.key).start()
      case .models: return ModelsExchange(client, call).start()
      case .openAPI: OpenAPI.response(client)
      case .health: BuiltInEndpoints.health(client)
      case .ready: BuiltInEndpoints.ready(client)
      case .metrics: BuiltInEndpoints.metrics(client)
      }
      metrics.responded(call.route, status: 200)
      client.flush()
      client.finish(keepAlive: true)
    } catch {
      reject(client, call, error)
    }
  }

  /// Sends a request to its provider.
  ///
  /// - Parameter mayAsk: whether providers may be asked for their models first, where that decides.
  func serve(_ client: ClientConnection, _ call: ClientCall, mayAsk: Bool) {
    do throws(ProxyFailure) {
      let admission = Admission(loop: self, client: client, route: call.route, key: call.key, id: call.id)
      switch try admission.admit(mayAsk: mayAsk) {
      case .asks(let providers, let model): ModelLookup(client, call, model).start(providers)
      case .admitted(let admitted):
        let exchange = Exchange(client, admitted)
        client.begin(exchange)
        // The request to the provider has a copy. Streams last for minutes, and bodies have up to 8 MiB.
        client.letGoOfBody()
        exchange.start()
        // After the bytes are on their way: waking the audit's writer first cost 25 us.
        server.trail.announce()
      }
    } catch {
      reject(client, call, error)
    }
  }

  /// Asks providers for their models.
  ///
  /// - Parameters:
  ///   - providers: claimed at the active directory.
  ///   - cause: whose request needs them.
  ///   - reported: called for each that has responded, or could not be asked; on this loop.
  func askForModels(_ providers: [Int], for cause: ModelListCause, _ reported: @escaping () -> Void) {
    let configuration = configuration
    for index in providers {
      let fetch = ModelListFetch(pools[index], cause, self) { listing in
        configuration.directory.learn(listing, of: index)
        reported()
      }
      fetch.start()
    }
  }

  func begin(_ fetch: ModelListFetch) { fetches[ObjectIdentifier(fetch)] = fetch }

  func end(_ fetch: ModelListFetch) { fetches[ObjectIdentifier(fetch)] = nil }

  /// The end of a request that has a route and is not served: counted, recorded, and responded to on a connection that
  /// may go on.
  func reject(_ client: ClientConnection, _ call: ClientCall, _ failure: ProxyFailure) {
    metrics.responded(call.route, status: failure.status)
    let tool = offer.gateway?.find(call.toolName) == nil ? nil : call.toolName
    server.trail.rejected(
      call.id, call.route, failure, key: call.key, address: client.address, tool: tool, on: self)
    LocalResponse.failure(failure, for: client, format: call.route.format, requestID: call.id, keepAlive: true)
    client.flush()
    client.finish(keepAlive: true)
  }

  /// Brings what a task has found back to this loop and to the exchange that waits for it.
  func handOver(to exchange: ToolExchange) -> @Sendable (Result<JSONBytes, ToolFailure>) -> Void {
    let bound = NIOLoopBound(exchange, eventLoop: eventLoop)
    let eventLoop = eventLoop
    return { result in eventLoop.execute { bound.value.ended(result) } }
  }

  // MARK: life

  /// Adopts a new configuration; exchanges in flight keep the one they began with, and their connections.
  func adopt(_ configuration: RuntimeConfiguration) {
    let old = pools
    self.configuration = configuration
    offer = server.offer
    models.removeAll()
    makePools()
    for pool in old { pool.retire() }
  }

  private func makePools() {
    pools = configuration.providers.map { UpstreamPool(loop: self, provider: $0) }
  }

  /// From now on connections are closed behind the response they wait for.
  func drain() {
    isDraining = true
    for client in Array(clients.values) { client.drain() }
  }

  /// Ends what is still in flight, each with an error that says so.
  func endAll() {
    for client in Array(clients.values) { client.shutDown() }
    for fetch in Array(fetches.values) { fetch.shutDown() }
    for pool in pools { pool.retire() }
    recordLeftOut(isLast: true)
  }

  var isIdle: Bool { clients.isEmpty }
}

extension NIODeadline {
  /// As the rest of the proxy counts time.
  fileprivate var nanoseconds: UInt64 { uptimeNanoseconds }
}
