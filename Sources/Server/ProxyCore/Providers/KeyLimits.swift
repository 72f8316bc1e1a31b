package import KeyStore
import RateLimits

/// The limiters of clients' keys, over all event loops.
package final class KeyLimits: Sendable {
  /// Keys in use at one time. One beyond that is refused, since without a limiter it had no limit. A limiter takes some 100
  /// bytes, and only keys that there are have one.
  private static let most = 1_000_000
  private let requests = LimiterRegistry(capacity: most)
  private let tokens = LimiterRegistry(capacity: most)

  /// Who calls without a key. No key has this number.
  private static let nobody: UInt64 = 1 << 32

  package init() {}

  static func number(of key: ClientKey?) -> UInt64 { key?.number ?? nobody }

  /// The limiters of a key: its own limits, or those that the configuration gives to all. All callers without a key
  /// are one client.
  package func limiters(_ key: ClientKey?, _ common: Provider.Limits, now: UInt64) throws(ProxyFailure) -> Limiters {
    let id = Self.number(of: key)
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
      requests: try limiter(requests, id, limits.requestQuota, now),
      tokens: try limiter(tokens, id, limits.tokenQuota, now))
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
}
