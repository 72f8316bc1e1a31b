import Testing

@testable import ProxyCore

@Suite struct HistogramTests {
  @Test func secondsHaveTheBucketsOfTheConventions() {
    let bounds = Histogram.ofSeconds().bounds
    #expect(
      bounds.map { "\($0)" }
        == "0.01 0.02 0.04 0.08 0.16 0.32 0.64 1.28 2.56 5.12 10.24 20.48 40.96 81.92"
        .split(separator: " ").map(String.init))
  }

  @Test func tokensHaveTheBucketsOfTheConventions() {
    let bounds = Histogram.ofTokens().bounds
    #expect(bounds.first == 1)
    #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $1 == 4 * $0 })
    #expect(bounds.last == 67_108_864)
  }

  /// Every bound, and what is beside it: a bucket holds what is at most its bound.
  @Test(arguments: [false, true]) func anAmountIsInTheFirstBucketThatHoldsIt(isTime: Bool) {
    let scale = isTime ? 1_000_000.0 : 1
    for bound in (isTime ? Histogram.ofSeconds() : Histogram.ofTokens()).bounds {
      for amount in [UInt64(bound * scale) - 1, UInt64(bound * scale), UInt64(bound * scale) + 1] {
        let histogram = isTime ? Histogram.ofSeconds() : Histogram.ofTokens()
        histogram.observe(amount)
        let expected = histogram.bounds.map { Double(amount) <= $0 * scale ? UInt64(1) : 0 } + [1]
        #expect(histogram.cumulative == expected, "\(amount)")
        #expect(histogram.sum == Double(amount) / scale)
      }
    }
  }

  @Test func whatIsLongerThanAllBoundsIsInTheLast() {
    let histogram = Histogram.ofTokens()
    histogram.observe(.max >> 1)
    #expect(histogram.cumulative == Array(repeating: 0, count: 14) + [1])
  }
}
