package import JSONCore

/// The only way text of a schema enters Swift source.
///
/// Schemas come from strangers: whatever is in one must stay inside its quotes. Everything that could end a
/// literal, begin an interpolation or turn the direction of text is an escape here.
package enum SwiftLiteral {
  /// A string literal of exactly these code points: everything but printable ASCII is written as an escape.
  package static func string(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: literal += "\\\""
      case 0x5C: literal += "\\\\"
      case 0x20...0x7E: literal.unicodeScalars.append(scalar)
      default: literal += "\\u{" + String(scalar.value, radix: 16) + "}"
      }
    }
    return literal + "\""
  }

  package static func string(_ text: JSONString) -> String { string(String(text)) }

  /// Text for a comment: one line, printable ASCII, nothing that could end the comment.
  package static func comment(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value >= 0x20 && $0.value != 0x7F && $0.value < 0x80 ? $0 : " " }))
  }

  /// The bytes of a JSON string as it is written in JSON text, quotes included, as the content of a Swift literal.
  package static func json(_ text: JSONString) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return string(String(decoding: writer.bytes, as: UTF8.self))
  }

  /// Up to eight bytes as one little-endian word.
  package static func word(_ bytes: some Collection<UInt8>) -> String {
    let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return "0x" + String(value, radix: 16, uppercase: true)
  }

  package static func decimal(_ value: JSONDecimal) -> String { "JSONDecimal(text: \(string(value.text)))" }
}
