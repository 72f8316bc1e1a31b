/// Why a reader stopped. The offset is kept beside it, in bytes from the start of the buffer's range.
public enum JSONFailure: UInt8, Error, Sendable, CaseIterable {
  case none
  case unexpectedEnd
  case unexpectedByte
  case trailingBytes
  case invalidUTF8
  case loneSurrogate
  case invalidEscape
  case controlCharacter
  case invalidNumber
  case duplicateKey
  case tooDeep
  case numberOutOfRange
  /// Well-formed JSON that a generated decoder refused: the schema's verdict, not the grammar's.
  case mismatch
  /// A check took more steps than it may: neither the grammar's verdict nor the schema's.
  case tooExpensive

  /// The sentence shown to people.
  public var description: String {
    switch self {
    case .none: "no error"
    case .unexpectedEnd: "the JSON text ends in the middle of a value"
    case .unexpectedByte: "this byte cannot stand here in JSON"
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

  /// True for faults of the JSON text itself, false for a schema's verdict.
  public var isSyntax: Bool {
    switch self {
    case .none, .mismatch, .numberOutOfRange, .duplicateKey, .tooExpensive: false
    default: true
    }
  }
}

/// A place in a text, for people: both counted from 1, the column in UTF-8 bytes.
public struct SourceLocation: Sendable, Equatable, CustomStringConvertible {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public var description: String { "\(line):\(column)" }
}
