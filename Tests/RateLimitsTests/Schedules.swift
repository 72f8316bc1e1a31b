/// Numbers that look random and are the same in every run (SplitMix64).
struct RandomNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// Checks all windows of a history at once, in one pass: for every two admitted events the units from the first to the
/// second are at most burst + rate x time between them. Written from that sentence, not from the algorithm.
struct WindowChecker {
  let count: Int
  let period: Int
  let burst: Int
  private var sum = 0
  private var lowest = Int.max
  /// How far the worst window is above its bound, in units times `period`; never positive when all is well.
  private(set) var worst = Int.min

  init(count: Int, period: Int, burst: Int) {
    self.count = count
    self.period = period
    self.burst = burst
  }

  /// An admitted event. Times must not go backwards.
  mutating func note(units: Int, at time: Int) {
    lowest = min(lowest, sum * period - time * count)
    sum += units
    worst = max(worst, sum * period - time * count - lowest - burst * period)
  }
}
