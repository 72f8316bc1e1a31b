/// How fast a request must arrive. Deadlines alone let a client hold a connection for as long as they allow, with a
/// byte now and then.
package struct MinimumRate: Sendable, Equatable {
  /// 1,024 unless configured; 0 is no bound.
  package var bytesPerSecond: UInt64
  /// The first moments do not count: a lost packet may cost a second.
  package var graceNanoseconds: UInt64

  /// What must have come of a request whose first byte came that many nanoseconds ago.
  package func bytes(after nanoseconds: UInt64) -> UInt64 {
    guard nanoseconds > graceNanoseconds else { return 0 }
    // A thousand million bytes a second for a day fit.
    return (nanoseconds - graceNanoseconds) / 1_000_000 * bytesPerSecond / 1000
  }
}
