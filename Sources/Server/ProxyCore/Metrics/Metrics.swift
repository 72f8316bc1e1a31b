import Synchronization

/// What `GET /metrics` reports. Labels come from the configuration, a closed list, or the names of keys and models, of
/// which `ModelMetrics` bounds the number: a client cannot create series without end.
///
/// One for the process, through all reloads; event loops add to it without a lock.
package final class Metrics: Sendable {
  /// Responses by route and class of status, 1xx to 5xx.
  private let responses: [[Counter]]
  /// By name; those of a configuration before stay, so that no count goes back: Prometheus would take it for a
  /// restart.
  private let series = Mutex<[String: ProviderMetrics]>([:])
  /// By model and key.
  package let models = ModelMetrics()
  package let sharedLimits = SharedLimitMetrics()
  /// What instances share.
  package let store = StoreMetrics()
  package let fallbacks = FallbackCounters()
  package let connections = Gauge()
  /// Requests that wait for a provider or relay its response.
  package let inFlight = Gauge()
  package let connectionsTotal = Counter()
  /// Requests whose head or framing the parser refused.
  package let malformedRequests = Counter()
  /// Refusals that have no event of their own in the audit.
  package let rejectionsLeftOut = Counter()
  private let refusedRequests = ProxyFailure.Code.allCases.map { _ in Counter() }
  private let cachedRequests = CacheMark.allCases.map { _ in Counter() }
  /// Requests that did not arrive in time, or too slowly.
  package let lateRequests = Counter()
  private let refusedConnections = ConnectionBound.allCases.map { _ in Counter() }
  private let handshakeFailures = HandshakeFailure.allCases.map { _ in Counter() }

  /// What the responses are counted by; the last two are those of preflight requests, and of requests without a route.
  package let routes: [StaticString]
  /// The index of preflight requests in `routes`.
  package var preflight: Int { routes.count - 2 }

  /// - Parameter routes: the labels of the route table, in its order.
  package init(routes: [StaticString]) {
    self.routes = routes + ["preflight", "unknown"]
    responses = self.routes.map { _ in (0..<5).map { _ in Counter() } }
  }

  /// The series of a provider, sorted by name.
  package var providers: [ProviderMetrics] {
    series.withLock { $0.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
  }

  /// The series of one provider, made when it is new. Names are of the configuration, so that their number is
  /// bounded.
  package func provider(_ name: String) -> ProviderMetrics {
    series.withLock { series in
      if let known = series[name] { return known }
      let made = ProviderMetrics(name: name)
      series[name] = made
      return made
    }
  }

  /// Anything outside 100 to 599 counts with the nearest class.
  ///
  /// - Parameter route: the index of its label; nil for a request that was refused before it had a route.
  package func responded(_ route: Int?, status: Int) {
    responses[route ?? routes.count - 1][min(max(status / 100, 1), 5) - 1].add()
  }

  /// A request that was refused on its head, or while its body came.
  package func refusedRequest(_ code: ProxyFailure.Code) {
    if let index = ProxyFailure.Code.allCases.firstIndex(of: code) { refusedRequests[index].add() }
  }

  func refusedRequests(_ code: ProxyFailure.Code) -> UInt64 {
    ProxyFailure.Code.allCases.firstIndex(of: code).map { refusedRequests[$0].value } ?? 0
  }

  /// A request in a proxy that keeps responses.
  func cached(_ mark: CacheMark) { cachedRequests[Int(mark.rawValue)].add() }

  func cachedRequests(_ mark: CacheMark) -> UInt64 { cachedRequests[Int(mark.rawValue)].value }

  package func refused(_ bound: ConnectionBound) { refusedConnections[Int(bound.rawValue)].add() }

  package func refusedConnections(_ bound: ConnectionBound) -> UInt64 { refusedConnections[Int(bound.rawValue)].value }

  package func handshakeFailed(_ failure: HandshakeFailure) { handshakeFailures[Int(failure.rawValue)].add() }

  package func handshakeFailures(_ failure: HandshakeFailure) -> UInt64 {
    handshakeFailures[Int(failure.rawValue)].value
  }

  /// - Parameter route: an index of `routes`.
  func responses(_ route: Int, statusClass: Int) -> UInt64 { responses[route][statusClass - 1].value }
}
