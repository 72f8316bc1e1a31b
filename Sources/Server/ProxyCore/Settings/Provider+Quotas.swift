package import RateLimits

extension Provider.Limits {
  /// The burst is a sixtieth of the rate when none is given: what a second brings. Nil is no limit.
  package var requestQuota: Quota? {
    guard let perMinute = requestsPerMinute else { return nil }
    return Quota(perMinute: UInt64(perMinute), burst: UInt64(burst ?? max(1, perMinute / 60)))
  }

  /// The burst is a whole minute's tokens when none is given: one long prompt may take most of it.
  package var tokenQuota: Quota? {
    guard let perMinute = tokensPerMinute else { return nil }
    return Quota(perMinute: UInt64(perMinute), burst: UInt64(tokenBurst ?? perMinute))
  }
}
