import Glibc

/// Requests of many clients, at random times and of random keys, always the same ones.
struct Traffic {
  private var random = SplitMix(state: 42)
  private let keys: Double
  private let mean: Double
  private var time: Double = 0

  /// `perSecond`: requests of all clients.
  init(keys: Int, perSecond: Int) {
    self.keys = Double(keys)
    mean = 1_000_000 / Double(perSecond)
  }

  /// The next one; nil when it is later than `end`. Times are microseconds.
  mutating func next(before end: Int64) -> (time: Int64, key: Int)? {
    time -= log(1 - random.unit()) * mean
    guard Int64(time) < end else { return nil }
    // Zipf's law with exponent 1: the logarithm of the rank is uniform.
    let rank = exp(random.unit() * log(keys))
    return (Int64(time), min(Int(keys) - 1, Int(rank) - 1))
  }

  mutating func instance(of count: Int) -> Int { Int(random.next() % UInt64(count)) }

  mutating func coin() -> Bool { random.next() & 1 == 1 }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// From 0 up to 1, without it.
  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
