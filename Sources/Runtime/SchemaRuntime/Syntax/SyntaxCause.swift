package import JSONCore

/// What people and programs write instead of JSON, named where a reader has stopped.
///
/// A reader knows that a byte cannot be where it is. Which mistake that is takes a second look at the text, which is
/// only taken once there is an error: nothing here is on the way of a text that is valid. No sentence shows a value.
package struct SyntaxCause: Sendable, Equatable {
  /// What is at the offset: `a comment, which JSON does not have`.
  package let message: String
  /// What to do about it.
  package let help: String

  /// The cause of a reader's failure at `offset` of `range`; nil when the failure's own words say it best.
  package static func find(
    _ failure: JSONFailure, at offset: Int, in bytes: JSONBytes, range: Range<Int>? = nil
  ) -> SyntaxCause? {
    guard failure.isSyntax, failure != .tooDeep else { return nil }
    let range = range ?? 0..<bytes.count
    return bytes.withSpan(range) { span in
      let offset = min(max(0, offset - range.lowerBound), span.count)
      let scan = SyntaxScan(span, upTo: offset, isNumber: failure == .invalidNumber)
      return foreign(span, scan) ?? own(failure, span, offset, scan)
    }
  }

  /// Message and help as one sentence, for reports that have no room for a second one.
  package var sentence: String { "\(message): \(help)" }

  init(_ message: String, _ help: String) {
    self.message = message
    self.help = help
  }

  /// Another format than JSON. Its text is only looked at where nothing has been read as JSON.
  private static func foreign(_ span: Span<UInt8>, _ scan: SyntaxScan) -> SyntaxCause? {
    ForeignText.findEncoding(in: span) ?? (scan.hasContent ? nil : ForeignText.findLanguage(in: span))
  }

  private static func own(
    _ failure: JSONFailure, _ span: Span<UInt8>, _ offset: Int, _ scan: SyntaxScan
  ) -> SyntaxCause? {
    switch failure {
    case .unexpectedByte, .trailingBytes: misplaced(span, scan) ?? unexpected(scan)
    case .invalidNumber:
      misplaced(span, scan)
        ?? SyntaxCause("a number that is not complete", "write digits behind the sign, the point or the e")
    case .unexpectedEnd: unfinished(scan)
    case .controlCharacter where offset < span.count && [0x0A, 0x0D].contains(span[offset]):
      SyntaxCause(
        "a string that goes on beyond its line", "close it with \", or write \\n where the text has a line end")
    // The failure's own words, with what to do.
    case .controlCharacter:
      SyntaxCause(failure.description, "write \\n for a line feed, \\t for a tab, \\u00XX for others")
    case .invalidUTF8: SyntaxCause(failure.description, "save the file as UTF-8")
    case .loneSurrogate:
      SyntaxCause(failure.description, "write the character itself, or both halves: \\ud83d\\ude00")
    case .invalidEscape:
      SyntaxCause(
        failure.description,
        "JSON allows \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; write \\\\ for a backslash")
    case .none, .duplicateKey, .tooDeep, .numberOutOfRange, .mismatch, .tooExpensive: nil
    }
  }

  private static func unfinished(_ scan: SyntaxScan) -> SyntaxCause? {
    if scan.isInString { return SyntaxCause("the text ends in a string", "close it with \"") }
    switch scan.containers.last {
    case .object?: return SyntaxCause("the text ends in an object", "close it with }")
    case .array?: return SyntaxCause("the text ends in an array", "close it with ]")
    case nil: return scan.isEmpty ? SyntaxCause("the text is empty", "write a JSON value: {}") : nil
    }
  }

  /// A character that nobody is known to write there.
  private static func unexpected(_ scan: SyntaxScan) -> SyntaxCause {
    switch scan.expected {
    case .value: SyntaxCause("an unexpected character", "write a value there")
    case .name: SyntaxCause("an unexpected character", "write a member's name in double quotes there, or close with }")
    case .colon: SyntaxCause("an unexpected character", "write a colon there")
    case .separator:
      SyntaxCause(
        "an unexpected character", "write a comma there, or close with \(scan.containers.last == .array ? "]" : "}")")
    case .end: SyntaxCause("an unexpected character behind the value", "remove what follows the value")
    }
  }

  // MARK: tokens

  private static func misplaced(_ span: Span<UInt8>, _ scan: SyntaxScan) -> SyntaxCause? {
    let token = SyntaxToken(span, at: scan.tokenStart)
    return token.sign ?? bracket(token, scan) ?? punctuation(token, scan) ?? word(token, scan)
  }

  private static func bracket(_ token: SyntaxToken, _ scan: SyntaxScan) -> SyntaxCause? {
    guard token.first == UInt8(ascii: "}") || token.first == UInt8(ascii: "]") else { return nil }
    guard let container = scan.containers.last else {
      return SyntaxCause("a bracket that closes nothing", "remove it, or open it where it belongs")
    }
    if token.first != container.end {
      return SyntaxCause(
        "the wrong bracket: what is open is \(container == .object ? "an object" : "an array")",
        "write \(container == .object ? "}" : "]")")
    }
    switch scan.expected {
    case .name, .value:
      guard scan.isAfterComma else {
        return SyntaxCause("a member without a value", "write its value behind the colon")
      }
      return SyntaxCause("a comma before the closing bracket", "remove the comma: JSON has no trailing commas")
    case .colon: return SyntaxCause("a member's name without a value", "write a colon and the value behind the name")
    case .separator, .end: return nil
    }
  }

  private static func punctuation(_ token: SyntaxToken, _ scan: SyntaxScan) -> SyntaxCause? {
    switch token.first {
    case UInt8(ascii: ",") where scan.expected == .name || scan.expected == .value:
      SyntaxCause("a comma with nothing before it", "remove it, or write what is missing")
    case UInt8(ascii: ";"): SyntaxCause("a semicolon", "write a comma, or nothing behind the last one")
    case UInt8(ascii: "=") where scan.expected == .colon: SyntaxCause("an equals sign", "write a colon")
    case UInt8(ascii: ":") where scan.expected == .separator && scan.containers.last == .array:
      SyntaxCause("a member in an array", "write { } around members, or remove the name and the colon")
    default: nil
    }
  }

  private static func word(_ token: SyntaxToken, _ scan: SyntaxScan) -> SyntaxCause? {
    guard token.beginsValue || token.isWord else { return nil }
    switch scan.expected {
    case .name: return token.isWord ? unquotedName : SyntaxCause("a member's name that is no string", quoteName)
    case .colon: return SyntaxCause("a member's name without a colon", "write a colon behind the name")
    case .separator: return SyntaxCause("two values without a comma", "write a comma between them")
    case .end:
      return secondValue
    case .value: return token.foreignValue
    }
  }

  /// A text of several values, as JSON Lines are.
  package var isSecondValue: Bool { self == Self.secondValue }

  private static let secondValue = SyntaxCause(
    "a second JSON value", "keep one in the file; a file with a value on each line is JSON Lines (.jsonl)")

  private static let quoteName = "write it in double quotes: \"name\""
  private static let unquotedName = SyntaxCause("a member's name without quotes", quoteName)
}
