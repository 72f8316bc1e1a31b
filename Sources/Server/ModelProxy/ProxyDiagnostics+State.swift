import ProxyCore
import ProxyTransport

extension ProxyDiagnostics {
  /// What instances share: whether it can be reached, by whom it is spoken to, and whether it may forget.
  mutating func diagnoseState(_ settings: ProxySettings) {
    guard let redis = settings.state?.redis else { return }
    if let path = redis.source.path, let permissions = system.permissions(path), permissions & 0o077 != 0 {
      add(.doubtful, "state", "the URL of Redis is in \(path), which others may read or write: chmod 600 \(path)")
    }
    let facts = system.redis(redis)
    if facts.isClear {
      add(.doubtful, "state", "the password travels to \(facts.place) in clear text: use rediss:// where you can")
    }
    if let problem = facts.problem { return add(.broken, "state", "\(facts.place) cannot be used (\(problem))") }
    let version = facts.version ?? "its version is not known: the user may not run INFO"
    add(.fine, "state", "\(facts.place): \(version), a primary; the user may run scripts that write")
    guard let policy = facts.evictionPolicy, facts.hasMemoryBound, policy != "noeviction" else { return }
    add(
      .doubtful, "state",
      "maxmemory-policy is \(policy): when its memory is full, Redis forgets limits; give it a Redis of its own with"
        + " noeviction")
  }
}
