package import JSONCore
import SchemaRuntime

/// `file:line:column: pointer: keyword: message`, causes indented below.
enum HumanOutput {
  static func write(_ violations: [Violation], _ file: String, _ places: Places, to output: inout JSONWriter) {
    for violation in violations { write(violation, Printable.path(file), places, depth: 0, to: &output) }
  }

  private static func write(
    _ violation: Violation, _ file: String, _ places: Places, depth: Int, to output: inout JSONWriter
  ) {
    let pointer = violation.instanceLocation.isEmpty ? "(root)" : violation.instanceLocation
    let indent = String(repeating: "  ", count: depth)
    output.line(
      "\(indent)\(file):\(places.location(of: violation)): \(pointer): \(violation.keyword): \(violation.message)")
    for cause in violation.causes { write(cause, file, places, depth: depth + 1, to: &output) }
  }
}

extension JSONWriter {
  /// A line of text that is not JSON.
  package mutating func line(_ text: String) {
    raw(Array(text.utf8))
    byte(0x0A)
  }
}

/// Text from the command line, fit for a terminal.
package enum Printable {
  /// The path, control characters replaced; `(standard input)` for `-`.
  package static func path(_ path: String) -> String {
    if path.utf8.elementsEqual(Files.standardInput.utf8) { return "(standard input)" }
    var shown = ""
    for scalar in path.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: shown += "?"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
