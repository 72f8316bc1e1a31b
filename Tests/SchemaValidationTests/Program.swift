import Foundation
import TestData
import Testing

/// The built `securellm` as a process of its own, for what only a process shows.
final class Program {
  struct Output {
    let code: Int32
    let output: String
    let messages: String
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let messages = Pipe()

  /// `dataLimit`: kilobytes of data the process may have. `output`: takes standard output instead of a pipe.
  init(
    _ arguments: [String], in folder: Folder, environment: [String: String] = [:], dataLimit: Int? = nil,
    output given: FileHandle? = nil
  ) throws {
    process.executableURL = try BuiltProgram.url()
    process.arguments = arguments
    if let dataLimit {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -d \(dataLimit) && exec \"$@\"", "sh", try BuiltProgram.url().path] + arguments
    }
    process.currentDirectoryURL = folder.url
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = input
    process.standardOutput = given ?? output
    process.standardError = messages
    try process.run()
    // Otherwise this process would keep the ends of the other one open.
    try input.fileHandleForReading.close()
    try output.fileHandleForWriting.close()
    try messages.fileHandleForWriting.close()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Runs to the end. Precondition: what it writes on standard error fits a pipe.
  static func run(
    _ arguments: [String], in folder: Folder, input: String = "", environment: [String: String] = [:],
    dataLimit: Int? = nil
  ) throws -> Output {
    let program = try Program(arguments, in: folder, environment: environment, dataLimit: dataLimit)
    try program.input.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try program.input.fileHandleForWriting.close()
    let output = try program.output.fileHandleForReading.readToEnd() ?? Data()
    let messages = try program.messages.fileHandleForReading.readToEnd() ?? Data()
    return Output(
      code: program.end(), output: String(decoding: output, as: UTF8.self),
      messages: String(decoding: messages, as: UTF8.self))
  }

  /// Reads standard error until a line holds the text; what came up to then.
  func messages(until text: String) throws -> String {
    var seen = ""
    while !seen.contains(text) {
      let part = messages.fileHandleForReading.availableData
      guard !part.isEmpty else { throw CocoaError(.fileReadUnknown) }
      seen += String(decoding: part, as: UTF8.self)
    }
    return seen
  }

  func interrupt() { kill(process.processIdentifier, SIGINT) }

  /// Waits for the end. The exit code, or the negated number of the signal that ended it.
  func end() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }
}
