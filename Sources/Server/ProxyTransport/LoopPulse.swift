import NIOCore
import Synchronization

/// A sign of life that only comes while all event loops answer. It makes no promises, which a loop that ends would not
/// keep.
final class LoopPulse: Sendable {
  private let loops: [any EventLoop]
  private let beat: @Sendable () -> Void
  /// Loops that have been asked and have not answered yet.
  private let missing = Atomic(0)

  private init(_ loops: [any EventLoop], _ beat: @escaping @Sendable () -> Void) {
    self.loops = loops
    self.beat = beat
  }

  /// Asks every loop regularly, and calls `beat` when all have answered.
  ///
  /// - Parameters:
  ///   - loops: of which the first keeps the time.
  ///   - beat: is called on the loop that answers last, and must not wait.
  static func start(on loops: [any EventLoop], every interval: TimeAmount, _ beat: @escaping @Sendable () -> Void) {
    let pulse = LoopPulse(loops, beat)
    _ = loops.first?.scheduleRepeatedTask(initialDelay: .zero, delay: interval) { _ in pulse.ask() }
  }

  /// Not while one of them is stuck: nothing piles up there.
  private func ask() {
    guard missing.load(ordering: .acquiring) == 0 else { return }
    missing.store(loops.count, ordering: .releasing)
    for loop in loops { loop.execute { self.answered() } }
  }

  private func answered() {
    if missing.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { beat() }
  }
}
