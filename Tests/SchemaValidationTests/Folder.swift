import Foundation
import SchemaValidation
import Testing

/// A temporary folder that goes away with it.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "schema-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var path: String { url.path }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

  @discardableResult
  func write(_ name: String, _ data: Data) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }

  /// What the files that a command line names are, without the path of the folder.
  func find(_ arguments: [String], _ options: InputFiles = InputFiles()) -> InputFiles.Found {
    var found = options.find(arguments.map { "\(path)/\($0)" })
    found.files = found.files.map { $0.replacingOccurrences(of: path + "/", with: "") }
    found.failures = found.failures.map {
      FileFailure(path: $0.path.replacingOccurrences(of: path + "/", with: ""), reason: $0.reason)
    }
    return found
  }

  struct Result {
    let status: CommandStatus
    let output: String
    let messages: String
  }

  /// Runs a command with files instead of the standard streams; paths in what it prints are relative to the folder.
  func run(_ command: (Streams) async throws -> CommandStatus) async throws -> Result {
    let streams = try [write(".stdout", ""), write(".stderr", "")].map {
      try FileHandle(forWritingTo: URL(filePath: $0))
    }
    let status = try await command(
      Streams(output: streams[0].fileDescriptor, messages: streams[1].fileDescriptor))
    for stream in streams { try stream.close() }
    return try Result(status: status, output: text(".stdout"), messages: text(".stderr"))
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: url.appending(path: name), encoding: .utf8).replacingOccurrences(of: path + "/", with: "")
  }
}
