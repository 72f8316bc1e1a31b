import CMeasure

/// CPU time for a size and for twice that size, the best of several runs of each.
struct Doubling {
  /// What linear work may take at most for twice the size: caches get smaller than the data, tables grow.
  static let limit = 2.5
  /// Sizes are doubled until a run takes this long: thousands of elements, which still fit the caches. Beyond those it
  /// is memory that is measured.
  private static let leastSeconds = 0.0005
  /// A run is repeated for as long as this, so that the clock and what surrounds it do not count.
  private static let secondsOfRepeats = 0.002
  /// Rounds when the ratio is good at once, and when it is not: whatever else the machine does makes single runs slow.
  private static let rounds = 5
  private static let patientRounds = 40

  let size: Int
  private(set) var short = Double.infinity
  private(set) var long = Double.infinity

  var ratio: Double { long / short }
  var isLinear: Bool { ratio <= Self.limit }

  /// `prepare` makes the work for a size; it returns whether the result was the expected one. Begins at `size` and goes
  /// to larger ones, at most to `largest`, until a run is long enough to be measured.
  init(from size: Int, atMost largest: Int, _ prepare: (Int) -> () -> Bool) throws(WrongResult) {
    var size = size
    var body = prepare(size)
    while try Self.time(1, body) < Self.leastSeconds, size * 2 <= largest {
      size *= 2
      body = prepare(size)
    }
    self.size = size
    let repeats = max(1, Int((Self.secondsOfRepeats / (try Self.time(1, body))).rounded(.up)))
    let twice = prepare(size * 2)
    for round in 1...Self.patientRounds {
      short = min(short, try Self.time(repeats, body))
      long = min(long, try Self.time(repeats, twice))
      if round >= Self.rounds, isLinear { break }
    }
  }

  private static func time(_ repeats: Int, _ body: () -> Bool) throws(WrongResult) -> Double {
    let start = measure_thread_cpu_time()
    var isRight = true
    for _ in 0..<repeats where !body() { isRight = false }
    let seconds = Double(measure_thread_cpu_time() - start) / 1e9
    if !isRight { throw WrongResult() }
    return max(seconds, 1e-9) / Double(repeats)
  }
}

/// What was measured did something else than it should have.
struct WrongResult: Error {}
