import AuditEvents
package import AuditLog
import JSONCore
package import KeyStore
import LLMWire
package import Pricing
import RateLimits
import Synchronization
import System
import ToolCalls
package import ToolRuntime

/// What all event loops share. Everything in it is immutable, atomic, or behind a lock that is held for a few
/// instructions: no loop waits for another.
package final class ServerState: Sendable {
  let metrics: Metrics
  let trail: AuditTrail
  package let audit: AuditLog
  let keys: KeyTableCache?
  private let tools: (any ToolService)?
  let connections = ConnectionTable()
  let bodies = BodyBudget()
  let rejections = RejectionBound()
  private let prices: Mutex<PriceBook>
  /// Both change together: a request must not see the tools of one configuration with the limits of another.
  private let current: Mutex<Current>
  /// 10,000 keys in use at one time; a key beyond that is refused, since without a limiter it had no limit.
  private let keyRequests = LimiterRegistry(capacity: 10_000)
  private let keyTokens = LimiterRegistry(capacity: 10_000)
  private let state = Atomic<UInt8>(0)

  private struct Current {
    var configuration: RuntimeConfiguration
    var offer: ToolOffer
  }

  package init(
    configuration: RuntimeConfiguration, metrics: Metrics, audit: AuditLog, keys: KeyTableCache?, prices: PriceBook,
    tools: (any ToolService)?
  ) {
    self.metrics = metrics
    self.audit = audit
    self.keys = keys
    self.tools = tools
    let refusesOnFailure = configuration.settings.audit.refusesOnFailure
    trail = AuditTrail(audit, refusesOnFailure: refusesOnFailure)
    self.prices = Mutex(prices)
    let gateway = tools.map { tools in
      ToolGateway(
        tools, selection: ToolSelection(tools, among: configuration.settings.enabledTools),
        audit: ProxyToolAudit(log: audit, refusesOnFailure: refusesOnFailure))
    }
    current = Mutex(Current(configuration: configuration, offer: ToolOffer(gateway)))
  }

  /// Loops have a copy of their own, which `adopt` replaces.
  package var configuration: RuntimeConfiguration { current.withLock { $0.configuration } }

  /// The tools that are offered now.
  var offer: ToolOffer { current.withLock { $0.offer } }

  /// How many tools there are, and how many are offered.
  var toolCounts: (all: Int, offered: Int)? { offer.gateway?.selection.counts }

  /// The tools are the same for the life of the process; a reload changes which of them are offered.
  func adopt(_ configuration: RuntimeConfiguration) {
    let offer = tools.flatMap { tools in
      self.offer.gateway?.offering(ToolSelection(tools, among: configuration.settings.enabledTools))
    }
    let made = ToolOffer(offer)
    current.withLock { $0 = Current(configuration: configuration, offer: made) }
  }

  func adopt(_ book: PriceBook) { prices.withLock { $0 = book } }

  var priceBook: PriceBook { prices.withLock { $0 } }

  // MARK: limits of keys

  /// Who calls without a key. No key has this number.
  private static let nobody: UInt64 = 1 << 32

  /// The limiters of a key: its own limits, or those that the configuration gives to all. All callers without a key
  /// are one client.
  func keyLimits(_ key: ClientKey?, _ common: Provider.Limits, now: UInt64) throws(ProxyFailure) -> Limiters {
    let id = key?.number ?? Self.nobody
    var limits = common
    if let own = key?.record.limits {
      if let requests = own.requestsPerMinute {
        limits.requestsPerMinute = requests
        limits.burst = own.burst
      }
      if let tokens = own.tokensPerMinute {
        limits.tokensPerMinute = tokens
        limits.tokenBurst = nil
      }
    }
    return Limiters(
      requests: try limiter(keyRequests, id, limits.requestQuota, now),
      tokens: try limiter(keyTokens, id, limits.tokenQuota, now))
  }

  /// A key beyond the capacity is refused, not let through without a limit.
  private func limiter(
    _ registry: LimiterRegistry, _ id: UInt64, _ quota: Quota?, _ now: UInt64
  ) throws(ProxyFailure) -> RateLimiter? {
    guard let quota else { return nil }
    guard let limiter = registry.limiter(for: id, quota: quota, now: now) else {
      throw ProxyFailure(.tooBusy, "Too many keys are in use at once; try again in a moment.", retryAfterSeconds: 1)
    }
    return limiter
  }

  // MARK: what an exchange leaves behind

  /// Writes the closing event and counts. The cost is computed first: the event has it, and the metrics must agree.
  func close(_ admitted: AdmittedRequest, _ completion: CompletionRecord, on loop: LoopContext) {
    let cost = cost(admitted, completion)
    trail.finished(admitted, completion, cost: cost, on: loop)
    let series = admitted.provider.metrics
    series.requests[Int(completion.outcome.rawValue)].add()
    series.duration.observe(microseconds: completion.duration / 1000)
    if let first = completion.firstByte { series.firstByte.observe(microseconds: first / 1000) }
    if let usage = completion.scanner.usage { count(usage, cost, series) }
    if completion.status > 0 { metrics.responded(admitted.route, status: completion.status) }
  }

  /// Reasoning is a part of the completion, and is counted apart, so that the kinds add up.
  private func count(_ usage: Usage, _ cost: RequestCost, _ series: Metrics.Provider) {
    let buckets = usage.buckets
    series.add(buckets.input, .input)
    series.add(buckets.cacheRead, .cachedInput)
    series.add(buckets.cacheWrite + buckets.cacheWrite1h, .cacheWrite)
    series.add(usage.completion - usage.reasoning, .output)
    series.add(usage.reasoning, .reasoning)
    if let nanoDollars = cost.nanoDollars {
      series.costNanodollars.add(UInt64(max(0, nanoDollars)))
    } else {
      series.unpricedRequests.add()
    }
  }

  /// By the hour and date at which the request began: prices have both, and a long one must not cost what the next hour
  /// does. Unknown without usage; without a row for the model only its version is.
  private func cost(_ admitted: AdmittedRequest, _ completion: CompletionRecord) -> RequestCost {
    guard let usage = completion.scanner.usage else { return .unknown }
    let book = priceBook
    let found = book.cost(
      of: usage, provider: admitted.provider.name, model: admitted.model,
      secondsSinceEpoch: WallClock.seconds - Int(completion.duration / 1_000_000_000),
      serviceTier: completion.scanner.serviceTier)
    guard case .nanoDollars(let number) = found else { return RequestCost(nanoDollars: nil, version: book.version) }
    return RequestCost(nanoDollars: number, version: book.version)
  }

  // MARK: life

  /// Only ever goes forward: serving, draining, ending.
  package enum Phase: UInt8, Sendable {
    case serving, draining
    /// What is still in flight is being ended.
    case completion
  }

  package var phase: Phase {
    get { Phase(rawValue: state.load(ordering: .acquiring)) ?? .draining }
  }

  func beginDraining() { state.store(Phase.draining.rawValue, ordering: .releasing) }

  func beginEnding() { state.store(Phase.completion.rawValue, ordering: .releasing) }
}
