/// Why a reader stopped. The offset is kept beside it, in bytes from the start of the buffer. Closed: whoever maps it
/// to a response or an exit code handles every case.
public enum JSONFailure: UInt8, Error, Sendable, CaseIterable {
  /// What a reader begins with, and has again after a reset.
  case none
  case unexpectedEnd
  case unexpectedByte
  case trailingBytes
  case invalidUTF8
  case loneSurrogate
  case invalidEscape
  case controlCharacter
  case invalidNumber
  /// Legal by the grammar of RFC 8259, refused here.
  case duplicateKey
  case tooDeep
  case numberOutOfRange
  /// Well-formed JSON that a generated decoder refused: it breaks the schema, not the grammar.
  case mismatch
  /// A check took more steps than it may: neither the grammar nor the schema is known to be broken.
  case tooExpensive

  /// The sentence shown to people.
  /// Usually shown with a line and a column; no value of the text is in it.
  public var description: String {
    switch self {
    case .none: "no error"
    case .unexpectedEnd: "the JSON text ends in the middle of a value"
    case .unexpectedByte: "an unexpected character"
    case .trailingBytes: "there is something after the end of the JSON value"
    case .invalidUTF8: "the text is not valid UTF-8"
    case .loneSurrogate: "a \\u escape names half of a surrogate pair"
    case .invalidEscape: "this is not a JSON escape sequence"
    case .controlCharacter: "a control character must be written as an escape"
    case .invalidNumber: "this is not a JSON number"
    case .duplicateKey: "the object has the same member twice"
    case .tooDeep: "the value is nested too deeply"
    case .tooExpensive: "a pattern takes too many steps on this value"
    case .numberOutOfRange: "the number does not fit the type it is decoded into"
    case .mismatch: "the value does not match its schema"
    }
  }

  /// True for errors of the JSON text itself, false for what a schema or a limit refuses.
  public var isSyntax: Bool {
    switch self {
    case .none, .mismatch, .numberOutOfRange, .duplicateKey, .tooExpensive: false
    default: true
    }
  }
}

/// A location in a text, for people: both counted from 1, the column in UTF-8 bytes.
public struct SourceLocation: Sendable, Equatable, CustomStringConvertible {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public var description: String { "\(line):\(column)" }
}
