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
  /// Bytes of replies that wait for a client which does not read; then no further input is read, and no call begins
  /// whose predecessor still has its reply. Room for what one read can ask for; a single reply may be longer.
  package let replyBytes: Int
  /// How long calls may go on when the input has ended: whoever pipes requests in wants their replies, and a client
  /// that is gone is noticed otherwise. Every tool but a build ends within its own time limit before that. As long may
  /// a client that takes its replies slowly take none.
  package let drainSeconds: Int
  /// How long cancelled calls may take to end before the process leaves without them.
  package let shutdownSeconds: UInt32

  package init(
    lineBytes: Int = 4 << 20, running: Int = ToolBounds.running, queued: Int = ToolBounds.waiting,
    replyBytes: Int = 1 << 20,
    drainSeconds: Int = 300, shutdownSeconds: UInt32 = 2
  ) {
    self.lineBytes = lineBytes
    self.running = running
    self.queued = queued
    self.replyBytes = replyBytes
    self.drainSeconds = drainSeconds
    self.shutdownSeconds = shutdownSeconds
  }
}

/// Serves one client on a pair of descriptors until its input ends, it stops reading, or the process should end.
///
/// The thread that calls `run` waits for input and for room in the output, runs inline tools itself and responds with
/// one write per read; other calls are child tasks of `BackgroundCalls`. What the client does not take at once waits
/// in a `ReplyQueue`; nobody waits for the client but this thread, between two reads. So a client that does not read
/// stops no clock: calls end in their time and are recorded, and only what was not sent yet waits.
struct StdioServer<Tools: ToolService> {
  /// Why the connection ended: after the end of the input the accepted calls are finished, after a signal they are
  /// stopped; a client that is gone gets nothing more.
  private enum EndReason {
    case inputEnded, clientGone, stopped
  }

  let tools: Tools
  let identity: ServerIdentity
  let input: CInt
  let output: OutputEnd
  let wakeup: Wakeup
  let limits: StdioLimits
  let logger: Logger

  /// Returns when the connection has ended and every call with it.
  func run() {
    let sessionLimits = SessionLimits(lineBytes: limits.lineBytes, pendingCalls: limits.running + limits.queued)
    let connection = Connection(
      tools: tools, identity: identity, limits: sessionLimits, output: output, queueBytes: limits.replyBytes
    ) { wakeup.nudge() }
    let calls = BackgroundCalls(connection, running: limits.running) { wakeup.nudge() }
    var reason = read(connection) { calls.start($0) }
    calls.takeNoMore()
    if reason == .inputEnded { reason = drain(connection, calls) }
    if connection.close(sendsClosingNotice: reason != .clientGone) > 0 {
      ProcessEnd.force(afterSeconds: limits.shutdownSeconds)
    }
    if reason != .clientGone { deliver(connection, isStopping: reason == .stopped) }
    calls.waitForEnd()
    logger.debug("connection ended")
  }

  /// The loop of the reading thread. `poll` watches the output too, so that a client that is gone is noticed while
  /// nothing is written. Without room for replies no input is read: the pipe fills, and the client waits instead of
  /// this memory.
  private func read(_ connection: Connection<Tools>, start: @Sendable (Connection<Tools>.Job) -> Void) -> EndReason {
    var lines = LineBuffer(limit: limits.lineBytes)
    var replies = ReplyQueue.State()
    var isLast = false
    // Where tools are the build's, nothing ends a wait but the client.
    var nextLook = tools.mayChange ? ContinuousClock.now + Self.lookInterval : nil
    while true {
      if let due = nextLook, due <= .now {
        replies = connection.lookAtTools()
        nextLook = .now + Self.lookInterval
      }
      let input = replies.isFull || isLast ? nil : input
      switch wakeup.wait(
        input: input, output: output.descriptor, forRoom: replies.isBlocked, until: nextLook)
      {
      case .stop: return .stopped
      case .clientGone: return .clientGone
      case .room: replies = connection.write().state
      case .nudged: replies = connection.replies
      case .timeOut: continue
      case .input:
        let count = lines.fill(from: self.input)
        if count == -Int(EAGAIN) { continue }
        isLast = count <= 0
        if count < 0 { logger.warning("reading the input failed", metadata: ["errno": "\(-count)"]) }
        replies = connection.take(&lines, isLast: isLast, start: start)
      }
      // Lines that were left when the queue was full.
      if input == nil, !replies.isFull { replies = connection.take(&lines, isLast: isLast, start: start) }
      if replies.isBroken { return .clientGone }
      if isLast, !replies.isFull { return .inputEnded }
    }
  }

  private static var lookInterval: Duration { .seconds(ToolBounds.lookSeconds) }

  /// Lets the calls in flight end, and their replies be taken. Those that take too long are cancelled, and their
  /// replies say so. The process then leaves within `shutdownSeconds`, whatever a child does.
  private func drain(_ connection: Connection<Tools>, _ calls: BackgroundCalls<Tools>) -> EndReason {
    var deadline: ContinuousClock.Instant? = .now + .seconds(limits.drainSeconds)
    while calls.areRunning {
      let isBlocked = connection.replies.isBlocked
      switch wakeup.wait(input: nil, output: output.descriptor, forRoom: isBlocked, until: deadline) {
      case .stop: return .stopped
      case .clientGone: return .clientGone
      case .room: _ = connection.write()
      case .nudged, .input: continue
      case .timeOut:
        deadline = nil
        ProcessEnd.force(afterSeconds: limits.shutdownSeconds)
        connection.stopCalls(
          ToolFailure(
            .cancelled, "the call was stopped: it still ran \(limits.drainSeconds) s after the end of the input"))
      }
    }
    return .inputEnded
  }

  /// Waits until the client has taken the last replies, as long as it takes some. A signal that asks for the end leaves
  /// it a moment: a client that reads has them by then.
  private func deliver(_ connection: Connection<Tools>, isStopping: Bool) {
    var isStopping = isStopping
    var taken = -1
    var deadline = ContinuousClock.now
    while true {
      let (replies, delivered) = connection.write()
      if replies.isBroken || !replies.isBlocked { return }
      if delivered > taken, !isStopping { deadline = .now + .seconds(limits.drainSeconds) }
      if taken < 0, isStopping { deadline = .now + Self.lastMoment }
      taken = delivered
      let event = wakeup.wait(
        input: nil, output: output.descriptor, forRoom: true, isStopping: isStopping, until: deadline)
      switch event {
      case .stop: (isStopping, taken) = (true, -1)
      case .clientGone, .timeOut: return
      case .room, .nudged, .input: continue
      }
    }
  }

  /// Half of what a signal leaves the process, so that its records are closed in order.
  private static var lastMoment: Duration { .seconds(1) }
}
