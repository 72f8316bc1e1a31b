import Foundation
import TestData
import Testing

/// The fixture server as a child process, talked to over pipes.
final class FixtureProcess {
  struct EndOfOutput: Error {}

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var received = Data()

  init(arguments: [String] = []) throws {
    process.arguments = arguments
    process.executableURL = try BuiltProgram.url("mcp-fixture")
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    // Writing to a server that has ended is an error here, not the end of the tests.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    // Otherwise this process would keep the server's own end open.
    try input.fileHandleForReading.close()
    try output.fileHandleForWriting.close()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var identifier: pid_t { process.processIdentifier }

  func send(_ lines: String...) throws {
    for line in lines { try send(text: line + "\n") }
  }

  func send(text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  func initialize() throws {
    try send(#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#)
    let line = try line()
    #expect(line.contains("\"protocolVersion\":\"2025-11-25\""))
  }

  /// The next line of the server; throws when its output has ended.
  func line() throws -> String {
    while true {
      if let feed = received.firstIndex(of: 0x0A) {
        let line = String(decoding: received[..<feed], as: UTF8.self)
        received.removeSubrange(...feed)
        return line
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { throw EndOfOutput() }
      received.append(more)
    }
  }

  func closeInput() throws { try input.fileHandleForWriting.close() }
  func closeOutput() throws { try output.fileHandleForReading.close() }
  func terminate() { process.terminate() }

  /// How the server ended and how long that took.
  func waitForEnd() -> (status: Int32, wasSignal: Bool, time: Duration) {
    let time = ContinuousClock().measure { process.waitUntilExit() }
    return (process.terminationStatus, process.terminationReason == .uncaughtSignal, time)
  }
}
