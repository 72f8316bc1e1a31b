/// The bytes that a reader did not take.
struct SyntaxToken {
  /// Enough for every word that is known; what is longer is none of them.
  private static let longestWord = 16

  let first: UInt8?
  /// The word or number, cut off behind `longestWord`.
  private let text: [UInt8]
  /// The first bytes, whatever they are.
  private let bytes: [UInt8]

  init(_ span: Span<UInt8>, at start: Int) {
    let end = min(span.count, start + Self.longestWord + 1)
    bytes = start < end ? (start..<end).map { span[$0] } : []
    first = bytes.first
    text = Array(bytes.prefix(while: SyntaxScan.isWordByte))
  }

  /// Whether it begins as a name does that has no quotes.
  var isWord: Bool {
    guard let first else { return false }
    return Self.isLetter(first) || first == UInt8(ascii: "_") || first == UInt8(ascii: "$")
  }

  /// Whether a value of JSON begins with it.
  var beginsValue: Bool {
    guard let first else { return false }
    return "\"{[-+.".utf8.contains(first) || Self.isDigit(first) || isWord
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private func begins(_ text: String) -> Bool { bytes.starts(with: text.utf8) }

  private func isText(_ word: String) -> Bool { text.elementsEqual(word.utf8) }

  // MARK: what is wrong wherever it is

  /// A sign that JSON has nowhere outside of strings.
  var sign: SyntaxCause? {
    if begins("\u{FEFF}") {
      return SyntaxCause("a byte order mark", "remove it: only a file may begin with one, and only with one")
    }
    if begins("//") || begins("/*") || begins("#") {
      return SyntaxCause("a comment, which JSON does not have", "remove it")
    }
    if begins("'") || begins("`") {
      return SyntaxCause("text in other quotes than JSON's", "write it in double quotes: \"text\"")
    }
    if ["\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}", "\u{AB}", "\u{BB}"].contains(where: begins) {
      return SyntaxCause("a typographic quotation mark", "write the straight one: \"")
    }
    if ["\u{A0}", "\u{200B}", "\u{2028}", "\u{2029}", "\u{3000}"].contains(where: begins) {
      return SyntaxCause("a space that is none of JSON's", "write a plain space, or a line end")
    }
    return nil
  }

  // MARK: values

  /// What other languages have for a value.
  var foreignValue: SyntaxCause? { number ?? notANumber ?? literal }

  private var notANumber: SyntaxCause? {
    let words = ["NaN", "nan", "NAN", "Infinity", "Inf", "inf", "infinity"]
    let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    let word = isSigned ? Array(text.dropFirst()) : text
    guard let known = words.first(where: { word.elementsEqual($0.utf8) }) else { return nil }
    return SyntaxCause("\(known), which is no number in JSON", "write null or a string, or leave the member out")
  }

  private static let literals: [(words: [String], json: String)] = [
    (["None", "nil", "Null", "NULL", "undefined"], "null"), (["True", "TRUE", "yes", "Yes", "on"], "true"),
    (["False", "FALSE", "no", "No", "off"], "false"),
  ]

  private var literal: SyntaxCause? {
    for (words, json) in Self.literals {
      guard let word = words.first(where: isText) else { continue }
      return SyntaxCause("\(word), which is no value in JSON", "write \(json)")
    }
    return isWord ? SyntaxCause("a word that is no value in JSON", "write text in double quotes: \"text\"") : nil
  }

  private var number: SyntaxCause? {
    guard let first,
      first == UInt8(ascii: "+") || first == UInt8(ascii: ".") || first == UInt8(ascii: "-")
        || Self.isDigit(first)
    else { return nil }
    let digits = Array("+-".utf8.contains(first) ? text.dropFirst() : text[...])
    guard let lead = digits.first, Self.isDigit(lead) || lead == UInt8(ascii: ".") else { return nil }
    if first == UInt8(ascii: "+") { return SyntaxCause("a number with a plus sign", "leave the sign out") }
    if lead == UInt8(ascii: ".") || digits.last == UInt8(ascii: ".") {
      return SyntaxCause("a number with nothing on one side of its point", "write a digit there: 0.5, 1.0")
    }
    if digits.contains(UInt8(ascii: "_")) {
      return SyntaxCause("a number with an underscore", "write its digits alone")
    }
    guard lead == UInt8(ascii: "0"), digits.count > 1 else { return nil }
    if "xXoObB".utf8.contains(digits[1]) {
      return SyntaxCause("a number that is not decimal", "write it in decimal digits")
    }
    return Self.isDigit(digits[1]) ? SyntaxCause("a number with a leading zero", "leave the zero out") : nil
  }
}
