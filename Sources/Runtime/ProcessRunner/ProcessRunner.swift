import Glibc
import Subprocess
import SystemPackage

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
/// When this process is itself killed by SIGKILL, its children are not told: swift-subprocess has no hook between
/// `fork` and `exec` on Linux, where `PR_SET_PDEATHSIG` would have to be called. They see end of file on their input
/// and EPIPE or SIGPIPE on their next output. A launcher that calls `prctl(PR_SET_PDEATHSIG, SIGKILL)` and then executes
/// the program (`bwrap --die-with-parent`, `setpriv --pdeathsig KILL`) closes that gap, since children are started from
/// a thread that lives as long as this process.
package struct ProcessRunner: Sendable {
  /// Between SIGTERM and SIGKILL.
  package var gracePeriod: Duration

  package init(gracePeriod: Duration = .milliseconds(300)) {
    self.gracePeriod = gracePeriod
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
    let supervision = Supervision(request: request, gracePeriod: gracePeriod, stop: stop, onOutput: onOutput)
    // A task of its own, awaited here, so that cancellation does not cut off the reading and the orderly end.
    let outcome = await withTaskCancellationHandler {
      await Task { await supervision.outcome() }.value
    } onCancel: {
      stop.stop(.cancelled)
    }
    return try outcome.get()
  }

  private static let prepareThisProcess: Void = {
    _ = Orphans.areAdopted
    let previous = signal(SIGPIPE, SIG_IGN)
    // SIG_DFL is a null pointer; any other disposition was somebody's decision.
    if previous != nil { signal(SIGPIPE, previous) }
  }()
}
