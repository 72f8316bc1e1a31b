package import JSONCore
import SchemaRuntime

/// `file:line:column: pointer: keyword: message`; below a value that matches no alternative, indented, what is wrong by
/// the closest one: all alternatives are in the JSON outputs, and `explain` says more.
/// The form that editors and `grep -n` know how to jump to. One line for each error, so that counting lines counts
/// errors; what is below an error is indented and begins with the location as well.
enum HumanOutput {
  static func write(_ result: InstanceResult, _ terminal: Terminal, to output: inout JSONWriter) {
    let file = Printable.path(result.file)
    // `--fast` stops at the first error and keeps no list: the file and the line of JSON Lines are all that is known.
    if !result.isValid, result.violations.isEmpty {
      let location = (result.line ?? result.document).map { ":\($0)" } ?? ""
      return output.line(terminal.styled(file + location, .bold) + ": " + terminal.styled("invalid", .red))
    }
    for violation in result.violations {
      write(violation, file, result.locations, terminal, depth: 0, to: &output)
      if result.uncheckedFormats.contains(violation.schemaLocation) {
        output.line("  note: an alternative has a \"format\", and formats are not asserted (--assert-format)")
      }
    }
  }

  static func writeMalformed(
    _ file: String, _ message: String, _ location: SourceLocation, _ terminal: Terminal, to output: inout JSONWriter
  ) {
    let head = terminal.styled("\(Printable.path(file)):\(location)", .bold)
    output.line("\(head): (root): \(terminal.styled("syntax", .yellow)): \(message)")
  }

  private static func write(
    _ violation: Violation, _ file: String, _ locations: Locations, _ terminal: Terminal, depth: Int,
    to output: inout JSONWriter
  ) {
    // The pointer of the whole is empty, which looks like something missing in a line for people.
    let pointer = violation.instanceLocation.isEmpty ? "(root)" : violation.instanceLocation
    let indent = String(repeating: "  ", count: depth)
    let head = terminal.styled("\(file):\(locations.location(of: violation.offset))", depth == 0 ? .bold : .faint)
    let keyword = terminal.styled(violation.keyword, depth == 0 ? .red : .yellow)
    output.line("\(indent)\(head): \(terminal.styled(pointer, .cyan)): \(keyword): \(violation.message)")
    guard depth == 0, !violation.causes.isEmpty else { return }
    for cause in violation.nearestErrors { write(cause, file, locations, terminal, depth: 1, to: &output) }
  }
}

extension JSONWriter {
  /// A line of text that is not JSON.
  package mutating func line(_ text: String) {
    raw(Array(text.utf8))
    byte(0x0A)
  }
}
