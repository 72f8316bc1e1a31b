import Glibc
import SchemaRuntime
import TestData
import Testing

@testable import SchemaCompiler

/// Patterns that bring other engines down, one a line.
@Suite(
  .enabled(if: TestData.has("injection"), "\(TestData.ownAbsence)"), .serialized)
struct RedosTests {
  static let patterns = String(decoding: TestData.bytes("injection/redos.txt"), as: UTF8.self)
    .split(whereSeparator: \.isNewline).map(String.init)

  /// Texts on which such patterns try long, of about `count` bytes.
  static func attacks(_ count: Int) -> [[UInt8]] {
    ["a", "ab", "x", "/*", "a1.", ",", "<", "é", "=", "K"].map { unit in
      Array((String(repeating: unit, count: count / unit.utf8.count) + "!\n").utf8)
    }
  }

  @Test func areBuiltOrRefusedSoon() {
    #expect(Self.patterns.count > 40)
    for pattern in Self.patterns {
      let start = cpuTime()
      _ = try? CompiledPattern.compile(pattern, allowsBacktracking: true)
      // Debug builds are some twenty times slower than the program.
      #expect(cpuTime() - start < 20, "\(pattern)")
    }
  }

  @Test func takeTimeLinearInTheText() {
    var built = 0
    for pattern in Self.patterns {
      guard let matcher = try? CompiledPattern.compile(pattern, allowsBacktracking: true).matcher else { continue }
      built += 1
      for (short, long) in zip(Self.attacks(100_000), Self.attacks(200_000)) {
        if case .backtracking = matcher {
          let steps = BacktrackingPattern(pattern).search(short).steps
          #expect(BacktrackingPattern(pattern).search(long).steps <= steps * 5 / 2, "\(pattern)")
        } else {
          let time = leastTime { _ = matcher.outcome(short) }
          #expect(leastTime { _ = matcher.outcome(long) } <= time * 2.5 + 0.002, "\(pattern)")
        }
      }
    }
    #expect(built > 20)
  }

  private func leastTime(_ body: () -> Void) -> Double {
    (0..<3).map { _ in
      let start = cpuTime()
      body()
      return cpuTime() - start
    }.min() ?? 0
  }

  /// Seconds of this thread: what other processes do does not count.
  private func cpuTime() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
