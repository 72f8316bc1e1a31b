import Foundation
import JSONCore
import SchemaRuntime
import TestData
import Testing
import ToolRuntime

/// A folder that goes when the value does.
final class Folder: Sendable {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    let made = NSTemporaryDirectory() + "/tool-files-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: made, withIntermediateDirectories: true)
    // As the kernel names it: the real path is what is allowed.
    path = URL(filePath: made).resolvingSymlinksInPath().path
    for (name, text) in files { try write(text, name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, _ name: String, mode: Int = 0o644) throws {
    let url = URL(filePath: path + "/" + name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
  }

  func setMode(_ mode: Int, of name: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "/" + name)
  }
}

/// A tool file that has nothing wrong with it.
func toolFile(_ name: String, title: String = "Count lines", exec: String? = nil) -> String {
  let exec =
    exec
      ?? """
      "exec": {"program": "wc", "argv": ["--lines", "./{path}"], "timeoutSeconds": 10, "maxOutputBytes": 65536,
               "output": {"text": {"as": "count"}}}
      """
  return """
    {"name": "\(name)", "title": "\(title)", "description": "Counts the lines of one file of the project.",
     "inputSchema": {"type": "object", "additionalProperties": false, "required": ["path"], "properties": {
       "path": {"type": "string", "pattern": "^[A-Za-z0-9_]+$", "maxLength": 100}}},
     "outputSchema": {"type": "object", "additionalProperties": false, "required": ["count"],
                      "properties": {"count": {"type": "string", "maxLength": 2000}}},
     "annotations": {"readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false},
     \(exec)}
    """
}

extension ToolFailure {
  /// Everything that a caller can see of it.
  var whole: String {
    "\(code.rawValue): \(message)\n"
      + violations.map { "\($0.instanceLocation) \($0.keyword) \($0.schemaLocation) \($0.offset) \($0.message)" }
      .joined(separator: "\n")
  }
}

/// What becomes of arguments: the vector with its paths, or the failure.
func outcome(_ body: () throws(ToolFailure) -> ArgumentVector) -> String {
  do throws(ToolFailure) {
    let vector = try body()
    let paths = vector.paths.map { "\($0.pointer)=\(String(decoding: $0.bytes, as: UTF8.self))" }
    return "\(vector.entries.map { String(decoding: $0, as: UTF8.self) }) \(paths)"
  } catch {
    return error.whole
  }
}
