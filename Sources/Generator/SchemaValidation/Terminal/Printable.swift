/// Text from the command line, fit for a terminal.
/// Names of files come from whoever made them: an escape sequence in one could rewrite what a terminal shows, and a
/// mark that reverses the direction of text could show another name.
package enum Printable {
  /// The path, control characters replaced; `(standard input)` for `-`.
  package static func path(_ path: String) -> String {
    if path.utf8.elementsEqual(DocumentFiles.standardInput.utf8) { return "(standard input)" }
    var shown = ""
    for scalar in path.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: shown += "?"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// Text of a file that somebody else has written: what a terminal would obey, or nobody would see, as its code.
  package static func text(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        shown += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
