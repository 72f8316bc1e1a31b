/// The types that generated code declares, read from the code itself.
/// Read from the text, because that is what somebody compiles: the emitter's own list could say something else.
enum GeneratedTypes {
  struct Declaration: Equatable {
    /// `struct`, `enum`, `class` or `protocol`.
    let kind: String
    let name: String
  }

  private static let kinds = ["struct", "enum", "class", "protocol"]
  private static let modifiers = ["public", "package", "indirect", "final"]

  /// In the order of the file: a line that begins, after its modifiers, with the kind of a declaration.
  static func list(_ text: String) -> [Declaration] {
    text.utf8.split(separator: 0x0A).compactMap { line in declaration(Substring(line)) }
  }

  /// Enough for code that this generator prints, one declaration to a line; it is no parser of Swift.
  private static func declaration(_ line: Substring) -> Declaration? {
    var words = line.split(whereSeparator: { $0 == " " || $0 == ":" || $0 == "{" }).map(String.init)[...]
    while let word = words.first, modifiers.contains(word) { words = words.dropFirst() }
    guard let kind = words.first, kinds.contains(kind), let name = words.dropFirst().first else { return nil }
    return Declaration(kind: kind, name: name)
  }
}
