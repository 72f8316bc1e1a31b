import ArgumentParser
import Glibc
import JSONCore
import SchemaRuntime
import ToolRuntime

/// A call at the command line: its arguments in, its result or failure out. The same for `tools call` and `tools try`.
enum CallTerminal {
  /// Most bytes of arguments that are read: what the MCP server accepts for a line, 4 MiB.
  private static let largestArguments = 4 << 20

  static func write(_ result: JSONBytes, compact: Bool) {
    let text = compact ? String(decoding: result.bytes, as: UTF8.self) : IndentedJSON.text(of: result)
    StandardStreams.write(text + "\n", to: STDOUT_FILENO)
  }

  /// Only that it is JSON is checked here, with line and column; the tool's schema has the rest.
  static func arguments(_ given: String) throws -> JSONSlice {
    var text = given
    if given.utf8.elementsEqual("-".utf8) {
      guard let bytes = StandardStreams.readStandardInput(limit: largestArguments) else {
        throw complain("standard input cannot be read, or holds more than 4 MiB", status: 2)
      }
      text = String(decoding: bytes, as: UTF8.self)
    }
    let bytes = JSONBytes(text)
    var reader = JSONReader(bytes)
    if let slice = reader.rawValue(), reader.finish() { return slice }
    let offset = reader.failureOffset
    let cause = SyntaxCause.find(reader.failure, at: offset, in: bytes)
    throw complain(
      "the arguments are not JSON: \(bytes.location(of: offset)): \(cause?.sentence ?? reader.failure.description)",
      status: 2)
  }

  /// A line on standard error, and the code of `docs/errors.md`.
  static func complain(_ text: String, status: Int32) -> ExitCode {
    StandardStreams.write("securellm: \(text)\n", to: STDERR_FILENO)
    return ExitCode(status)
  }

  /// Violations have the line and column of the text that was typed, beside the pointer.
  static func report(_ failure: ToolFailure, _ arguments: JSONSlice) -> ExitCode {
    StandardStreams.write("securellm: \(failure.code.rawValue): \(failure.message)\n", to: STDERR_FILENO)
    // Of several alternatives, what is wrong by the closest one.
    for violation in failure.violations.flatMap(\.nearestErrors) {
      let location = arguments.buffer.location(of: violation.offset)
      let pointer = violation.instanceLocation.isEmpty ? "(arguments)" : violation.instanceLocation
      StandardStreams.write(
        "  \(location): \(pointer): \(violation.keyword): \(violation.message)\n", to: STDERR_FILENO)
    }
    // What a program wrote before it failed often says why; it is marked, since it is not the result.
    if let partial = failure.partialOutput {
      StandardStreams.write("  the beginning of its output (partial):\n\(partial)\n", to: STDERR_FILENO)
    }
    return ExitCode(1)
  }
}
