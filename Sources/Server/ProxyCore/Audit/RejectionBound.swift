import RateLimits
import Synchronization

/// How many refusals are recorded one by one: whoever has no key can bring about as many as the network takes, and must
/// not fill the disk with them. The others are counted, and the count is recorded once a minute.
final class RejectionBound: Sendable {
  /// Of one address: more than somebody with a wrong key in some program needs.
  private static let ofAddress = Quota(perMinute: 60, burst: 100)
  /// Of all addresses together: ten a second, after 2,000.
  private static let ofAll = Quota(perMinute: 600, burst: 2000)
  /// Beyond it an address has no limiter, and its refusals are only counted.
  private static let mostAddresses = 10_000
  private static let reportInterval: UInt64 = 60_000_000_000

  private let addresses = LimiterRegistry(capacity: mostAddresses)
  private let all = ofAll.map { RateLimiter($0) }
  private let leftOut = Atomic<Int>(0)
  private let lastReport = Atomic<UInt64>(0)

  /// Whether a refusal is to be recorded by itself; one that is not is counted.
  ///
  /// - Parameter network: `ClientAddress.network`.
  func admits(_ network: UInt64?, now: UInt64) -> Bool {
    if let quota = Self.ofAddress, let limiter = addresses.limiter(for: network ?? 0, quota: quota, now: now),
      limiter.check(now: now).isAdmitted, all?.check(now: now).isAdmitted ?? true
    {
      return true
    }
    leftOut.add(1, ordering: .relaxed)
    return false
  }

  /// How many were left out since the last report; nil when none were, or it is too early.
  ///
  /// - Parameter isLast: whether there is no later time.
  func takeLeftOut(now: UInt64, isLast: Bool = false) -> Int? {
    guard leftOut.load(ordering: .relaxed) > 0 else { return nil }
    guard isLast || now &- lastReport.load(ordering: .relaxed) > Self.reportInterval else { return nil }
    lastReport.store(now, ordering: .relaxed)
    let count = leftOut.exchange(0, ordering: .relaxed)
    return count > 0 ? count : nil
  }
}
