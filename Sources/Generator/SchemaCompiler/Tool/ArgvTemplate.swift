import JSONCore

/// One template element, taken apart.
///
/// The text is kept beside its parts, so that errors show what the author wrote.
struct ArgvElement: Sendable {
  enum Content: Sendable {
    case literal(String)
    case composed([ProgramPlan.Piece])
    case spread(member: String, prefix: String, suffix: String)
    case flag(String, member: String)
    case choice(String, otherwise: String, member: String)
    case repeated([String], member: String, prefix: String, suffix: String)
  }

  let content: Content
  /// The value in the file.
  let node: DocumentNode
  /// As the author wrote it: for messages.
  let text: String
}

/// Why a template string cannot be read; `offset` counts bytes of its text.
struct TemplateFailure: Error {
  let offset: Int
  let message: String
  let hint: String
}

/// Reads `log`, `--max-count={limit}`, `{paths...}`, `{{literal}}`.
///
/// The whole language: literal text, a member, a spread. No conditions and no defaults, since what a template can do
/// the proof must understand.
enum ArgvTemplate {
  private enum Part {
    case text([UInt8])
    case member(String, spread: Bool, offset: Int)
    case result(offset: Int)
  }

  /// What stands for the path of the file that the program writes its result to.
  private static let resultName = "@result"

  /// An element without a member is a literal, which nothing is proved of.
  static func parse(_ source: [UInt8]) throws(TemplateFailure) -> ArgvElement.Content {
    let parts = try split(source)
    let members = parts.count { if case .member = $0 { true } else { false } }
    if let offset = parts.lazy.compactMap({ if case .result(let offset) = $0 { offset } else { nil } }).first {
      return try result(parts, members: members, offset: offset)
    }
    if members == 0 { return .literal(parts.reduce("") { $0 + text($1) }) }
    for case .member(let name, true, let offset) in parts {
      guard members == 1 else {
        throw TemplateFailure(
          offset: offset, message: "\"{\(name)...}\" is beside another member",
          hint: "spread one array per element, with literal text around it at most")
      }
      return .spread(member: name, prefix: literal(parts.prefix { !isMember($0) }), suffix: suffix(parts))
    }
    return .composed(parts.map(piece))
  }

  /// The path of the result's file: at the end of its argument, or by itself, where it is one path and nothing else.
  private static func result(_ parts: [Part], members: Int, offset: Int) throws(TemplateFailure) -> ArgvElement.Content
  {
    let isAtEnd = if case .result? = parts.last { true } else { false }
    let results = parts.count { if case .result = $0 { true } else { false } }
    if members == 0, isAtEnd, results == 1 { return .composed(parts.map(piece)) }
    throw TemplateFailure(
      offset: offset, message: "{@result} is not the end of its argument, or there is something inserted before it",
      hint: "write it alone, or behind an option: \"--output={@result}\"")
  }

  private static func suffix(_ parts: [Part]) -> String {
    literal(parts.drop { !isMember($0) }.dropFirst())
  }

  private static func literal(_ parts: some Sequence<Part>) -> String { parts.reduce("") { $0 + text($1) } }

  private static func isMember(_ part: Part) -> Bool { if case .member = part { true } else { false } }

  private static func text(_ part: Part) -> String {
    if case .text(let bytes) = part { String(decoding: bytes, as: UTF8.self) } else { "" }
  }

  /// Text and members are all that the plan knows; where the braces were only errors need to know.
  private static func piece(_ part: Part) -> ProgramPlan.Piece {
    switch part {
    case .text: .text(text(part))
    case .member(let name, _, _): .member(name)
    case .result: .result
    }
  }

  /// On bytes: the braces are ASCII, and everything else is copied.
  private static func split(_ source: [UInt8]) throws(TemplateFailure) -> [Part] {
    var parts: [Part] = []
    var text: [UInt8] = []
    var index = 0
    while index < source.count {
      let byte = source[index]
      let doubled = index + 1 < source.count && source[index + 1] == byte
      switch byte {
      case 0x7B where doubled, 0x7D where doubled:
        text.append(byte)
        index += 2
      case 0x7B:
        let (member, next) = try member(source, at: index)
        if !text.isEmpty { parts.append(.text(text)) }
        text = []
        parts.append(member)
        index = next
      case 0x7D:
        throw TemplateFailure(
          offset: index, message: "\"}\" closes nothing", hint: "write \"}}\" for the character itself")
      default:
        text.append(byte)
        index += 1
      }
    }
    if !text.isEmpty || parts.isEmpty { parts.append(.text(text)) }
    return parts
  }

  /// The member between the braces at `start`, and the index behind them.
  ///
  /// Any name that JSON allows is one, blanks and braces excepted; whether there is such a member the proof says.
  private static func member(_ source: [UInt8], at start: Int) throws(TemplateFailure) -> (Part, Int) {
    guard let end = source[start...].firstIndex(of: 0x7D) else {
      throw TemplateFailure(
        offset: start, message: "\"{\" is not closed",
        hint: "close it with \"}\", or write \"{{\" for the character itself")
    }
    var name = source[(start + 1)..<end]
    let spread = name.suffix(3).elementsEqual("...".utf8)
    if spread { name = name.dropLast(3) }
    guard !name.isEmpty, name.allSatisfy({ $0 != 0x7B && $0 > 0x20 }) else {
      throw TemplateFailure(
        offset: start, message: "the braces do not hold the name of a member",
        hint: "write {name} or {name...}; \"{{\" and \"}}\" for the characters themselves")
    }
    let text = String(decoding: name, as: UTF8.self)
    if !spread, text.utf8.elementsEqual(resultName.utf8) { return (.result(offset: start), end + 1) }
    return (.member(text, spread: spread, offset: start), end + 1)
  }
}
