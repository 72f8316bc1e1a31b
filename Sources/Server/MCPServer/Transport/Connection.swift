import JSONCore
import Logging
import Synchronization
import ToolRuntime

/// The state that the reading thread and the running calls share: the session, the replies on their way, and who is
/// running. Everything happens under one lock, so replies never mix and nothing follows a reply. Nothing under it
/// waits: with a write that could wait for the client, a tool with a limit of 30 s ran for 56 s.
final class Connection<Tools: ToolService>: Sendable {
  private struct State: ~Copyable {
    var session: Session<Tools>
    var replies: ReplyQueue
    var signals: [CallTicket: CancelSignal] = [:]
    /// Calls that have ended and wait until their replies have room. Their clocks have stopped by then.
    var waiting: [CheckedContinuation<Void, Never>] = []
    /// Why every call was stopped, for those who still wait for their replies.
    var stopReason: ToolFailure?
    /// Nothing is written from here on, and calls that end do so without a trace on the wire.
    var isClosed = false
  }

  /// A call with the means to stop it.
  struct Job: Sendable {
    let call: BackgroundCall
    let signal: CancelSignal
  }

  private let state: Mutex<State>
  private let tools: Tools
  private let onBlocked: @Sendable () -> Void
  private let clock = ContinuousClock()

  /// - Parameters:
  ///   - onBlocked: called when a reply of a running call did not fit: `write` is to be called once it does.
  init(
    tools: Tools, identity: ServerIdentity, limits: SessionLimits, output: OutputEnd, queueBytes: Int,
    onBlocked: @escaping @Sendable () -> Void
  ) {
    self.tools = tools
    self.onBlocked = onBlocked
    let session = Session(tools: tools, identity: identity, limits: limits)
    state = Mutex(State(session: session, replies: ReplyQueue(output, limit: queueBytes)))
  }

  // MARK: the thread that reads

  /// Takes every complete line, with one write for all their replies, and stops where these are too many for now:
  /// what is left stays in `lines` and is taken when there is room. `isLast`: the input has ended, so that a last
  /// line without a line feed counts. `start` is called under the lock and must return at once.
  func take(_ lines: inout LineBuffer, isLast: Bool, start: @Sendable (Job) -> Void) -> ReplyQueue.State {
    state.withLock { state in
      while !state.replies.state.isFull, let line = lines.next() {
        Self.take(line, &state, start)
        state.replies.flushIfLarge()
      }
      if isLast, !state.replies.state.isFull, let line = lines.last() { Self.take(line, &state, start) }
      state.replies.flush()
      return state.replies.state
    }
  }

  /// The signal is stored before the call starts: a cancellation on the very next line finds it.
  private static func take(_ line: LineBuffer.Line, _ state: inout State, _ start: @Sendable (Job) -> Void) {
    switch state.session.receive(line, into: &state.replies.writer) {
    case .none: break
    case .start(let call):
      let signal = CancelSignal()
      state.signals[call.ticket] = signal
      start(Job(call: call, signal: signal))
    case .cancel(let ticket): state.signals.removeValue(forKey: ticket)?.fire()
    }
  }

  /// The output has room: passes on what waits for it. `delivered`: all that the client has taken.
  func write() -> (state: ReplyQueue.State, delivered: Int) {
    let (result, waiting) = state.withLock { state in
      state.replies.resume()
      let result = (state.replies.state, state.replies.delivered)
      return (result, state.replies.state.isFull ? [] : Self.takeWaiting(&state))
    }
    for call in waiting { call.resume() }
    return result
  }

  var replies: ReplyQueue.State { state.withLock { $0.replies.state } }

  /// The caller resumes them outside the lock, since each takes it again.
  private static func takeWaiting(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
    defer { state.waiting = [] }
    return state.waiting
  }

