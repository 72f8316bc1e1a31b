import Synchronization

/// What `GET /metrics` reports. Every label comes from the configuration or a closed list, so the number of series is
/// fixed when the configuration is: a client cannot create any.
///
/// One for the process, through all reloads; event loops add to it without a lock.
package final class Metrics: Sendable {
  /// How requests end, as a label.
  package enum Outcome: UInt8, CaseIterable, Sendable {
    case success, failed, rateLimited, timeout, cancelled, refused

    var label: StaticString {
      switch self {
      case .success: "success"
      case .failed: "failed"
      case .rateLimited: "rate_limited"
      case .timeout: "timeout"
      case .cancelled: "cancelled"
      case .refused: "refused"
      }
    }
  }

  /// Tokens by what is paid for them: the kinds are disjoint, so that their sum is what was used.
  package enum TokenKind: UInt8, CaseIterable, Sendable {
    case input, cachedInput, cacheWrite, output, reasoning

    var label: StaticString {
      switch self {
      case .input: "input"
      case .cachedInput: "cache_read"
      case .cacheWrite: "cache_write"
      case .output: "output"
      case .reasoning: "reasoning"
      }
    }
  }

  /// The series of one provider.
  package final class Provider: Sendable {
    package let name: String
    package let requests = Outcome.allCases.map { _ in Counter() }
    package let tokens = TokenKind.allCases.map { _ in Counter() }
    /// Billionths of a dollar: an input token of a small embedding model costs 20 of them, and sums stay exact.
    package let costNanodollars = Counter()
    package let unpricedRequests = Counter()
    package let attempts = Counter()
    package let retries = Counter()
    package let connections = Counter()
    /// Seconds, up to minutes of reasoning; each bound is about twice the one before.
    package let duration = Histogram([0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160])
    package let firstByte = Histogram([0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])

    init(name: String) { self.name = name }

    /// Only what is positive: a provider's negative count would take away from a number that must not go back.
    func add(_ number: Int, _ kind: TokenKind) {
      if number > 0 { tokens[Int(kind.rawValue)].add(UInt64(number)) }
    }
  }

  /// Responses by route and class of status, 1xx to 5xx.
  private let responses: [[Counter]]
  /// By name; those of a configuration before stay, so that no count goes back: Prometheus would take it for a
  /// restart.
  private let series = Mutex<[String: Provider]>([:])
  package let connections = Gauge()
  /// Requests that wait for a provider or relay its response.
  package let inFlight = Gauge()
  package let connectionsTotal = Counter()
  /// Requests whose head or framing the parser refused.
  package let malformedRequests = Counter()
  /// Refusals that have no event of their own in the audit.
  package let rejectionsLeftOut = Counter()
  private let refusedRequests = ProxyFailure.Code.allCases.map { _ in Counter() }
  /// Requests that did not arrive in time, or too slowly.
  package let lateRequests = Counter()
  private let refusedConnections = ConnectionBound.allCases.map { _ in Counter() }

  package init() { responses = Route.allCases.map { _ in (0..<5).map { _ in Counter() } } }

  /// The series of a provider, sorted by name.
  package var providers: [Provider] {
    series.withLock { $0.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
  }

  /// The series of one provider, made when it is new. Names are of the configuration, so that their number is
  /// bounded.
  package func provider(_ name: String) -> Provider {
    series.withLock { series in
      if let known = series[name] { return known }
      let made = Provider(name: name)
      series[name] = made
      return made
    }
  }

  /// Anything outside 100 to 599 counts with the nearest class.
  package func responded(_ route: Route, status: Int) {
    responses[Int(route.rawValue)][min(max(status / 100, 1), 5) - 1].add()
  }

  /// A request that was refused on its head, or while its body came.
  func refusedRequest(_ code: ProxyFailure.Code) {
    if let index = ProxyFailure.Code.allCases.firstIndex(of: code) { refusedRequests[index].add() }
  }

  func refusedRequests(_ code: ProxyFailure.Code) -> UInt64 {
    ProxyFailure.Code.allCases.firstIndex(of: code).map { refusedRequests[$0].value } ?? 0
  }

  func refused(_ bound: ConnectionBound) { refusedConnections[Int(bound.rawValue)].add() }

  func refusedConnections(_ bound: ConnectionBound) -> UInt64 { refusedConnections[Int(bound.rawValue)].value }

  package func responses(_ route: Route, statusClass: Int) -> UInt64 {
    responses[Int(route.rawValue)][statusClass - 1].value
  }
}
