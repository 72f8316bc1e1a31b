/// A user's text as words of FTS5's query language.
///
/// FTS5 has operators (`AND`, `NOT`, `col:`, `*`, `^`, `NEAR`, brackets); no user text may reach them. Words are cut
/// out here by the same rule as the tokenizer's, and each is written as a quoted string, which FTS5 never interprets.
struct SearchTerms: Equatable {
  /// Distinct words in the order of their first use, as typed.
  let words: [String]

  init(_ text: String) {
    var seen: Set<[UInt8]> = []
    var words: [String] = []
    for run in text.unicodeScalars.split(whereSeparator: { !Self.belongsToWord($0.properties.generalCategory) }) {
      // A run of combining marks alone has no word in it.
      guard run.contains(where: { Self.isWordBase($0.properties.generalCategory) }) else { continue }
      let word = String(String.UnicodeScalarView(run))
      // FTS5 folds case itself; folding here only drops repetitions, compared as bytes.
      if seen.insert(Array(word.lowercased().utf8)).inserted { words.append(word) }
    }
    self.words = words
  }

  /// Rows must contain every word.
  var all: String { words.map(Self.quoted).joined(separator: " AND ") }

  /// Rows must contain at least one of the words; of very many, one of the longest, which tend to be the rarest and so
  /// decide the rank anyway.
  var any: String {
    let chosen = words.count <= Limits.alternatives ? words : Array(longestFirst.prefix(Limits.alternatives))
    return chosen.map(Self.quoted).joined(separator: " OR ")
  }

  private var longestFirst: [String] { words.sorted { $0.utf8.count > $1.utf8.count } }

  /// FTS5's string literal: double quotes around, double quotes inside written twice.
  static func quoted(_ word: String) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in word.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What unicode61 takes as part of a token: letters, numbers, private use, and marks that continue one.
  static func belongsToWord(_ category: Unicode.GeneralCategory) -> Bool {
    switch category {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: isWordBase(category)
    }
  }

  private static func isWordBase(_ category: Unicode.GeneralCategory) -> Bool {
    switch category {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .privateUse:
      true
    default: false
    }
  }
}
