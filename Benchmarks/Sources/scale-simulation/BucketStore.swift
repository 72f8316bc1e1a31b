/// What Redis has of the buckets in this simulation: the arithmetic of the script `BucketScripts.take`, in integers, with
/// the clock of the simulation. That the script itself computes so is shown by the tests that run it.
struct BucketStore {
  /// Levels in 60,000,000ths of a unit, at `times` in microseconds. Nobody has asked for a bucket whose time is negative.
  private var levels: [Int64]
  private var times: [Int64]
  private(set) var commands = 0
  private(set) var used = 0

  private static let unit: Int64 = 60_000_000

  init(count: Int) {
    levels = Array(repeating: 0, count: count)
    times = Array(repeating: -1, count: count)
  }

  struct Demand {
    let bucket: Int
    let limit: Limit
    let need: Int64
    /// Beyond the need, for the stock; and what is in stock.
    let extra: Int64
    let stocked: Int64
    let given: Int64
  }

  enum Reply {
    /// And so much beyond the need.
    case granted(Int64)
    /// The need will be there in so many microseconds.
    case refused(Int64)
  }

  mutating func take(_ demand: Demand, instances: Int64, now: Int64) -> Reply {
    commands += 1
    let full = demand.limit.burst * Self.unit
    var level = min(full, current(demand.bucket, demand.limit, now) + demand.given * Self.unit)
    let needed = demand.need * Self.unit
    defer { (levels[demand.bucket], times[demand.bucket]) = (level, now) }
    guard level >= needed else {
      return .refused((needed - level + demand.limit.perMinute - 1) / demand.limit.perMinute)
    }
    level -= needed
    let free = level / Self.unit / (2 * instances) - demand.stocked
    let extra = max(0, min(demand.extra, free))
    level -= extra * Self.unit
    return .granted(extra)
  }

  private mutating func current(_ bucket: Int, _ limit: Limit, _ now: Int64) -> Int64 {
    if times[bucket] < 0 {
      used += 1
      return limit.burst * Self.unit
    }
    return min(limit.burst * Self.unit, levels[bucket] + (now - times[bucket]) * limit.perMinute)
  }
}

/// Units a minute, and at once.
struct Limit {
  let perMinute: Int64
  let burst: Int64
}