  /// Looks whether there are other tools, and tells the client. On the thread that reads: it is waiting for input.
  func lookAtTools() -> ReplyQueue.State {
    guard tools.look() else { return replies }
    return state.withLock { state in
      if state.isClosed { return state.replies.state }
      state.session.toolsChanged(into: &state.replies.writer)
      state.replies.flush()
      return state.replies.state
    }
  }

  // MARK: running calls

  /// Runs one call to its end, unless it is cancelled first; returns when everything it started has ended.
  func run(_ job: Job) async {
    if job.signal.isFired {
      await conclude(job, .failure(ToolFailure(.cancelled, "the call was cancelled")))
      return finished(job)
    }
    // Whichever ends first ends the other: a fired signal cancels the task, which kills what the tool has started.
    // The group returns when both have ended, so that no process outlives its entry.
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

  /// Always reaches `conclude`, with a failure as well as with a result.
  private func perform(_ job: Job) async {
    let outcome: Result<JSONBytes, ToolFailure>
    do throws(ToolFailure) {
      outcome = .success(
        try await tools.call(job.call.tool, job.call.arguments) { self.report($0, of: job.call.ticket) })
    } catch {
      outcome = .failure(error)
    }
    await conclude(job, outcome)
  }

  /// Writes the reply, as soon as there is room for it, unless the call was cancelled by the client or nothing is
  /// written any more. By then the tool has ended and its clock has stopped: a client that does not read delays
  /// replies, never time limits. Room may be taken by another call between waking and locking, hence the loop.
  private func conclude(_ job: Job, _ outcome: Result<JSONBytes, ToolFailure>) async {
    while true {
      let isConcluded = state.withLock { state in
        if state.isClosed { return true }
        if state.replies.state.isFull { return false }
        var outcome = outcome
        if case .failure(let failure) = outcome, failure.code == .cancelled, let reason = state.stopReason {
          outcome = .failure(reason)
        }
        if state.session.finish(job.call.ticket, outcome, into: &state.replies.writer) { flush(&state) }
        return true
      }
      if isConcluded { return }
      await room()
    }
  }

  /// Returns when the queue is no longer full, or nothing is written any more.
  private func room() async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.isClosed || !state.replies.state.isFull { return true }
        state.waiting.append(continuation)
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  /// Progress is news: a client that is behind with what it has got is not sent any. Calls may report from any
  /// thread.
  private func report(_ progress: ToolProgress, of ticket: CallTicket) {
    state.withLock { state in
      guard !state.isClosed, !state.replies.state.isBlocked else { return }
      if state.session.progress(ticket, progress, at: clock.now, into: &state.replies.writer) { flush(&state) }
    }
  }

  /// Writes from a running call: the thread that reads hears of what does not fit.
  private func flush(_ state: inout State) {
    let wasBlocked = state.replies.state.isBlocked
    state.replies.flush()
    if state.replies.state.isBlocked, !wasBlocked { onBlocked() }
  }

  // MARK: the end

  /// Stops every call; each still gets its reply, which says why when it could not be finished.
  func stopCalls(_ reason: ToolFailure) {
    state.withLock { state in
      state.stopReason = reason
      for signal in state.signals.values { signal.fire() }
    }
  }

  /// Stops every call and writes nothing more. `sendsClosingNotice`: the client still reads, so that subscriptions get
  /// their closing notice. Returns how many calls were running.
  func close(sendsClosingNotice: Bool) -> Int {
    typealias Stopped = (running: Int, waiting: [CheckedContinuation<Void, Never>])
    let stopped = state.withLock { (state: inout State) -> Stopped in
      if state.isClosed { return (0, []) }
      state.isClosed = true
      if sendsClosingNotice {
        state.session.close(into: &state.replies.writer)
        state.replies.flush()
      }
      let signals = state.signals.values
      state.signals = [:]
      for signal in signals { signal.fire() }
      return (signals.count, Self.takeWaiting(&state))
    }
    for call in stopped.waiting { call.resume() }
    return stopped.running
  }
}
