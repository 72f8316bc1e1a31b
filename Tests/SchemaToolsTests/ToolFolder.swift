import Foundation
import SchemaTools
import TestData

/// A temporary folder that goes away with it, and the program run in it.
final class ToolFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "schematools-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

  @discardableResult
  func write(_ name: String, _ data: Data) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }

  func read(_ name: String) throws -> String { try String(contentsOf: url.appending(path: name), encoding: .utf8) }

  struct Result {
    let status: Int32
    let output: String
    let messages: String
  }

  /// Runs the built `securellm` in this folder. `processorSeconds`: it is killed when it has worked for longer.
  func securellm(_ arguments: [String], input: String? = nil, processorSeconds: Int? = nil) throws -> Result {
    let process = Process()
    process.executableURL = try BuiltProgram.url()
    process.arguments = arguments
    if let processorSeconds {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -t \(processorSeconds) && exec \"$@\"", "sh", try BuiltProgram.url().path] + arguments
    }
    process.currentDirectoryURL = url
    let output = try write(".stdout", "")
    let messages = try write(".stderr", "")
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: messages))
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: try write(".stdin", input ?? "")))
    try process.run()
    process.waitUntilExit()
    return Result(status: process.terminationStatus, output: try read(".stdout"), messages: try read(".stderr"))
  }
}
