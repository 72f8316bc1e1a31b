import EventLog

/// A circuit breaker: that of a provider, or of one of its models.
struct Circuit: Hashable, Comparable {
  let provider: String
  /// Nil for the provider as a whole.
  let model: String?

  /// Names, and never a key.
  var fields: [(StaticString, LogValue)] {
    [("provider", .text(provider))] + (model.map { [("model", .text($0))] } ?? [])
  }

  /// Bytewise, so that lines of one second have an order that does not depend on hashing.
  static func < (one: Circuit, other: Circuit) -> Bool {
    if one.provider != other.provider { return one.provider.utf8.lexicographicallyPrecedes(other.provider.utf8) }
    return (one.model ?? "").utf8.lexicographicallyPrecedes((other.model ?? "").utf8)
  }
}

/// Which circuits have opened and closed since the last look.
struct CircuitWatch {
  struct Changes: Equatable {
    var opened: [Circuit] = []
    var closed: [Circuit] = []
    /// Changes beyond the bound.
    var leftOut = 0
  }

  /// Lines of one look.
  static let mostLines = 20

  private var open: Set<Circuit> = []

  /// - Parameter providers: those that are configured: a circuit of one that is gone has not closed.
  mutating func look(_ now: Set<Circuit>, among providers: [String]) -> Changes {
    let opened = now.subtracting(open).sorted()
    let closed = open.subtracting(now).filter { providers.contains($0.provider) }.sorted()
    open = now
    var changes = Changes()
    changes.opened = Array(opened.prefix(Self.mostLines))
    changes.closed = Array(closed.prefix(Self.mostLines - changes.opened.count))
    changes.leftOut = opened.count + closed.count - changes.opened.count - changes.closed.count
    return changes
  }
}

/// When to say how often a bound has turned somebody away: at once the first time, then once a minute while it goes on.
struct BoundWatch {
  private var reported: UInt64 = 0
  private var lastReport: UInt64?

  /// - Parameters:
  ///   - total: since the start.
  ///   - now: monotonic, in nanoseconds.
  /// - Returns: how many since the last report; nil when there is nothing to say, or it is too early.
  mutating func look(_ total: UInt64, now: UInt64) -> UInt64? {
    guard total > reported else { return nil }
    if let lastReport, now - lastReport < ProxyWatcher.minute { return nil }
    defer { reported = total }
    lastReport = now
    return total - reported
  }
}

/// When to say that something fails which is tried again and again: when it begins, once a minute, and when it is over.
struct FailureWatch {
  enum Change: Equatable {
    case failed(String)
    case recovered
  }

  private var lastReport: UInt64?

  /// - Parameters:
  ///   - reason: of the failure; nil when it went well.
  ///   - now: monotonic, in nanoseconds.
  mutating func look(_ reason: String?, now: UInt64) -> Change? {
    guard let reason else {
      defer { lastReport = nil }
      return lastReport == nil ? nil : .recovered
    }
    if let lastReport, now - lastReport < ProxyWatcher.minute { return nil }
    lastReport = now
    return .failed(reason)
  }
}
