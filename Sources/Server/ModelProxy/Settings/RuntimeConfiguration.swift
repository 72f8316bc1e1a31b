import HTTPWire
import JSONCore
import LLMWire
import RateLimits
import Synchronization

/// An active configuration, with everything made from it. Replaced as a whole by a reload; exchanges keep the one
/// they began with, so that no request sees half of two configurations.
package final class RuntimeConfiguration: Sendable {
  package let settings: ProxySettings
  let directory: ModelDirectory
  let providers: [Provider]

  /// A provider with what is counted of it, shared by all event loops.
  final class Provider: Sendable {
    let settings: ModelProxy.Provider
    let metrics: Metrics.Provider
    /// Counts connections that could not be made.
    let breaker: CircuitBreaker?
    /// Count what each model responds with, so that one that fails opens the circuit of no other.
    let modelBreakers: BreakerRegistry?
    let retryBudget: RetryBudget
    let slots: ConnectionSlots
    let limiters: Limiters
    let timeouts: Timeouts
    let name: JSONString
    /// Finds the provider's key in its responses.
    let secret: SecretFinder?
    private let templates: [UpstreamTemplate]
    private let concurrent = Atomic<Int>(0)

    /// Models that fail at one time. Names come from clients, so that they must be bounded; beyond it a model has no
    /// breaker.
    private static let mostBreakers = 1000

    /// In nanoseconds.
    struct Timeouts: Sendable {
      let connect: UInt64
      let firstByte: UInt64
      let idle: UInt64
      let total: UInt64

      init(_ timeouts: ModelProxy.Provider.Timeouts) {
        connect = UInt64(timeouts.connectMilliseconds) * 1_000_000
        firstByte = UInt64(timeouts.firstByteMilliseconds) * 1_000_000
        idle = UInt64(timeouts.idleMilliseconds) * 1_000_000
        total = UInt64(timeouts.totalMilliseconds) * 1_000_000
      }
    }

    /// - Parameter former: the same provider of the configuration before: what it has counted goes on where its rules
    ///   are the same. A reload must not close an open circuit, nor hand out a fresh burst.
    init?(_ settings: ModelProxy.Provider, metrics: Metrics.Provider, former: Provider?) {
      self.settings = settings
      self.metrics = metrics
      timeouts = Timeouts(settings.timeouts)
      name = JSONString(settings.name)
      secret = settings.credential.finder
      let policy = settings.breaker.map(Self.policy(_:))
      let keepsBreakers = former?.settings.breaker == settings.breaker
      breaker = keepsBreakers ? former?.breaker : policy.map { CircuitBreaker($0) }
      modelBreakers =
        keepsBreakers ? former?.modelBreakers : policy.map { BreakerRegistry($0, capacity: Self.mostBreakers) }
      retryBudget =
        former?.settings.retries == settings.retries
        ? former?.retryBudget ?? Self.budget(settings) : Self.budget(settings)
      let hasSameSlots = former?.settings.maximumConnections == settings.maximumConnections
      slots = (hasSameSlots ? former?.slots : nil) ?? ConnectionSlots(limit: settings.maximumConnections)
      limiters =
        former?.settings.limits == settings.limits
        ? former?.limiters ?? Self.limiters(settings.limits) : Self.limiters(settings.limits)
      var templates: [UpstreamTemplate] = []
      for route in UpstreamRoute.allCases {
        guard let template = UpstreamTemplate(settings, route) else { return nil }
        templates.append(template)
      }
      self.templates = templates
    }

    /// What the configuration has no word for keeps the defaults of `CircuitBreaker`.
    private static func policy(_ policy: ModelProxy.Provider.Breaker) -> CircuitBreaker.Policy {
      var own = CircuitBreaker.Policy()
      own.consecutiveFailures = UInt64(policy.failures)
      own.openNanoseconds = UInt64(policy.openMilliseconds) * 1_000_000
      return own
    }

    private static func limiters(_ limits: ModelProxy.Provider.Limits) -> Limiters {
      Limiters(
        requests: limits.requestQuota.map(RateLimiter.init), tokens: limits.tokenQuota.map(RateLimiter.init))
    }

    /// Retries are at most a share of the requests, plus a floor of one a second, ten at once, for providers that are
    /// called seldom.
    private static func budget(_ settings: ModelProxy.Provider) -> RetryBudget {
      RetryBudget(
        percent: UInt64(settings.retries.budgetPercent), reserve: 100, floor: Quota(perSecond: 1, burst: 10))
    }

    /// Indexed by the raw value of the route: `init` makes one for each, in their order.
    func template(_ route: UpstreamRoute) -> UpstreamTemplate { templates[Int(route.rawValue)] }

    /// Takes a slot among the requests in flight; false when all are taken. Taken first and released: two loops
    /// that both looked first could both find the last one.
    func enter() -> Bool {
      let (_, now) = concurrent.add(1, ordering: .relaxed)
      guard let most = settings.limits.concurrentRequests, now > most else { return true }
      concurrent.subtract(1, ordering: .relaxed)
      return false
    }

    func leave() { concurrent.subtract(1, ordering: .relaxed) }

    var inFlight: Int { concurrent.load(ordering: .relaxed) }
  }

  /// - Parameters:
  ///   - metrics: the series of a provider, made when they are new.
  /// - Throws: what in the settings cannot be sent: a key with a line break in it.
  init(
    _ settings: ProxySettings, former: RuntimeConfiguration?,
    metrics: (String) -> Metrics.Provider
  ) throws(SettingsFailure) {
    self.settings = settings
    directory = ModelDirectory(settings.providers, aliases: settings.aliases)
    var providers: [Provider] = []
    for provider in settings.providers {
      let former = former?.providers.first { $0.settings.name == provider.name }
      guard let made = Provider(provider, metrics: metrics(provider.name), former: former) else {
        throw SettingsFailure(
          pointer: "/providers/\(provider.name)",
          "the key or a header cannot be sent: it holds a line break or another control character")
      }
      providers.append(made)
    }
    self.providers = providers
  }
}

/// What is called at a provider: the path behind its base URL, which ends in `/v1` for those that are built in.
enum UpstreamRoute: UInt8, CaseIterable, Sendable {
  case chatCompletions, messages, embeddings, models

  var path: String {
    switch self {
    case .chatCompletions: "/chat/completions"
    case .messages: "/messages"
    case .embeddings: "/embeddings"
    case .models: "/models"
    }
  }

  var method: HTTPMethod { self == .models ? .get : .post }
}

extension Provider.Limits {
  /// The burst is a sixtieth of the rate when none is given: what a second brings. Nil is no limit.
  var requestQuota: Quota? {
    guard let perMinute = requestsPerMinute else { return nil }
    return Quota(perMinute: UInt64(perMinute), burst: UInt64(burst ?? max(1, perMinute / 60)))
  }

  /// The burst is a whole minute's tokens when none is given: one long prompt may take most of it.
  var tokenQuota: Quota? {
    guard let perMinute = tokensPerMinute else { return nil }
    return Quota(perMinute: UInt64(perMinute), burst: UInt64(tokenBurst ?? perMinute))
  }
}

/// A setting that cannot be served with. The message never has the value, which may be a key.
package struct SettingsFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// JSON pointer into the configuration.
  package let pointer: String
  package let message: String

  package init(pointer: String, _ message: String) {
    self.pointer = pointer
    self.message = message
  }

  package var description: String { "\(pointer): \(message)" }
}
