import Synchronization

/// What one process has of a bucket that several share: units that it has taken there before they were needed, and what
/// it still has to tell. All of it is atomic, so that the event loops of the process take from one stock without a lock.
///
/// Units are lost, never doubled, when a race or a lost reply leaves something out.
package final class SharedBucket: Sendable {
  /// Of the bucket, where all of them find it.
  package let name: [UInt8]
  package let perMinute: UInt64
  package let burst: UInt64
  /// Whether units are worth taking in advance: from 20 a second on.
  package let isFast: Bool

  /// The upper half is the time in milliseconds until which the units in the lower half may be used.
  private let stock = Atomic<UInt64>(0)
  /// The upper half is the number of a tenth of a second, the lower what was used in it.
  private let window = Atomic<UInt64>(0)
  private let windowBefore = Atomic<UInt64>(0)
  private let isAsking = Atomic<Bool>(false)
  /// The upper half is the time in milliseconds until which it is believed that the units in the lower half are not there.
  private let closed = Atomic<UInt64>(0)
  /// When they will be, in nanoseconds.
  private let opensAt = Atomic<UInt64>(0)
  /// To be given back; charged where it is negative.
  private let owed = Atomic<Int64>(0)
  /// Taken while the others could not be asked, and not told to them.
  private let alone = Atomic<Int64>(0)

  /// Level and time of a bucket are integers below 2^53, in 60,000,000ths of a unit: a larger burst is this one.
  package static let largestBurst: UInt64 = 150_000_000
  private static let fastPerMinute: UInt64 = 20 * 60
  /// 250 ms.
  private static let stockMilliseconds: UInt32 = 250
  private static let windowNanoseconds: UInt64 = 100_000_000

  init(_ name: String, _ quota: Quota) {
    self.name = Array(name.utf8)
    perMinute = quota.perMinute
    burst = min(quota.burst, Self.largestBurst)
    isFast = quota.perMinute >= Self.fastPerMinute
  }

  // MARK: the stock

  /// Takes units that are there already; false when they are not, and then none.
  package func take(_ units: UInt64, now: UInt64) -> Bool {
    var seen = stock.load(ordering: .relaxed)
    while Self.units(seen) >= units, Self.isValid(seen, now) {
      let (exchanged, original) = stock.weakCompareExchange(expected: seen, desired: seen - units, ordering: .relaxed)
      if exchanged { return true }
      seen = original
    }
    return false
  }

  /// What can be taken now.
  package func stocked(now: UInt64) -> UInt64 {
    let seen = stock.load(ordering: .relaxed)
    return Self.isValid(seen, now) ? Self.units(seen) : 0
  }

  /// Adds what was taken in advance. It may all be used for another quarter of a second.
  package func stockUp(_ units: UInt64, now: UInt64) {
    if units == 0 { return }
    expire(now: now)
    let until = UInt64(Self.milliseconds(now) &+ Self.stockMilliseconds) << 32
    var seen = stock.load(ordering: .relaxed)
    while true {
      let sum = min(Self.units(seen) + units, UInt64(UInt32.max))
      let (exchanged, original) = stock.weakCompareExchange(expected: seen, desired: until | sum, ordering: .relaxed)
      if exchanged { return }
      seen = original
    }
  }

  /// What nobody has used in time is owed to the bucket.
  ///
  /// - Returns: whether there is still a stock to look after.
  @discardableResult
  package func expire(now: UInt64) -> Bool {
    let seen = stock.load(ordering: .relaxed)
    guard Self.units(seen) > 0 else { return false }
    guard !Self.isValid(seen, now) else { return true }
    guard stock.compareExchange(expected: seen, desired: 0, ordering: .relaxed).exchanged else { return true }
    owe(Int64(Self.units(seen)))
    return false
  }

  private static func units(_ word: UInt64) -> UInt64 { word & 0xFFFF_FFFF }

  /// Times wrap after 49 days; nothing is stocked for long.
  private static func isValid(_ word: UInt64, _ now: UInt64) -> Bool {
    Int32(bitPattern: UInt32(truncatingIfNeeded: word >> 32) &- milliseconds(now)) > 0
  }

  private static func milliseconds(_ now: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: now / 1_000_000) }

  // MARK: what to ask for

  /// Counts what a request needs.
  package func noteUse(_ units: UInt64, now: UInt64) {
    let number = (now / Self.windowNanoseconds) & 0xFFFF_FFFF
    let seen = window.load(ordering: .relaxed)
    if seen >> 32 == number {
      window.wrappingAdd(min(units, 0xFF_FFFF), ordering: .relaxed)
    } else if window.compareExchange(
      expected: seen, desired: number << 32 | min(units, 0xFFFF_FFFF), ordering: .relaxed
    )
    .exchanged {
      windowBefore.store(seen, ordering: .relaxed)
    }
  }

  /// What the next tenth of a second will need if it is like the last one.
  package func expectedUse(now: UInt64) -> UInt64 {
    let number = (now / Self.windowNanoseconds) & 0xFFFF_FFFF
    let (current, before) = (window.load(ordering: .relaxed), windowBefore.load(ordering: .relaxed))
    if current >> 32 == number { return max(Self.units(current), before >> 32 &+ 1 == number ? Self.units(before) : 0) }
    return current >> 32 &+ 1 == number ? Self.units(current) : 0
  }

  /// Whether the caller is the one who asks for more than it needs; `endAsking` follows. One at a time, so that two
  /// loops do not both fill the stock.
  package func beginAsking() -> Bool { !isAsking.exchange(true, ordering: .relaxed) }

  package func endAsking() { isAsking.store(false, ordering: .relaxed) }

  // MARK: a bucket that is empty

  /// Longest time for which an empty bucket is not asked again, 100 ms: somebody may give units back.
  private static let longestBelief: UInt64 = 100_000_000

  /// The bucket has refused so many units for so many nanoseconds. Clients that send far more than they may would
  /// otherwise cost a command for each refusal. A fast bucket is left alone for at least as long as half of it takes to
  /// come back: with many instances the first unit is gone before most of them ask, and until then none is lost.
  ///
  /// - Returns: nanoseconds after which it is of use to try again.
  @discardableResult
  package func close(for units: UInt64, _ wait: UInt64, now: UInt64) -> UInt64 {
    let wait = isFast ? max(wait, min(Self.longestBelief, burst * 30_000_000_000 / perMinute)) : wait
    let (opens, overflow) = now.addingReportingOverflow(wait)
    opensAt.store(overflow ? .max : opens, ordering: .relaxed)
    let until = UInt64(Self.milliseconds(now + min(wait, Self.longestBelief))) << 32
    closed.store(until | min(units, UInt64(UInt32.max)), ordering: .relaxed)
    return wait
  }

  /// Nanoseconds until so many units may be there; nil where that has to be asked.
  package func wait(for units: UInt64, now: UInt64) -> UInt64? {
    let seen = closed.load(ordering: .relaxed)
    guard Self.units(seen) > 0, units >= Self.units(seen), Self.isValid(seen, now) else { return nil }
    let opens = opensAt.load(ordering: .relaxed)
    return opens > now ? opens - now : nil
  }

  // MARK: what to tell

  /// Units for the bucket, or that are charged to it where the number is negative.
  package func owe(_ units: Int64) { owed.wrappingAdd(units, ordering: .relaxed) }

  package var owes: Bool { owed.load(ordering: .relaxed) != 0 }

  /// What the next command tells the bucket; whoever takes it sends it.
  package func takeOwed() -> Int64 { owed.load(ordering: .relaxed) == 0 ? 0 : owed.exchange(0, ordering: .relaxed) }

  func tookAlone(_ units: Int64) { alone.wrappingAdd(units, ordering: .relaxed) }

  /// The others can be asked again: what was taken alone, as far as it has not come back, is charged to the bucket.
  /// Without it a full bucket would wait behind each outage.
  ///
  /// - Parameters:
  ///   - limiter: that of the bucket.
  ///   - count: how many keep the limit.
  package func rejoin(_ limiter: RateLimiter, of count: UInt64, now: UInt64) {
    if alone.load(ordering: .relaxed) == 0 { return }
    let taken = alone.exchange(0, ordering: .relaxed)
    let part = limiter.quota.part(of: count)
    let missing = limiter.backlog(now: now)
    let units = missing / part.interval + (missing % part.interval == 0 ? 0 : 1)
    owe(-max(0, min(taken, Int64(clamping: units))))
  }
}
