import HTTPWire
package import JSONCore
package import KeyStore
package import LLMWire

/// The proxy on one event loop: the active configuration, and a pool of connections to each endpoint of each provider.
/// Confined to its loop, so nothing here is locked. The transport makes one for each loop, for the life of the server.
package final class ProxyLoop {
  package let context: LoopContext
  package let server: ServerState
  private let connector: any UpstreamConnector
  /// Of the loop; each has another.
  package let number: Int
  package private(set) var configuration: RuntimeConfiguration
  package private(set) var offer: ToolOffer
  /// One for each endpoint of each provider, in the order of the configuration. Endpoints at one address share theirs.
  private var pools: [[UpstreamPool]] = []
  /// Calls of providers that no request owns.
  private var background: [ObjectIdentifier: any BackgroundCall] = [:]
  package private(set) var isDraining = false
  /// What instances share; nil where the configuration has none.
  package var store: (any SharedStore)? {
    didSet {
      guard let store else { return }
      if let sharedLimits { return sharedLimits.adopt(store) }
      sharedLimits = LoopLimits(
        store, context, server.sharedLimits, loop: number, policy: configuration.settings.limitFailurePolicy)
    }
  }
  /// Stays when a reload takes the store away: requests in flight still hold what they have taken.
  private(set) var sharedLimits: LoopLimits?
  /// How limits are kept together; nil where each process keeps its own.
  package var limits: LoopLimits? { store == nil ? nil : sharedLimits }
  private var models = ResolvedModels()
  /// The table of the last tick: a revoked key is refused within about a second, and no request takes a lock for it.
  private var keys: KeyTable?

  package init(
    _ scheduler: any EventScheduler, _ connector: any UpstreamConnector, _ server: ServerState, number: Int
  ) {
    context = LoopContext(scheduler, number: number)
    self.connector = connector
    self.server = server
    self.number = number
    configuration = server.configuration
    offer = server.offer
    keys = server.keys?.table
    makePools()
  }

  package var metrics: Metrics { server.metrics }
  package var trail: AuditTrail { server.accounting.trail }
  package var now: UInt64 { context.now }

  /// Nil when it is not known which provider serves a model of that name.
  package func resolve(_ model: JSONString, _ format: APIFormat) -> ResolvedModel? {
    models.resolve(model, format, configuration.directory)
  }

  /// Checks a client's key by the table as it was at the last tick.
  ///
  /// - Parameter last: the key that the connection was let in with before.
  package func check(_ key: Span<UInt8>, _ last: inout CachedKeyDecision) -> KeyDecision {
    guard let keys else { return .refused(.malformed) }
    return last.check(key, by: keys)
  }

  /// Checks the key that a client is known by, by the same table; nil where there is none.
  func check(_ key: inout NamedKeyDecision?) -> KeyDecision? {
    guard let keys else { return key == nil ? nil : .refused(.unknown) }
    return key?.check(by: keys)
  }

  // MARK: providers

  /// Memory for what goes to a provider.
  package func outgoing(capacity: Int) -> any OutgoingBytes { connector.outgoing(capacity: capacity) }

  /// - Parameters:
  ///   - provider: index in the configuration.
  ///   - endpoint: index among its endpoints.
  package func pool(_ provider: Int, endpoint: Int) -> UpstreamPool { pools[provider][endpoint] }

  private func makePools() {
    pools = configuration.providers.map { provider in
      var made: [UpstreamPool] = []
      for endpoint in provider.settings.endpoints {
        let shared = made.first { $0.endpoint.shares(endpoint) }
        made.append(shared ?? UpstreamPool(context, connector, provider, endpoint))
      }
      return made
    }
  }

  package func begin(_ call: any BackgroundCall) { background[ObjectIdentifier(call)] = call }

  package func end(_ call: any BackgroundCall) { background[ObjectIdentifier(call)] = nil }

  // MARK: life

  /// Called ten times a second: looks after what is idle, and takes over what other threads have changed.
  package func tick() {
    context.refreshNow()
    keys = server.keys?.table
    for pools in pools { for pool in pools { pool.sweep() } }
    limits?.tick()
    // The first loop does it for all, so that the minute has one event.
    if number == 0 { trail.recordLeftOut(isLast: false, on: context) }
  }

  /// Adopts a new configuration; exchanges in flight keep the one they began with, and their connections.
  package func adopt(_ configuration: RuntimeConfiguration) {
    let old = pools
    self.configuration = configuration
    sharedLimits?.policy = configuration.settings.limitFailurePolicy
    offer = server.offer
    models.removeAll()
    makePools()
    for pools in old { for pool in pools { pool.retire() } }
  }

  /// Offers the tools that there are now; connections to providers have nothing to do with it.
  package func adoptTools() { offer = server.offer }

  /// From now on connections are closed behind the response they wait for, and no request is tried again.
  package func drain() { isDraining = true }

  /// Nothing is sent to providers any more for whoever still waits for a connection; called before requests are ended.
  package func beginEnding() { context.isEnding = true }

  /// Ends calls that no request owns, and closes what is idle; called after requests were ended.
  package func end() {
    for call in Array(background.values) { call.shutDown() }
    for pools in pools { for pool in pools { pool.retire() } }
    if number == 0 { trail.recordLeftOut(isLast: true, on: context) }
  }
}

/// A call to a provider that goes on when the request that needed it is gone.
package protocol BackgroundCall: AnyObject {
  /// The server is being stopped and waits no longer.
  func shutDown()
}
