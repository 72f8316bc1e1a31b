import Glibc

/// One run, on the thread that started the child: moves its streams, watches the clock, and sees to its end.
///
/// One loop waits for everything at once, so that no other thread and no task has to be free for a limit to hold.
struct Run {
  private let request: ProcessRequest
  private let gracePeriod: Duration
  private let stop: StopSwitch
  private let onOutput: (@Sendable (Int) -> Void)?
  private let process: StartedProcess
  /// Its control group is removed when the run is over.
  private let confinement: Confinement?
  private let clock = ContinuousClock()

  /// Nil once the stream has ended, which closes them.
  private var output: OwnedDescriptor?
  private var error: OwnedDescriptor?
  private var input: OwnedDescriptor?
  /// What is still to be written.
  private var rest: ArraySlice<UInt8>
  private var head: HeadBuffer
  private var tail: TailBuffer
  private var total = 0
  private var chunk = [UInt8](repeating: 0, count: chunkBytes)
  private var phase = Phase.running

  private enum Phase {
    case running
    /// SIGTERM was sent; SIGKILL follows at the given time.
    case ending(ContinuousClock.Instant)
    /// SIGKILL was sent; what is there at the given time hangs in the kernel, for instance on a file system that is
    /// gone.
    case killed(ContinuousClock.Instant)
  }

  private static let unkillable: Duration = .seconds(5)
  /// Bytes read from a pipe after the child has ended. Pipes hold 64 KiB, 1 MiB at most for users; more can only
  /// come from a descendant that outlived every signal.
  private static let drainLimit = 1 << 20
  private static let chunkBytes = 65_536
  /// Longer waits are cut to 30 days, since sums of durations trap when they overflow.
  private static let longestWait: Duration = .seconds(30 * 24 * 3600)

  private init(
    _ request: ProcessRequest, gracePeriod: Duration, demand: SandboxDemand, stop: StopSwitch,
    onOutput: (@Sendable (Int) -> Void)?
  ) throws(ProcessFailure) {
    self.request = request
    self.gracePeriod = min(gracePeriod, Self.longestWait)
    self.stop = stop
    self.onOutput = onOutput
    head = HeadBuffer(limit: request.maxOutputBytes)
    tail = TailBuffer(limit: request.maxErrorBytes)
    rest = (request.standardInput ?? [])[...]
    let child = try LaunchedChild(request, demand: demand)
    (process, confinement) = (child.process, child.confinement)
    (output, error, input) = (child.output, child.error, child.input)
  }

  /// Runs the program to its end, on the calling thread.
  static func outcome(
    of request: ProcessRequest, gracePeriod: Duration, demand: SandboxDemand, stop: StopSwitch,
    onOutput: (@Sendable (Int) -> Void)?
  ) -> Result<ProcessOutput, ProcessFailure> {
    let start = ContinuousClock.now
    do throws(ProcessFailure) {
      guard let wake = stop.wake else { throw .spawnFailed(errno: EMFILE) }
      var run = try Run(request, gracePeriod: gracePeriod, demand: demand, stop: stop, onOutput: onOutput)
      let termination = run.supervise(wake, from: start)
      let streams = run.streams()
      if let reason = stop.reason { throw run.failure(for: reason, streams) }
      guard let termination else { throw .spawnFailed(errno: ETIMEDOUT) }
      return .success(ProcessOutput(streams: streams, termination: termination, duration: start.duration(to: .now)))
    } catch {
      return .failure(error)
    }
  }

  private func failure(for reason: StopReason, _ streams: CapturedStreams) -> ProcessFailure {
    switch reason {
    case .timedOut: .timedOut(after: request.timeout, partial: streams)
    case .outputTooLarge: .outputTooLarge(limit: request.maxOutputBytes, partial: streams)
    case .cancelled: .cancelled
    case .streamFailed(let errno): .spawnFailed(errno: errno)
    }
  }
}

// MARK: - While the child runs

extension Run {
  /// Returns when the child has ended, what it left running has been killed, and its pipes are read. Nil when the
  /// kernel does not release it.
  private mutating func supervise(
    _ wake: OwnedDescriptor, from start: ContinuousClock.Instant
  ) -> ProcessOutput.Termination? {
    let deadline = start + min(request.timeout, Self.longestWait)
    if request.standardInput?.isEmpty == true { input = nil }
    // What was asked for before the first wait wakes nothing in it: first look, then wait.
    repeat {
      guard advance(deadline) else { return nil }
    } while !waitOnce(wake, until: nextTime(deadline))
    stop.leaderHasEnded = true
    // A program that cannot start another has left nothing behind.
    if request.sandbox?.mayStartProcesses ?? true { Orphans.sweep(after: process.number) }
    drain()
    let termination = process.reap()
    SandboxCalls.close(process.descriptor)
    return termination
  }

