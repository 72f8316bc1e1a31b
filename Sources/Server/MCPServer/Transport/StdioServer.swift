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
  /// How long cancelled calls may take to end before the process leaves without them.
  package let shutdownSeconds: UInt32

  package init(lineBytes: Int = 4 << 20, running: Int = 64, queued: Int = 1024, shutdownSeconds: UInt32 = 2) {
    self.lineBytes = lineBytes
    self.running = running
    self.queued = queued
    self.shutdownSeconds = shutdownSeconds
  }
}

/// Serves one client on a pair of descriptors until its input ends, it stops reading, or it is woken.
///
/// The thread that calls `run` waits for input, runs inline tools where it stands and answers with one write per read;
/// other calls are child tasks of `BackgroundCalls`.
struct StdioServer<Tools: ToolService> {
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
    let calls = BackgroundCalls(connection, running: limits.running)
    let isAlive = read(connection) { calls.start($0) }
    if connection.close(farewell: isAlive) > 0 { ProcessEnd.force(afterSeconds: limits.shutdownSeconds) }
    calls.waitForEnd()
    logger.debug("connection ended")
  }

  /// The loop of the reading thread. Whether the client still reads when it ends.
  private func read(_ connection: Connection<Tools>, start: @Sendable (Connection<Tools>.Job) -> Void) -> Bool {
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
