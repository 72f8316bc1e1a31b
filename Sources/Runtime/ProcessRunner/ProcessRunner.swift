import Glibc

/// Runs one program at a time and leaves nothing behind.
///
/// - The child gets exactly the arguments, environment, directory and input of the request, descriptors 0, 1 and 2,
///   no blocked signal, default signal dispositions, and a session (hence a process group) of its own.
/// - It is ended when its time is over, when it writes too much, and when the calling task is cancelled: SIGTERM to
///   its group, a grace period, SIGKILL to its group. Output is read, and dropped if need be, until it has ended.
/// - When it has ended, in whatever way, its remaining descendants are killed (see ``Orphans`` for what cannot be);
///   the call never waits for one that holds a pipe open.
///
/// The first run makes this process adopt orphans and, unless it handles SIGPIPE, ignore that signal: a child that
/// closes its input early would end this process otherwise.
///
/// When this process ends, in whatever way, the kernel ends its children: each is bound to the thread that started it,
/// which lives as long as the run (`PR_SET_PDEATHSIG`). What a child has started ends with it where it has a PID
/// namespace; a sandboxed program that cannot start any needs none.
package struct ProcessRunner: Sendable {
  /// Between SIGTERM and SIGKILL.
  package var gracePeriod: Duration
  /// For requests that name a sandbox.
  package var demand: SandboxDemand

  package init(gracePeriod: Duration = .milliseconds(300), demand: SandboxDemand = .required) {
    self.gracePeriod = gracePeriod
    self.demand = demand
  }

  /// Runs the program to its end.
  ///
  /// - Parameter onOutput: Called after each chunk with the bytes of standard output read so far. Keep it short: no
  ///   further output is read while it runs.
  /// - Returns: The output and how the child ended, whatever its exit code.
  /// - Throws: ``ProcessFailure``; nothing of the run is alive by then.
  package func run(
    _ request: ProcessRequest, onOutput: (@Sendable (Int) -> Void)? = nil
  ) async throws(ProcessFailure) -> ProcessOutput {
    try request.check()
    guard !Task.isCancelled else { throw .cancelled }
    Self.prepareThisProcess

    let stop = StopSwitch()
    let (gracePeriod, demand) = (gracePeriod, demand)
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { (ended: CheckedContinuation<Result<ProcessOutput, ProcessFailure>, Never>) in
        let error = RunThread.start {
          ended.resume(
            returning: Run.outcome(
              of: request, gracePeriod: gracePeriod, demand: demand, stop: stop, onOutput: onOutput))
        }
        if error != 0 { ended.resume(returning: .failure(.spawnFailed(errno: error))) }
      }
    } onCancel: {
      stop.stop(.cancelled)
    }
    return try outcome.get()
  }

  /// The same on the calling thread, which must live as long as the run: for a process that has no other thread, and
  /// may not have one, as where `/proc` cannot be read (libdispatch looks its threads up there, and ends the process).
  ///
  /// - Throws: ``ProcessFailure``; nothing of the run is alive by then.
  package func runHere(_ request: ProcessRequest) throws(ProcessFailure) -> ProcessOutput {
    try request.check()
    Self.prepareThisProcess
    return try Run.outcome(
      of: request, gracePeriod: gracePeriod, demand: demand, stop: StopSwitch(), onOutput: nil
    ).get()
  }

  private static let prepareThisProcess: Void = {
    _ = Orphans.areAdopted
    let previous = signal(SIGPIPE, SIG_IGN)
    // SIG_DFL is a null pointer; any other disposition was somebody's decision.
    if previous != nil { signal(SIGPIPE, previous) }
  }()
}
