import JSONCore
import SchemaRuntime

/// Characters that nobody sees, or that turn the order of those around them: two values that look alike are two values,
/// and a line of a log does not say what it seems to.
///
/// A value that may hold a blank is text that people write, in any script, and some scripts need joiners; the report
/// says of such a slot that it admits them. A value that may not is a name of something: there they are refused.
enum InvisibleCharacters {
  /// Soft hyphen, bidirectional controls, joiners and other zero-width characters, separators, variation selectors and
  /// tags.
  static let pattern =
    "[\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFE00-\\uFE0F\\uFEFF\\u{E0000}-\\u{E01EF}]"

  /// The first one in a text of the author.
  static func first(in text: String) -> Unicode.Scalar? { text.unicodeScalars.first { contains($0.value) } }

  private static func contains(_ value: UInt32) -> Bool {
    switch value {
    case 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF,
      0xE0000...0xE01EF:
      true
    default: false
    }
  }
}

extension StringSet {
  /// A string of the set with an invisible character in it, nil when there is none.
  func witnessWithInvisible() throws(PatternError) -> [UInt8]? {
    // ASCII, as most names are, needs no product.
    guard parts.contains(where: { !$0.language.isASCII }) else { return nil }
    return try witness(in: PatternCompiler.compile(InvisibleCharacters.pattern))
  }

  /// Whether a string of the set may hold a blank: text, and not the name of something.
  var admitsBlanks: Bool { parts.contains { $0.language.admitsBlank } }
}

extension Automaton {
  /// Every state but the dead one is reached and leads to acceptance, so a look at each row is enough.
  fileprivate var isASCII: Bool {
    (1..<max(1, dfa.stateCount)).allSatisfy { state in
      (UInt8(0xC2)...0xF4).allSatisfy { dfa.next(UInt16(state), $0) == 0 }
    }
  }

  fileprivate var admitsBlank: Bool { (1..<max(1, dfa.stateCount)).contains { dfa.next(UInt16($0), 0x20) != 0 } }
}

extension ArgvProof {
  /// Names of things have no invisible characters; text may.
  mutating func inspectInvisible(_ name: String, _ strings: StringSet, _ slot: ArgvSlot) throws(PatternError) {
    guard !strings.admitsBlanks, let witness = try strings.witnessWithInvisible() else { return }
    report(
      slot, "may hold characters that nobody sees or that turn the order of others", name, witness,
      hint: """
        give it a pattern of the characters that it needs, such as "^[A-Za-z0-9._/-]+$";
        a value that may hold a blank is taken for text, where they are allowed
        """, rule: .unicode)
  }
}

extension ToolReader {
  /// In what the author wrote they can only mislead whoever reviews the file.
  func inspectInvisible(_ text: JSONString, at node: DocumentNode) {
    guard let found = InvisibleCharacters.first(in: String(text)) else { return }
    let code = String(found.value, radix: 16, uppercase: true)
    report(
      node, "this text holds U+\(String(repeating: "0", count: max(0, 4 - code.utf8.count)))\(code), which nobody sees",
      hint: "remove it: reviewers would read another text than the program gets", rule: .unicode,
      witness: String(text))
  }
}
