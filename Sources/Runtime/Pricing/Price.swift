package import LLMWire

/// What tokens cost: nano-dollars (10^-9 US dollars) for a million of them, so that every published price is an
/// integer. A bucket without a price is not guessed.
package struct Price: Sendable, Hashable {
  /// Tokens of the prompt that no other bucket has.
  package var input: Int
  package var cacheRead: Int?
  /// For five minutes with Anthropic.
  package var cacheWrite: Int?
  package var cacheWrite1h: Int?
  /// Reasoning is part of it.
  package var output: Int
  package var audioInput: Int?
  package var audioOutput: Int?

  package init(
    input: Int, cacheRead: Int? = nil, cacheWrite: Int? = nil, cacheWrite1h: Int? = nil, output: Int,
    audioInput: Int? = nil, audioOutput: Int? = nil
  ) {
    self.input = input
    self.cacheRead = cacheRead
    self.cacheWrite = cacheWrite
    self.cacheWrite1h = cacheWrite1h
    self.output = output
    self.audioInput = audioInput
    self.audioOutput = audioOutput
  }

  /// The cost in nano-dollars, to the nearest, halves up; nil when a bucket with tokens in it has no price. One
  /// rounding at the end, in 128 bits, so that no sum of tokens and rates overflows. `millionths`: of the price, since
  /// three percentages may be multiplied.
  package func cost(of usage: Usage, millionths: Int = 1_000_000) -> Int? {
    let buckets = usage.buckets
    var sum: UInt128 = 0
    func add(_ tokens: Int, _ rate: Int?) -> Bool {
      guard tokens > 0 else { return true }
      // Tokens without a price: the cost is unknown, not lower.
      guard let rate else { return false }
      sum += UInt128(tokens) * UInt128(rate)
      return true
    }
    guard add(buckets.input, input), add(buckets.cacheRead, cacheRead), add(buckets.cacheWrite, cacheWrite),
      add(buckets.cacheWrite1h, cacheWrite1h), add(buckets.audioInput, audioInput), add(buckets.output, output),
      add(buckets.audioOutput, audioOutput)
    else { return nil }
    // A million tokens, and millionths.
    let scale: UInt128 = 1_000_000 * 1_000_000
    let (product, isTooMuch) = sum.multipliedReportingOverflow(by: UInt128(millionths))
    return isTooMuch ? .max : Int(clamping: (product + scale / 2) / scale)
  }
}
