/// The word of a circuit breaker, unpacked: 2 bits of phase, 30 of time, 8 of failures in a row, 12 each of requests
/// and failures in the window.
struct BreakerState {
  var phase: CircuitBreaker.Phase
  /// Begin of the window, or when the breaker opened, or when the probe was sent. In ticks of 2^24 ns (17 ms), which
  /// come round after 208 days: an age is right when it is less than that.
  var time: UInt64
  var consecutive: UInt64 = 0
  var total: UInt64 = 0
  var failures: UInt64 = 0

  static let largestRun: UInt64 = 0xFF
  static let largestCount: UInt64 = 0xFFF
  private static let timeMask: UInt64 = 1 << 30 - 1
  /// A minute.
  private static let largestSkew: UInt64 = 3600

  init(phase: CircuitBreaker.Phase, time: UInt64) {
    self.phase = phase
    self.time = time & Self.timeMask
  }

  init(word: UInt64) {
    phase = word & 3 == 0 ? .closed : word & 3 == 1 ? .open : .halfOpen
    time = word >> 2 & Self.timeMask
    consecutive = word >> 32 & Self.largestRun
    total = word >> 40 & Self.largestCount
    failures = word >> 52
  }

  var word: UInt64 {
    let bits: UInt64 =
      switch phase {
      case .closed: 0
      case .open: 1
      case .halfOpen: 2
      }
    return bits | time << 2 | consecutive << 32 | total << 40 | failures << 52
  }

  static func tick(_ nanoseconds: UInt64) -> UInt64 { nanoseconds >> 24 & timeMask }

  /// A span of time, rounded up.
  static func ticks(_ nanoseconds: UInt64) -> UInt64 {
    min(nanoseconds >> 24 + (nanoseconds & 0xFF_FFFF == 0 ? 0 : 1), timeMask - largestSkew)
  }

  static func nanoseconds(_ ticks: UInt64) -> UInt64 { ticks << 24 }

  /// Ticks since `time`. A clock reading of another thread may be a little older than `time`: that is no age at all.
  func age(at tick: UInt64) -> UInt64 {
    let age = (tick &- time) & Self.timeMask
    return age > Self.timeMask - Self.largestSkew ? 0 : age
  }

  mutating func beginWindow(at tick: UInt64) {
    time = tick
    total = 0
    failures = 0
  }

  /// Halves the counts before they overflow, which keeps their ratio.
  mutating func count(isFailure: Bool) {
    if total == Self.largestCount {
      total /= 2
      failures /= 2
    }
    total += 1
    failures += isFailure ? 1 : 0
    consecutive = isFailure ? min(consecutive + 1, Self.largestRun) : 0
  }
}
