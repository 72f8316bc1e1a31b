import CMeasure

/// What one mode costs per instance.
struct Measurement {
  /// Nanoseconds of thread CPU time, ascending, one entry per pass.
  let passes: [Double]
  /// Heap allocations of a warm pass, per instance.
  let allocations: Double

  var best: Double { passes[0] }
  var median: Double { passes[passes.count / 2] }

  /// A pass repeats `body` (one run over all instances) until it takes about 15 ms, as the driver of the peers does.
  init(instances: Int, passes wanted: Int, _ body: () -> Void) {
    body()
    let before = measure_allocations()
    body()
    allocations = Double(measure_allocations() - before) / Double(instances)

    let target: Int64 = 15_000_000
    var repeats = 1
    while true {
      let taken = Self.time(repeats, body)
      if taken >= target { break }
      repeats = taken < 1_000_000 ? repeats * 8 : max(repeats + 1, Int(Int64(repeats) * (target + 3_000_000) / taken))
    }
    passes = (0..<max(1, wanted)).map { _ in
      Double(Self.time(repeats, body)) / Double(repeats * instances)
    }.sorted()
  }

  private static func time(_ repeats: Int, _ body: () -> Void) -> Int64 {
    let start = measure_thread_cpu_time()
    for _ in 0..<repeats { body() }
    return measure_thread_cpu_time() - start
  }
}
