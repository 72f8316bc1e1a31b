import JSONCore

/// A member of the input that stands for a word of the command line.
struct SkeletonMember {
  /// Components that begin with a letter, a digit or `_`: no leading dash, no `..`, nothing absolute.
  static let pathPattern = "^[A-Za-z0-9_][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+)*$"
  static let wordPattern = "^[A-Za-z0-9_][A-Za-z0-9_-]*([ ./:,@][A-Za-z0-9_-]+)*$"

  let name: String
  let guess: CommandWord.Guess
  let text: String

  var isRequired: Bool { guess != .flag }

  /// The schema as JSON on one line; nil for a literal.
  var schema: String? {
    switch guess {
    case .integer(_, let value):
      let largest = max(100, value >= Int(Int32.max) / 10 ? value : value * 10)
      return
        #"{ "description": "A number, such as \#(value).", "$comment": "Guessed from \#(value): set the bounds that make sense.", "#
        + #""type": "integer", "minimum": 0, "maximum": \#(largest) }"#
    case .path:
      let comment = JSONLiteral.string("Guessed from \(text), which is there.")
      return
        #"{ "description": "A file or folder, relative to the project.", "$comment": \#(comment), "type": "string", "#
        + #""minLength": 1, "maxLength": 200, "pattern": "\#(Self.pathPattern)", "x-path": true, "examples": [\#(example)] }"#
    case .word:
      let comment = JSONLiteral.string("Guessed from \(text): say what it is, and narrow the pattern.")
      return
        #"{ "description": "Letters, digits and _, with . / : , @ - or a blank between.", "$comment": \#(comment), "#
        + #""type": "string", "minLength": 1, "maxLength": 200, "pattern": "\#(Self.wordPattern)" }"#
    case .flag:
      let comment = JSONLiteral.string("Guessed: passes \(text), as on your command line.")
      return #"{ "description": \#(JSONLiteral.string("Whether to pass \(text).")), "$comment": \#(comment), "#
        + #""type": "boolean", "default": true }"#
    case .literal: return nil
    }
  }

  private var example: String {
    let value = text.utf8.lastIndex(of: UInt8(ascii: "=")).map { String(text[text.utf8.index(after: $0)...]) } ?? text
    return JSONLiteral.string(CommandWord.withoutDot(value))
  }

  /// The element of `argv`.
  var element: String {
    switch guess {
    case .integer(let prefix, _), .word(let prefix): JSONLiteral.string(JSONLiteral.template(prefix) + "{\(name)}")
    case .path(let prefix):
      JSONLiteral.string(JSONLiteral.template(prefix) + (prefix.isEmpty ? "./" : "") + "{\(name)}")
    case .flag: #"{ "flag": \#(JSONLiteral.string(text)), "if": "\#(name)" }"#
    case .literal: JSONLiteral.string(JSONLiteral.template(text))
    }
  }

  /// Whether a word is what the pattern of words admits.
  static func isPlain(_ text: String) -> Bool { matches(text, between: " ./:,@") }

  static func isPlainPath(_ text: String) -> Bool { matches(text, between: "./") }

  /// By hand, since there is no engine for patterns here: runs of letters, digits, `_` and `-`, one character between
  /// two of them.
  private static func matches(_ text: String, between: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, isRun(first), first != UInt8(ascii: "-"), bytes.count <= 200 else { return false }
    var wasRun = true
    for byte in bytes {
      if isRun(byte) {
        wasRun = true
      } else {
        guard wasRun, between.utf8.contains(byte) else { return false }
        wasRun = false
      }
    }
    return wasRun
  }

  private static func isRun(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }
}

/// Text as JSON has it.
enum JSONLiteral {
  static func string(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// A text as a template of `argv`: its braces are doubled.
  static func template(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { bytes.append(byte) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
