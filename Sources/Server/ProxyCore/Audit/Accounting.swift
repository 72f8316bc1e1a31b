package import JSONCore
import LLMWire
package import Pricing
package import ProxyProtocol
import Synchronization
import System

/// What every request to a provider leaves behind: its closing event and its counts. The cost is computed once, so that
/// both agree. Shared by all event loops.
package final class Accounting: Sendable {
  package let trail: AuditTrail
  private let models: ModelMetrics
  private let prices: Mutex<PriceBook>

  package init(_ trail: AuditTrail, models: ModelMetrics, prices: PriceBook) {
    self.trail = trail
    self.models = models
    self.prices = Mutex(prices)
  }

  package func adopt(_ book: PriceBook) { prices.withLock { $0 = book } }

  /// Writes the closing event and counts.
  ///
  /// - Parameters:
  ///   - event: what opened the request.
  ///   - model: as the provider calls it.
  package func close(
    _ event: inout AuditEvent.Value, of provider: ActiveProvider, _ model: JSONString,
    _ completion: borrowing CompletionRecord, _ response: Relay, on loop: LoopContext
  ) {
    let cost: RequestCost
    if let charged = response.scanner.reportedCost, let reported = reported(charged, provider, model, completion) {
      cost = reported
    } else if Self.isPriced(event.operation) {
      cost = self.cost(of: provider, model, completion, response, on: loop)
    } else {
      cost = RequestCost(unknown: response.scanner.usage == nil ? completion.usageGap : .bucket)
    }
    trail.finished(&event, completion, response, cost: cost, on: loop)
    let series = provider.metrics
    series.requests[Int(completion.outcome.rawValue)].add()
    let counted = loop.series.find(
      event.operation, series, model, key: event.user, succeeded: completion.outcome == .success, in: models)
    counted.count(completion, isStream: event.stream == true)
    if let usage = response.scanner.usage {
      count(usage, series)
      counted.count(prompt: usage.prompt, completion: usage.completion)
    }
    if let nanoDollars = cost.nanoDollars { series.costNanodollars.add(UInt64(max(0, nanoDollars))) }
    if let reason = cost.unknown { series.unpricedRequests[Int(reason.rawValue)].add() }
    counted.count(nanoDollars: cost.nanoDollars, isUnknown: cost.unknown != nil && cost.nanoDollars == nil)
  }

  /// Tokens of images and of speech cost something else than those of text, and the table has only the latter: what is
  /// not known is not guessed.
  static func isPriced(_ operation: AuditEvent.ValueOperation?) -> Bool {
    switch operation {
    case .imageGeneration, .imageEdit, .speech: false
    default: true
    }
  }

  /// Reasoning is a part of the completion, and is counted apart, so that the kinds add up.
  private func count(_ usage: Usage, _ series: ProviderMetrics) {
    let buckets = usage.buckets
    series.add(buckets.input + buckets.audioInput, .input)
    series.add(buckets.cacheRead, .cachedInput)
    series.add(buckets.cacheWrite + buckets.cacheWrite1h, .cacheWrite)
    series.add(usage.completion - usage.reasoning, .output)
    series.add(usage.reasoning, .reasoning)
  }

  /// In place of a table's version.
  private static let reported: JSONString = "reported"

  /// What the provider has charged has all fees and discounts in it, so that it goes before the built-in prices; what an
  /// operator has agreed upon goes before both. Nil where it does not count.
  private func reported(
    _ nanoDollars: Int, _ provider: ActiveProvider, _ model: JSONString, _ completion: borrowing CompletionRecord
  ) -> RequestCost? {
    guard provider.account.reportsCost else { return nil }
    let day = PriceBook.day(of: Self.beginning(end: WallClock.nanoseconds, duration: completion.duration))
    if prices.withLock({ $0 }).hasOwnPrice(provider.account, model: model, day: day) { return nil }
    return RequestCost(
      nanoDollars: nanoDollars, version: Self.reported,
      unknown: completion.usageGap == .usagePartial ? .usagePartial : nil)
  }

  /// By the hour and date at which the request began: prices have both, and a long one must not cost what the next hour
  /// does. Without usage nothing is known; without a row for the model only the table's version is.
  func cost(
    of provider: ActiveProvider, _ model: JSONString, _ completion: borrowing CompletionRecord,
    _ response: Relay, on loop: LoopContext
  ) -> RequestCost {
    guard let usage = response.scanner.usage else { return RequestCost(unknown: completion.usageGap) }
    let book = prices.withLock { $0 }
    let beginning = Self.beginning(end: WallClock.nanoseconds, duration: completion.duration)
    let terms = loop.prices.terms(book, provider, model, day: PriceBook.day(of: beginning), response.scanner.variant)
    switch book.cost(of: usage, terms, secondsSinceEpoch: beginning) {
    case .nanoDollars(let number):
      return RequestCost(nanoDollars: number, version: book.version, unknown: completion.usageGap)
    case .unknownModel: return RequestCost(version: book.version, unknown: .model)
    case .unknownBucket: return RequestCost(version: book.version, unknown: .bucket)
    case .unknownSurcharge: return RequestCost(version: book.version, unknown: .surcharge)
    }
  }

  /// The second in which something began, from nanoseconds: to drop the fractions of both first would put it a second
  /// late, and that may be the next hour.
  static func beginning(end: Int, duration: UInt64) -> Int { (end - Int(clamping: duration)) / 1_000_000_000 }
}

/// What a request cost, as far as it is known.
package struct RequestCost {
  var nanoDollars: Int?
  var version: JSONString?
  /// Why there is no cost, or only a lower bound of it.
  var unknown: UnknownCost?
}
