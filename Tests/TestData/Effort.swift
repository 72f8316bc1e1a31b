import Glibc

/// How much of a long test is run, and how long something took whatever else the machine does.
package enum Effort {
  /// `SECURELLM_PROOF=1`: all of it, in `make proof`.
  package static let isProof = unsafe getenv("SECURELLM_PROOF") != nil

  /// Whether these tests were built without the optimizer, where some take a minute that take a second with it.
  package static var isUnoptimized: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }

  /// Why a test is left to the optimized run.
  package static let leftToOptimized =
    "takes a minute when it is not optimized: make test-optimized and make proof have it"

  /// Every third value without the optimizer; all of them with it, and in a proof.
  package static func share<Value>(of values: [Value]) -> [Value] {
    isUnoptimized && !isProof ? stride(from: 0, to: values.count, by: 3).map { values[$0] } : values
  }

  /// Seconds that this thread worked: on a loaded machine the clock on the wall means nothing.
  package static func processorSeconds(_ work: () throws -> Void) rethrows -> Double {
    let start = threadSeconds
    try work()
    return threadSeconds - start
  }

  private static var threadSeconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
