package import JSONCore

/// A schema file as a tree that knows the location of each of its values. Made by `parse`; read by the compiler and,
/// since it keeps every offset, by the commands that edit schema text.
package struct Document: Sendable {
  /// Path from the schema root.
  package let path: String
  /// The path as errors show it, which begins with the folder the set was read from.
  package let displayPath: String
  package let bytes: JSONBytes
  package let root: DocumentNode

  /// Line and column of a byte offset. Found by counting line feeds, so for errors and not for every node.
  package func location(of offset: Int) -> SourceLocation { bytes.location(of: offset) }

  /// The value at a JSON pointer; nil when there is none.
  package func node(at pointer: String) -> DocumentNode? { JSONPointer.steps(pointer).flatMap(root.descendant) }

  /// `path#pointer`: the name of a location across files, as generated code and reports show it.
  package func canonicalLocation(_ pointer: String) -> String { "\(path)#\(pointer)" }
}

extension Document {
  /// An error at a value.
  package func diagnostic(
    at node: DocumentNode, _ message: String, details: [String] = [], hint: String,
    severity: Diagnostic.Severity = .error
  ) -> Diagnostic {
    var diagnostic = diagnostic(offset: node.offset, pointer: node.pointer, message, details: details, hint: hint)
    diagnostic.severity = severity
    return diagnostic
  }

  /// An error at a member's name: for a keyword that should not be there.
  package func diagnostic(
    at member: DocumentMember, _ message: String, details: [String] = [], hint: String
  ) -> Diagnostic {
    diagnostic(offset: member.nameOffset, pointer: member.value.pointer, message, details: details, hint: hint)
  }

  /// An error at a byte offset.
  package func diagnostic(
    offset: Int, pointer: String, _ message: String, details: [String] = [], hint: String
  ) -> Diagnostic {
    Diagnostic(
      file: displayPath, location: location(of: offset), pointer: pointer, message: message, details: details,
      hint: hint)
  }

  /// The offset in the file of byte `index` of a string's text, escapes counted as they are written: errors inside a
  /// pattern are shown at the character that causes them. An index in the middle of an escaped character gives its last
  /// byte.
  package func offset(inString node: DocumentNode, at index: Int) -> Int {
    var source = node.offset + 1
    var text = 0
    while text < index, source < node.range.upperBound - 1 {
      let step = escapeLength(at: source)
      source += step.source
      text += step.text
    }
    return text > index ? source - 1 : source
  }

  /// Bytes that the character at `offset` of a checked string takes in the file and in the text. `\uXXXX` takes six,
  /// and a surrogate pair twelve for four bytes of UTF-8. The parser has checked the string, so nothing here is out of
  /// range.
  private func escapeLength(at offset: Int) -> (source: Int, text: Int) {
    guard bytes[offset] == 0x5C else { return (1, 1) }
    guard bytes[offset + 1] == 0x75 else { return (2, 1) }
    let unit = (2..<6).reduce(0) { $0 << 4 | Self.hexDigit(bytes[offset + $1]) }
    switch unit {
    case 0..<0x80: return (6, 1)
    case 0x80..<0x800: return (6, 2)
    case 0xD800..<0xE000: return (12, 4)
    default: return (6, 3)
    }
  }

  private static func hexDigit(_ byte: UInt8) -> Int { byte < 0x3A ? Int(byte) - 0x30 : Int(byte | 0x20) - 0x57 }
}
