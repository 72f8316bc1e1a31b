import Dispatch
import Glibc
import JSONCore
package import Logging
import ServiceLifecycle
package import ToolRuntime

/// How much a stdio server takes on, each with its reason.
package struct StdioLimits: Sendable {
  /// Longest message: room for a large document as an argument, little enough to be held in memory.
  package let lineBytes: Int
  /// Background calls that run at once: each is a child process.
  package let running: Int
  /// Background calls that wait for their turn; beyond it a call is refused.
  package let queued: Int
  /// How long cancelled calls may take to end before the process leaves without them.
  package let shutdown: Duration

  package init(
    lineBytes: Int = 4 << 20, running: Int = 64, queued: Int = 1024, shutdown: Duration = .seconds(2)
  ) {
    self.lineBytes = lineBytes
    self.running = running
    self.queued = queued
    self.shutdown = shutdown
  }
}

/// Serves one client on a pair of descriptors until its input ends, it stops reading, or the group shuts down.
///
/// A thread of its own waits for input, runs inline tools where it stands and answers with one write per read; other
/// calls are child tasks of `run`.
package struct StdioServer<Tools: ToolService>: Service {
  private let tools: Tools
  private let identity: ServerIdentity
  private let descriptors: StdioDescriptors
  private let limits: StdioLimits
  private let logger: Logger
  private let overrun: @Sendable () -> Void

  /// `overrun` is called when a cancelled call does not end in time, or the client does not take its replies while
  /// the process should end; it is expected not to return.
  package init(
    tools: Tools, identity: ServerIdentity, descriptors: StdioDescriptors, limits: StdioLimits = StdioLimits(),
    logger: Logger, overrun: @escaping @Sendable () -> Void = { leaveProcess() }
  ) {
    self.tools = tools
    self.identity = identity
    self.descriptors = descriptors
    self.limits = limits
    self.logger = logger
    self.overrun = overrun
  }

  /// Returns when the connection has ended and every call with it. Throws `DescriptorError` when no pipe can be made.
  package func run() async throws {
    let sessionLimits = SessionLimits(lineBytes: limits.lineBytes, pendingCalls: limits.running + limits.queued)
    let connection = Connection(
      tools: tools, identity: identity, limits: sessionLimits, output: descriptors.output)
    let wakeup = try Wakeup()
    let deadline = Deadline(limits.shutdown, overrun)
    await withTaskCancellationOrGracefulShutdownHandler {
      await serve(connection, wakeup, deadline)
    } onCancelOrGracefulShutdown: {
      deadline.start()
      wakeup.wake()
    }
    deadline.disarm()
    logger.debug("connection ended")
  }

  /// Runs the background calls that the reading thread hands over, at most `running` at a time.
  private func serve(_ connection: Connection<Tools>, _ wakeup: Wakeup, _ deadline: Deadline) async {
    let (jobs, feed) = AsyncStream.makeStream(of: Connection<Tools>.Job.self)
    DispatchQueue(label: "mcp.stdio").async {
      let isAlive = read(connection, wakeup) { feed.yield($0) }
      if connection.close(farewell: isAlive) > 0 { deadline.start() }
      feed.finish()
    }
    await withTaskGroup(of: Void.self) { group in
      var running = 0
      for await job in jobs {
        if running == limits.running {
          await group.next()
          running -= 1
        }
        group.addTask { await connection.run(job) }
        running += 1
      }
    }
  }

  /// The loop of the reading thread. Whether the client still reads when it ends.
  private func read(
    _ connection: Connection<Tools>, _ wakeup: Wakeup, start: @Sendable (Connection<Tools>.Job) -> Void
  ) -> Bool {
    var lines = LineBuffer(limit: limits.lineBytes)
    while wakeup.wait(for: descriptors.input) == .input {
      let count = lines.fill(from: descriptors.input)
      if count == -Int(EAGAIN) { continue }
      guard count > 0 else {
        if count < 0 { logger.warning("reading the input failed", metadata: ["errno": "\(-count)"]) }
        return connection.take(&lines, isLast: true, start: start)
      }
      guard connection.take(&lines, start: start) else { return false }
    }
    return true
  }
}
