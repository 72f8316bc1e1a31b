import ProxyCore
import System

/// When to read files again that belong together: a certificate and its key are two, and none is written at once. They are
/// read when they have changed and have been as they are since the look before.
struct FileWatch {
  private var seen: [FileStatus?] = []
  private var tried: [FileStatus?] = []

  /// - Parameters:
  ///   - files: as they are now.
  ///   - active: as they were when they were read for what is in force.
  /// - Returns: whether to read them. What could not be used is not read again before it changes.
  mutating func look(_ files: [FileStatus?], active: [FileStatus?]) -> Bool {
    defer { seen = files }
    guard files != active, files != tried, files == seen else { return false }
    tried = files
    return true
  }
}

/// When to say that the listener's certificate ends: once a day.
struct ExpiryWatch {
  private static let day: UInt64 = 86_400_000_000_000

  private var nextReport: UInt64

  /// - Parameter start: monotonic, in nanoseconds. The start has warnings of its own.
  init(start: UInt64) { nextReport = start + Self.day }

  /// - Parameters:
  ///   - second: since 1970.
  ///   - now: monotonic, in nanoseconds.
  mutating func look(_ certificate: ServerCertificate, second: Int, now: UInt64) -> String? {
    guard now >= nextReport, let problem = certificate.problem(at: second) else { return nil }
    nextReport = now + Self.day
    return problem
  }
}

/// How many handshakes have failed and for what, at once the first time, then once a minute while it goes on.
struct HandshakeWatch {
  private var reported = HandshakeFailure.allCases.map { _ in UInt64(0) }
  private var bound = BoundWatch()

  /// - Parameters:
  ///   - totals: since the start, in the order of the reasons.
  ///   - now: monotonic, in nanoseconds.
  /// - Returns: those since the last report that are not none; nil when there is nothing to say, or it is too early.
  mutating func look(_ totals: [UInt64], now: UInt64) -> [(HandshakeFailure, UInt64)]? {
    let all = zip(HandshakeFailure.allCases, totals).filter { $0.0 != .closed }.reduce(0) { $0 + $1.1 }
    guard bound.look(all, now: now) != nil else { return nil }
    let counts = zip(totals, reported).map { $0 - $1 }
    reported = totals
    return zip(HandshakeFailure.allCases, counts).filter { $0.1 > 0 }
  }
}
