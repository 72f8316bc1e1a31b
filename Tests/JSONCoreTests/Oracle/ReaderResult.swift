import JSONCore

/// The reader's result on a whole text; `none` when it is JSON.
func outcome(_ bytes: [UInt8], maxDepth: Int = 512) -> JSONFailure {
  var reader = JSONReader(JSONBytes(bytes), maxDepth: maxDepth)
  return reader.skipValue() && reader.finish() ? .none : reader.failure
}

func outcome(_ text: String, maxDepth: Int = 512) -> JSONFailure { outcome(Array(text.utf8), maxDepth: maxDepth) }

/// Linear congruential numbers: the same in every run.
struct FixedRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
  }
}
