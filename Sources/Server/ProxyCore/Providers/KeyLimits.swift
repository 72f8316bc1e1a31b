package import KeyStore
import RateLimits
import Synchronization

/// The limiters of clients' keys, over all event loops.
package final class KeyLimits: Sendable {
  /// Keys in use at one time. One beyond that is refused, since without a limiter it had no limit. A limiter takes some 100
  /// bytes, and only keys that there are have one.
  private static let most = 1_000_000
  private let requests = LimiterRegistry(capacity: most)
  private let tokens = LimiterRegistry(capacity: most)
  /// Requests in flight, of keys that have any, where their number is limited.
  private let inFlight = Mutex<[UInt64: Int]>([:])

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

  /// - Parameter most: nil where others have decided that there is room.
  /// - Returns: false when the key has as many requests in flight as it may.
  func enter(_ key: UInt64, atMost most: Int?) -> Bool {
    inFlight.withLock { inFlight in
      let own = inFlight[key, default: 0]
      if let most, own >= most { return false }
      inFlight[key] = own + 1
      return true
    }
  }

  /// One for each `enter` that returned true.
  func leave(_ key: UInt64) {
    inFlight.withLock { inFlight in
      let rest = (inFlight[key] ?? 1) - 1
      inFlight[key] = rest > 0 ? rest : nil
    }
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
