import CMeasure

/// One pass of a mode, per instance.
struct Pass {
  /// Of thread CPU time.
  let nanoseconds: Double
  /// Heap allocations.
  let allocations: Double
}

/// Runs passes of one mode: as many runs over all instances as take about 15 ms, as the driver of the peers does.
struct Measurement {
  private let instances: Int
  private let repeats: Int

  /// Warms up and finds how often to repeat. `body` is one run over all instances.
  init(instances: Int, _ body: () -> Void) {
    body()
    let target: Int64 = 15_000_000
    var repeats = 1
    while true {
      let taken = Self.time(repeats, body)
      if taken >= target { break }
      repeats = taken < 1_000_000 ? repeats * 8 : max(repeats + 1, Int(Int64(repeats) * (target + 3_000_000) / taken))
    }
    self.instances = instances
    self.repeats = repeats
  }

  func pass(_ body: () -> Void) -> Pass {
    let before = measure_allocations()
    let taken = Self.time(repeats, body)
    let allocations = measure_allocations() - before
    let count = Double(repeats * instances)
    return Pass(nanoseconds: Double(taken) / count, allocations: Double(allocations) / count)
  }

  private static func time(_ repeats: Int, _ body: () -> Void) -> Int64 {
    let start = measure_thread_cpu_time()
    for _ in 0..<repeats { body() }
    return measure_thread_cpu_time() - start
  }
}
