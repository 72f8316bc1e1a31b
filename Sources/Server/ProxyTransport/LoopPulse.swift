import NIOCore

/// A sign of life that only comes while all event loops answer.
enum LoopPulse {
  /// Asks every loop, calls `beat` when all have answered, waits, and asks again. While one of them is stuck there is no
  /// beat, and nothing piles up.
  ///
  /// - Parameters:
  ///   - loops: of which the first keeps the time.
  ///   - beat: is called on that loop, and must not wait.
  static func start(on loops: [any EventLoop], every interval: TimeAmount, _ beat: @escaping @Sendable () -> Void) {
    guard let first = loops.first else { return }
    _ = first.scheduleRepeatedAsyncTask(initialDelay: .zero, delay: interval) { _ in
      let answers = loops.map { $0.submit {} }
      let all = EventLoopFuture.andAllSucceed(answers, on: first)
      all.whenSuccess(beat)
      return all
    }
  }
}
