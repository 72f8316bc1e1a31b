import Foundation
import TestData

/// A temporary folder that goes away with it, and `securellm keys` run in it with a database of its own.
final class KeysFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "keys-command-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  var database: String { url.path + "/keys.sqlite" }

  struct Result {
    let status: Int32
    let output: String
    let messages: String

    /// The key that `keys create` printed.
    var key: String { output.trimmingCharacters(in: .newlines) }
  }

  /// - Parameters:
  ///   - environment: instead of the one that names the database.
  ///   - standardOutput: a file that takes it instead.
  func keys(
    _ arguments: [String], environment: [String: String]? = nil, standardOutput: String? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = try BuiltProgram.url()
    process.arguments = ["keys"] + arguments
    process.currentDirectoryURL = url
    process.environment = environment ?? ["SECURELLM_KEYS_DATABASE": database]
    let (output, messages) = (url.path + "/.stdout", url.path + "/.stderr")
    for path in [output, messages] { try Data().write(to: URL(filePath: path)) }
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: standardOutput ?? output))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: messages))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try String(contentsOfFile: output, encoding: .utf8),
      messages: try String(contentsOfFile: messages, encoding: .utf8))
  }

  /// What `keys list --json` reports, by name.
  func records() throws -> [String: [String: Any]] {
    let list = try JSONSerialization.jsonObject(with: Data(keys(["list", "--json"]).output.utf8))
    let pairs = (list as? [[String: Any]] ?? []).map { ($0["name"] as? String ?? "", $0) }
    return Dictionary(pairs, uniquingKeysWith: { $1 })
  }
}
