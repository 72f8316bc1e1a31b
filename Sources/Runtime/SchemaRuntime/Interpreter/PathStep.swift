import JSONCore

/// One step of a JSON pointer (RFC 6901). Paths are kept as steps and put together when something is reported.
enum PathStep {
  /// Of the schema, never escaped: no keyword has `~` or `/` in it.
  case keyword(String)
  /// Of a member, or of a pattern or definition; shares the text's buffer until the pointer is made.
  case name(JSONString)
  case index(Int)

  /// Code points of a name that are shown: names come from outside and may be as long as the whole text.
  static let shownCodePoints = 64

  /// The pointer, `~` and `/` escaped as `~0` and `~1` (RFC 6901, 3). `%` is left alone: this is the pointer, not the
  /// fragment of a URI.
  static func pointer(_ steps: [PathStep]) -> String {
    var pointer = ""
    for step in steps {
      pointer += "/"
      switch step {
      case .keyword(let keyword): pointer += keyword
      case .index(let index): pointer += String(index)
      case .name(let name): pointer += escaped(name)
      }
    }
    return pointer
  }

  /// A name as it is shown in a pointer: escaped, at most 64 code points and "…", without characters that would mislead
  /// a reader. A pointer with a name that was cut no longer leads anywhere; it is for people.
  static func escaped(_ name: JSONString) -> String {
    var text = ""
    for (count, scalar) in String(name).unicodeScalars.enumerated() {
      guard count < shownCodePoints else { return text + "…" }
      switch scalar {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text += shown(scalar)
      }
    }
    return text
  }

  /// The code point, or its escape when a terminal or a reader could be misled by it: controls, marks that reorder
  /// text, characters without a shape.
  private static func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      scalar.value > 0xFFFF ? "\\u{" + hex(scalar, digits: 5) + "}" : "\\u" + hex(scalar, digits: 4)
    default: String(scalar)
    }
  }

  private static func hex(_ scalar: Unicode.Scalar, digits: Int) -> String {
    let text = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
