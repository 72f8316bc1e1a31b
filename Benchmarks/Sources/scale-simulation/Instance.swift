import RateLimits

/// One instance of the proxy: the stocks that it has of fast limits. They are those of the product.
final class Instance {
  private var stocks: [Int: SharedBucket] = [:]

  func stock(_ bucket: Int, _ limit: Limit) -> SharedBucket {
    if let known = stocks[bucket] { return known }
    guard let quota = Quota(perMinute: UInt64(limit.perMinute), burst: UInt64(limit.burst)) else {
      preconditionFailure("a limit of the simulation is no quota")
    }
    let made = RateLimiter(quota).shared { "" }
    stocks[bucket] = made
    return made
  }

  func isClosed(_ bucket: Int, now: UInt64) -> Bool { stocks[bucket]?.wait(for: 1, now: now) != nil }

  /// What nobody has used in time goes back; called ten times a second, as by an event loop.
  func expire(now: Int64) {
    for stock in stocks.values { stock.expire(now: UInt64(now) * 1000) }
  }
}
