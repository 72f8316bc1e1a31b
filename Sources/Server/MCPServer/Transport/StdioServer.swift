import Glibc
import JSONCore
import Logging
import ToolRuntime

/// How much a stdio server takes on, each with its reason.
package struct StdioLimits: Sendable {
  /// Longest message: room for a large document as an argument, little enough to be held in memory.
  package let lineBytes: Int
  /// Background calls that run at once: each is a child process.
  package let running: Int
  /// Background calls that wait for their turn; beyond it a call is refused.
  package let queued: Int
  /// How long calls may go on when the input has ended: whoever pipes requests in wants their replies, and a client that
  /// is gone is noticed otherwise. Every tool but a build ends within its own time limit before that.
  package let drainSeconds: Int
  /// How long cancelled calls may take to end before the process leaves without them.
  package let shutdownSeconds: UInt32

  package init(
    lineBytes: Int = 4 << 20, running: Int = 64, queued: Int = 1024, drainSeconds: Int = 300,
    shutdownSeconds: UInt32 = 2
  ) {
    self.lineBytes = lineBytes
    self.running = running
    self.queued = queued
    self.drainSeconds = drainSeconds
    self.shutdownSeconds = shutdownSeconds
  }
}

/// Serves one client on a pair of descriptors until its input ends, it stops reading, or the process should end.
///
/// The thread that calls `run` waits for input, runs inline tools where it stands and answers with one write per read;
/// other calls are child tasks of `BackgroundCalls`.
struct StdioServer<Tools: ToolService> {
  private enum Ending {
    case inputEnded, clientGone, stopped
  }

  let tools: Tools
  let identity: ServerIdentity
  let descriptors: StdioDescriptors
  let wakeup: Wakeup
  let limits: StdioLimits
  let logger: Logger

  /// Returns when the connection has ended and every call with it.
  func run() {
    let sessionLimits = SessionLimits(lineBytes: limits.lineBytes, pendingCalls: limits.running + limits.queued)
    let connection = Connection(
      tools: tools, identity: identity, limits: sessionLimits, output: descriptors.output)
    let calls = BackgroundCalls(connection, running: limits.running) { wakeup.callsHaveEnded() }
    var ending = read(connection) { calls.start($0) }
    calls.takeNoMore()
    if ending == .inputEnded, calls.haveBegun { ending = drain(connection) }
    if connection.close(farewell: ending != .clientGone) > 0 {
      ProcessEnd.force(afterSeconds: limits.shutdownSeconds)
    }
    calls.waitForEnd()
    logger.debug("connection ended")
  }

  /// The loop of the reading thread.
  private func read(_ connection: Connection<Tools>, start: @Sendable (Connection<Tools>.Job) -> Void) -> Ending {
    var lines = LineBuffer(limit: limits.lineBytes)
    while true {
      switch wakeup.wait(input: descriptors.input, output: descriptors.output) {
      case .stop: return .stopped
      case .clientGone: return .clientGone
      case .idle, .timeOut: continue
      case .input: break
      }
      let count = lines.fill(from: descriptors.input)
      if count == -Int(EAGAIN) { continue }
      let isLast = count <= 0
      if count < 0 { logger.warning("reading the input failed", metadata: ["errno": "\(-count)"]) }
      guard connection.take(&lines, isLast: isLast, start: start) else { return .clientGone }
      if isLast { return .inputEnded }
    }
  }

  /// Lets the calls in flight end, and their replies be written. Those that take too long are cancelled, and told so.
  private func drain(_ connection: Connection<Tools>) -> Ending {
    let deadline = ContinuousClock.now + .seconds(limits.drainSeconds)
    var event = wakeup.wait(input: nil, output: descriptors.output, until: deadline)
    if event == .timeOut {
      // Before anything else: the lock of the connection may be held by a write that nobody reads.
      ProcessEnd.force(afterSeconds: limits.shutdownSeconds)
      connection.stopCalls(
        ToolFailure(
          .cancelled, "the call was ended: it was at work \(limits.drainSeconds) s after the end of the input"))
      event = wakeup.wait(input: nil, output: descriptors.output)
    }
    switch event {
    case .clientGone: return .clientGone
    case .stop: return .stopped
    case .idle, .input, .timeOut: return .inputEnded
    }
  }
}
