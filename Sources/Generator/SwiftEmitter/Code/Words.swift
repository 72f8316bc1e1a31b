import JSONCore

/// Comparing texts that are known beforehand a word at a time: eight bytes cost what one does.
enum Words {
  /// Up to this many strings are tried one after the other before a token is read.
  static let directTexts = 8

  /// A call that takes a text when it comes next; nil when the text is too long for one.
  static func takes(_ text: [UInt8]) -> String? { compare("takes", text) }

  /// A call that looks whether a text comes next.
  static func starts(_ text: [UInt8]) -> String? { compare("starts", text) }

  /// A call that compares up to 32 bytes with what comes next: as many words as cover them, the last one overlapping.
  private static func compare(_ verb: String, _ text: [UInt8]) -> String? {
    guard text.count <= 32 else { return nil }
    var offsets = Array(stride(from: 0, to: text.count - 8, by: 8))
    offsets.append(max(0, text.count - 8))
    let words = offsets.map { SwiftLiteral.word(text[$0..<min(text.count, $0 + 8)]) }
    return "reader.\(verb)(\(words.joined(separator: ", ")), count: \(text.count))"
  }

  /// A condition that is true when the token is exactly `text`, its length known to be right.
  static func tokenIs(_ text: JSONString) -> String {
    let bytes = text.bytes
    guard bytes.count > 8 else {
      if bytes.isEmpty { return "true" }
      let mask = bytes.count == 8 ? "" : " & " + SwiftLiteral.word([UInt8](repeating: 0xFF, count: bytes.count))
      return "reader.tokenWord(0)\(mask) == \(SwiftLiteral.word(bytes))"
    }
    // A long chain of comparisons takes the compiler minutes.
    if bytes.count > 64 { return "reader.tokenEquals(\(SwiftLiteral.string(text)))" }
    var offsets = Array(stride(from: 0, to: bytes.count - 8, by: 8))
    offsets.append(bytes.count - 8)
    return offsets.map { "reader.tokenWord(\($0)) == \(SwiftLiteral.word(bytes[$0..<$0 + 8]))" }
      .joined(separator: " && ")
  }
}

extension CodePrinter {
  /// `switch` over the token: by length, then by words. `body` prints what happens for one text and must leave the
  /// switch; falling out of it means that no text matched.
  mutating func tokenSwitch(_ texts: [JSONString], _ body: (Int, inout CodePrinter) -> Void) {
    let groups = Dictionary(grouping: texts.indices, by: { texts[$0].utf8Count })
    line("switch reader.tokenCount {")
    for (length, indices) in groups.sorted(by: { $0.key < $1.key }) {
      line("case \(length):")
      indent { printer in
        for index in indices {
          printer.block("if \(Words.tokenIs(texts[index])) {") { body(index, &$0) }
        }
      }
    }
    line("default: break")
    line("}")
  }
}

extension JSONString {
  /// `"name":`
  var memberBytes: [UInt8] { jsonBytes + [0x3A] }
}
