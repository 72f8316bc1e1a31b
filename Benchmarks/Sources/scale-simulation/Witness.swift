/// Looks at what one limit has let through, and finds by how much the worst window of all was above burst + rate x time: a
/// bucket that is never refused anything, whose lowest level is minus that excess.
struct Witness {
  private let limit: Limit
  private var level: Int64
  private var lowest: Int64 = 0
  private var last: Int64 = 0
  private(set) var admitted = 0

  private static let unit: Int64 = 60_000_000

  init(_ limit: Limit) {
    self.limit = limit
    level = limit.burst * Self.unit
  }

  mutating func admit(at now: Int64) {
    admitted += 1
    level = min(limit.burst * Self.unit, level + (now - last) * limit.perMinute) - Self.unit
    last = now
    lowest = min(lowest, level)
  }

  /// Units above the bound, rounded up; 0 where it has always held.
  var excess: Int { Int((-lowest + Self.unit - 1) / Self.unit) }
}
