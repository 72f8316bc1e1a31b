import JSONCore
import Logging
import Synchronization
import ToolRuntime

/// The state that the reading thread and the running calls share: the session, what it has written, and who is
/// running. Everything happens under one lock, so replies never mix and nothing follows a reply.
final class Connection<Tools: ToolService>: Sendable {
  private struct State: ~Copyable {
    var session: Session<Tools>
    var output: Output
    var signals: [CallTicket: CancelSignal] = [:]
    /// Why every call was stopped, for those who still wait for their replies.
    var stopReason: ToolFailure?
    var isClosed = false
  }

  /// A call with the means to stop it.
  struct Job: Sendable {
    let call: BackgroundCall
    let signal: CancelSignal
  }

  private let state: Mutex<State>
  private let tools: Tools
  private let clock = ContinuousClock()

  /// `output`: the descriptor that replies go to.
  init(tools: Tools, identity: ServerIdentity, limits: SessionLimits, output: Int32) {
    self.tools = tools
    let session = Session(tools: tools, identity: identity, limits: limits)
    state = Mutex(State(session: session, output: Output(descriptor: output)))
  }

  /// Takes every complete line, with one write for all their replies. False when the client no longer reads.
  func take(_ lines: inout LineBuffer, isLast: Bool = false, start: @Sendable (Job) -> Void) -> Bool {
    state.withLock { state in
      while let line = lines.next() {
        switch line {
        case .text(let buffer, let range): Self.take(buffer, range, &state, start)
        case .tooLong(let buffer, let range):
          state.session.refuseLong(buffer, range, into: &state.output.writer)
        }
      }
      if isLast, case .text(let buffer, let range) = lines.last() { Self.take(buffer, range, &state, start) }
      return state.output.flush()
    }
  }

  private static func take(
    _ buffer: JSONBytes, _ range: Range<Int>, _ state: inout State, _ start: @Sendable (Job) -> Void
  ) {
    switch state.session.receive(buffer, range, into: &state.output.writer) {
    case .none: break
    case .start(let call):
      let signal = CancelSignal()
      state.signals[call.ticket] = signal
      start(Job(call: call, signal: signal))
    case .cancel(let ticket): state.signals.removeValue(forKey: ticket)?.fire()
    }
    state.output.flushIfLarge()
  }

  /// Runs one call to its end, unless it is cancelled first; returns when everything it started has ended.
  func run(_ job: Job) async {
    if job.signal.isFired {
      conclude(job, .failure(ToolFailure(.cancelled, "the call was cancelled")))
      return finished(job)
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await job.signal.wait() }
      group.addTask { await self.perform(job) }
      await group.next()
      group.cancelAll()
    }
    finished(job)
  }

  private func finished(_ job: Job) {
    state.withLock { _ = $0.signals.removeValue(forKey: job.call.ticket) }
  }

  private func perform(_ job: Job) async {
    let outcome: Result<JSONBytes, ToolFailure>
    do throws(ToolFailure) {
      outcome = .success(
        try await tools.call(job.call.tool, job.call.arguments) { self.report($0, of: job.call.ticket) })
    } catch {
      outcome = .failure(error)
    }
    conclude(job, outcome)
  }

  /// Writes the reply, unless the call was cancelled by the client or nothing is written any more.
  private func conclude(_ job: Job, _ outcome: Result<JSONBytes, ToolFailure>) {
    state.withLock { state in
      guard !state.isClosed else { return }
      var outcome = outcome
      if case .failure(let failure) = outcome, failure.code == .cancelled, let reason = state.stopReason {
        outcome = .failure(reason)
      }
      if state.session.finish(job.call.ticket, outcome, into: &state.output.writer) { _ = state.output.flush() }
    }
  }

  private func report(_ progress: ToolProgress, of ticket: CallTicket) {
    state.withLock { state in
      guard !state.isClosed else { return }
      if state.session.progress(ticket, progress, at: clock.now, into: &state.output.writer) {
        _ = state.output.flush()
      }
    }
  }

  /// Stops every call; each still gets its reply, which says why when it could not be finished.
  func stopCalls(_ reason: ToolFailure) {
    state.withLock { state in
      state.stopReason = reason
      for signal in state.signals.values { signal.fire() }
    }
  }

  /// Stops every call and lets nothing more be written. `farewell`: the client still reads, so that subscriptions
  /// can be ended properly. Returns how many calls were running.
  func close(farewell: Bool) -> Int {
    state.withLock { state in
      if state.isClosed { return 0 }
      state.isClosed = true
      if farewell {
        state.session.close(into: &state.output.writer)
        _ = state.output.flush()
      }
      let signals = state.signals.values
      state.signals = [:]
      for signal in signals { signal.fire() }
      return signals.count
    }
  }
}
