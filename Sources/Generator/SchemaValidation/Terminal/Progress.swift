import JSONCore
import System

/// A line on standard error that says how far long work is, when standard error is a terminal.
///
/// Nothing is shown in the first second, nor more often than ten times a second; it is wiped before other text comes.
package struct Progress: Sendable {
  /// Nanoseconds. Whoever waits for less than a second does not look up.
  package static let delay = 1_000_000_000
  /// Nanoseconds: ten times a second looks smooth, and each line is a call of the system.
  private static let interval = 100_000_000

  private let descriptor: Int32
  private let isShown: Bool
  private let total: Int
  private var next: Int
  private var isOnScreen = false

  /// `total`: how many steps there will be. `delay`: nanoseconds before anything is shown.
  package init(total: Int, descriptor: Int32, delay: Int = Progress.delay) {
    self.descriptor = descriptor
    self.total = total
    // In a file or a log of CI the lines would stay.
    isShown = DocumentFiles.isTerminal(descriptor)
    // Where there is no terminal the clock is not even read.
    next = isShown ? MonotonicClock.nanoseconds + delay : .max
  }

  /// `done` steps are behind us.
  package mutating func update(done: Int, unit: StaticString) {
    guard isShown, MonotonicClock.nanoseconds >= next else { return }
    next = MonotonicClock.nanoseconds + Self.interval
    isOnScreen = true
    var line = JSONWriter(capacity: 64)
    line.literal("\r\u{1B}[2K")
    line.integer(done)
    line.literal(" of ")
    line.integer(total)
    line.byte(0x20)
    line.literal(unit)
    _ = line.flush(to: descriptor)
  }

  /// Wipes the line, so that other text may be written.
  /// The line is on standard error and results may go to the same terminal: without this they would be printed behind
  /// it.
  package mutating func clear() {
    guard isOnScreen else { return }
    isOnScreen = false
    var line = JSONWriter(capacity: 64)
    line.literal("\r\u{1B}[2K")
    _ = line.flush(to: descriptor)
  }
}