  /// Does what is due now. False when the kernel does not release the child.
  private mutating func advance(_ deadline: ContinuousClock.Instant) -> Bool {
    let now = clock.now
    if now >= deadline { stop.stop(.timedOut) }
    switch phase {
    case .running where stop.reason != nil:
      // It may have come to its own end a moment before: what it did is done then, whatever was asked for since.
      if process.hasEnded, stop.withdraw() { break }
      kill(-process.number, SIGTERM)
      phase = .ending(now + gracePeriod)
    case .ending(let time) where now >= time:
      kill(-process.number, SIGKILL)
      kill(process.number, SIGKILL)
      phase = .killed(now + Self.unkillable)
    case .killed(let time) where now >= time: return false
    default: break
    }
    return true
  }

  /// When something is to be done next, unless something happens before.
  private func nextTime(_ deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
    switch phase {
    case .running: deadline
    case .ending(let time), .killed(let time): time
    }
  }

  /// Waits for whatever comes first, and moves what can be moved. Returns whether the child has ended.
  private mutating func waitOnce(_ wake: OwnedDescriptor, until time: ContinuousClock.Instant) -> Bool {
    // A run that was asked to end needs no wake-up any more.
    let wakeDescriptor = stop.reason == nil ? wake.number : -1
    let ready = StreamCalls.wait(
      for: [
        (process.descriptor, Int16(POLLIN)), (wakeDescriptor, Int16(POLLIN)), (output?.number ?? -1, Int16(POLLIN)),
        (error?.number ?? -1, Int16(POLLIN)), (input?.number ?? -1, Int16(POLLOUT)),
      ], milliseconds: Self.milliseconds(from: clock.now, to: time))
    if ready[1] { StreamCalls.drain(wake.number) }
    if ready[2] { readOutput() }
    if ready[3] { readError() }
    if ready[4] { writeInput() }
    return ready[0]
  }

  /// Rounded up, so that the time has come when the wait is over.
  private static func milliseconds(from now: ContinuousClock.Instant, to time: ContinuousClock.Instant) -> Int32 {
    let (seconds, attoseconds) = now.duration(to: time).components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    return Int32(min(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1, 3_600_000))
  }
}

// MARK: - Streams

extension Run {
  /// Reads one chunk. Returns how many bytes there were.
  @discardableResult
  private mutating func readOutput() -> Int {
    guard let descriptor = output else { return 0 }
    switch StreamCalls.read(descriptor.number, into: &chunk) {
    case .bytes(let count):
      guard head.append(chunk.prefix(count)) else {
        stop.stop(.outputTooLarge)
        return count
      }
      total += count
      onOutput?(total)
      return count
    case .wouldBlock: return 0
    case .end: output = nil
    case .failed(let errno):
      output = nil
      stop.stop(.streamFailed(errno: errno))
    }
    return 0
  }

  @discardableResult
  private mutating func readError() -> Int {
    guard let descriptor = error else { return 0 }
    switch StreamCalls.read(descriptor.number, into: &chunk) {
    case .bytes(let count):
      tail.append(chunk.prefix(count))
      return count
    case .wouldBlock: return 0
    case .end: error = nil
    case .failed(let errno):
      error = nil
      stop.stop(.streamFailed(errno: errno))
    }
    return 0
  }

  /// A child may end, or close its input, without reading all of it.
  private mutating func writeInput() {
    guard let descriptor = input else { return }
    switch StreamCalls.write(descriptor.number, rest) {
    case .bytes(let count):
      rest = rest.dropFirst(count)
      if rest.isEmpty { input = nil }
    case .wouldBlock: break
    case .end, .failed: input = nil
    }
  }

  /// Reads to the end of file, or to the end of what the pipes hold once the child has ended.
  private mutating func drain() {
    var drained = 0
    while drained <= Self.drainLimit {
      let count = readOutput()
      if count == 0 { break }
      drained += count
    }
    drained = 0
    while drained <= Self.drainLimit {
      let count = readError()
      if count == 0 { break }
      drained += count
    }
  }

  private mutating func streams() -> CapturedStreams {
    let (bytes, isTruncated) = tail.finish()
    return CapturedStreams(output: head.bytes, error: bytes, errorIsTruncated: isTruncated)
  }
}
