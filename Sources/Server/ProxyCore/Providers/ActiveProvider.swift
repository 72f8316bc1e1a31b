package import HTTPWire
package import JSONCore
package import Pricing
package import RateLimits
import Synchronization

/// A provider with what is counted of it, shared by all event loops.
package final class ActiveProvider: Sendable {
  package let settings: Provider
  package let metrics: ProviderMetrics
  /// Counts connections that could not be made.
  package let breaker: CircuitBreaker?
  /// Count what each model responds with, so that one that fails opens the circuit of no other.
  package let modelBreakers: BreakerRegistry?
  package let retryBudget: RetryBudget
  package let slots: ConnectionSlots
  package let limiters: Limiters
  package let policy: ExchangePolicy
  package let name: JSONString
  // Read for each request: a copy of all settings would cost more than what is done with these.
  package let asksForUsage: Bool
  package let takesClientKeys: Bool
  package let validatesStrictly: Bool
  package let parameters: ParameterRules?
  /// Whose prices its requests have.
  package let account: PricedAccount
  /// Finds the provider's key in its responses.
  package let secret: SecretFinder?
  /// Several of them; nil where the provider has one or none, as nearly all have.
  package let keys: ProviderKeys?
  /// By the index of the call; nil where the provider does not speak its format.
  private let templates: [UpstreamTemplate?]
  private let ownListTemplate: UpstreamTemplate
  private let concurrent = Atomic<Int>(0)

  /// Models that fail at one time. Names come from clients, so that they must be bounded; beyond it a model has no
  /// breaker.
  private static let mostBreakers = 1000

  /// In nanoseconds.
  package struct Timeouts: Sendable {
    package let connect: UInt64
    package let firstByte: UInt64
    package let idle: UInt64
    package let total: UInt64

    init(_ timeouts: Provider.Timeouts) {
      connect = UInt64(timeouts.connectMilliseconds) * 1_000_000
      firstByte = UInt64(timeouts.firstByteMilliseconds) * 1_000_000
      idle = UInt64(timeouts.idleMilliseconds) * 1_000_000
      total = UInt64(timeouts.totalMilliseconds) * 1_000_000
    }
  }

  /// - Parameter former: the same provider of the configuration before: what it has counted goes on where its rules
  ///   are the same. A reload must not close an open circuit, nor hand out a fresh burst.
  init?(_ settings: Provider, metrics: ProviderMetrics, former: ActiveProvider?) {
    self.settings = settings
    self.metrics = metrics
    policy = ExchangePolicy(settings)
    name = JSONString(settings.name)
    account = settings.account
    secret =
      settings.keys.isEmpty ? settings.credential.finder : Credential.finder(of: settings.keys.map(\.credential))
    asksForUsage = settings.asksForUsage
    takesClientKeys = settings.credential.isClients
    validatesStrictly = settings.validatesStrictly
    parameters = settings.parameters
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
    guard let templates = UpstreamTemplate.all(of: settings),
      let list = UpstreamTemplate(settings, endpoint: 0, .get, "/models")
    else { return nil }
    self.templates = templates
    ownListTemplate = list
    guard !settings.keys.isEmpty else {
      keys = nil
      return
    }
    guard let keys = ProviderKeys(settings, former: former?.keys) else { return nil }
    self.keys = keys
  }

  /// What the configuration has no word for keeps the defaults of `CircuitBreaker`.
  private static func policy(_ policy: Provider.Breaker) -> CircuitBreaker.Policy {
    var own = CircuitBreaker.Policy()
    own.consecutiveFailures = UInt64(policy.failures)
    own.openNanoseconds = UInt64(policy.openMilliseconds) * 1_000_000
    return own
  }

  private static func limiters(_ limits: Provider.Limits) -> Limiters {
    Limiters(
      requests: limits.requestQuota.map(RateLimiter.init), tokens: limits.tokenQuota.map(RateLimiter.init))
  }

  /// Retries are at most a share of the requests, plus a floor of one a second, ten at once, for providers that are
  /// called seldom.
  private static func budget(_ settings: Provider) -> RetryBudget {
    RetryBudget(
      percent: UInt64(settings.retries.budgetPercent), reserve: 100, floor: Quota(perSecond: 1, burst: 10))
  }

  /// Nil where the provider does not speak the call's format. Of several keys it has the first that is not refused.
  package func template(_ call: UpstreamCall) -> UpstreamTemplate? {
    keys?.first.template(call) ?? ownTemplate(call)
  }

  /// The same where a key of several is chosen later.
  func ownTemplate(_ call: UpstreamCall) -> UpstreamTemplate? { templates[call.index] }

  /// Asks for the models, whatever format the provider speaks.
  package var listTemplate: UpstreamTemplate { keys?.first.listTemplate ?? ownListTemplate }

  /// `openai/a`: those of several keys that the provider refuses.
  package var refusedKeys: [String] {
    keys?.keys.filter(\.isRefused).map { "\(settings.name)/\($0.name)" } ?? []
  }

  /// Of any call of the format: for requests that have a path of their own.
  func template(anyOf format: WireFormat) -> UpstreamTemplate? {
    UpstreamCall.all.first { $0.format === format }.flatMap(template)
  }

  /// Takes a slot among the requests in flight; false when all are taken. Taken first and released: two loops
  /// that both looked first could both find the last one.
  package func enter() -> Bool { enter(atMost: settings.limits.concurrentRequests) }

  /// - Parameter most: nil where others have decided that there is one.
  func enter(atMost most: Int?) -> Bool {
    let (_, now) = concurrent.add(1, ordering: .relaxed)
    guard let most, now > most else { return true }
    concurrent.subtract(1, ordering: .relaxed)
    return false
  }

  package func leave() { concurrent.subtract(1, ordering: .relaxed) }

  package var inFlight: Int { concurrent.load(ordering: .relaxed) }
}
