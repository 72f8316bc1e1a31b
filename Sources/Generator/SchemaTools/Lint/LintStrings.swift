import JSONCore
import SchemaCompiler
import SchemaRuntime

/// `pattern` and `format`.
extension Linter {
  /// Lengths up to which an automaton is searched for a string.
  /// Code points. The search takes a step for each state and length.
  private static let longestSearch = 1000

  mutating func checkStrings(_ site: SchemaSite) {
    if site.reads("pattern"), let node = site["pattern"], let text = node.string {
      checkPortable(node, text)
      checkPossible(node, text, site)
    }
    if site.reads("patternProperties") {
      for member in site["patternProperties"]?.members ?? [] { checkPortable(named: member) }
    }
    checkFormat(site)
  }

  private mutating func checkPortable(_ node: DocumentNode, _ text: JSONString) {
    guard let problem = PatternPortability.problem(text.bytes) else { return }
    report(.nonPortablePattern, at: node, problem.message, hint: problem.hint)
  }

  private mutating func checkPortable(named member: DocumentMember) {
    guard let problem = PatternPortability.problem(member.name.bytes) else { return }
    report(.nonPortablePattern, member, problem.message, hint: problem.hint)
  }

  /// Whether any string of the lengths allowed matches.
  private mutating func checkPossible(_ node: DocumentNode, _ text: JSONString, _ site: SchemaSite) {
    guard let automaton = try? PatternCompiler.compile(text.bytes) else { return }
    if automaton.isEmpty {
      return report(.impossiblePattern, at: node, "no string matches this pattern", hint: "correct the pattern")
    }
    let least = site["minLength"]?.number?.int ?? 0
    if let most = automaton.maxCodePointCount, most < least {
      return report(
        .impossiblePattern, at: node, "a match has at most \(most) characters, but \"minLength\" requires more",
        hint: "correct one of the two")
    }
    guard let most = site["maxLength"]?.number?.int, most >= 0, most <= Self.longestSearch,
      automaton.shortestWitness(minCodePoints: 0, maxCodePoints: most) == nil
    else { return }
    report(
      .impossiblePattern, at: node, "every match is longer than \"maxLength\" allows",
      hint: "correct one of the two")
  }

  /// Formats of the specification, those that are not checked here among them.
  /// All of them and not only those that are checked here: a format that another program checks is no mistake.
  private static let formats = [
    "date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri",
    "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer", "relative-json-pointer", "regex",
  ]

  private mutating func checkFormat(_ site: SchemaSite) {
    guard site.reads("format"), let node = site["format"], let name = node.string,
      !Self.formats.contains(where: { JSONString($0) == name })
    else { return }
    report(
      .unknownFormat, at: node,
      "\"\(name)\" is not a format of the specification" + ClosestName.hint(String(name), among: Self.formats),
      hint: "correct it, or say it with \"pattern\"")
  }
}

/// Constructs that regular expression engines disagree about.
/// By the text: engines differ in what they refuse, and a pattern that is refused here is an error of the schema
/// anyway.
enum PatternPortability {
  /// The first construct that is not portable; nil when there is none.
  static func problem(_ pattern: [UInt8]) -> (message: String, hint: String)? {
    var index = 0
    var isClass = false
    while index < pattern.count {
      switch pattern[index] {
      case UInt8(ascii: "\\"):
        if let problem = escape(pattern, index + 1) { return problem }
        index += 1
      case UInt8(ascii: "["): isClass = true
      case UInt8(ascii: "]"): isClass = false
      case UInt8(ascii: "(") where !isClass: if let problem = group(pattern[(index + 1)...]) { return problem }
      default: break
      }
      index += 1
    }
    return nil
  }

  private static func escape(_ pattern: [UInt8], _ index: Int) -> (message: String, hint: String)? {
    guard index < pattern.count else { return nil }
    switch pattern[index] {
    case UInt8(ascii: "1")...UInt8(ascii: "9"), UInt8(ascii: "k"):
      return ("a back-reference: engines without backtracking reject it", "write the alternatives out")
    case UInt8(ascii: "A"), UInt8(ascii: "Z"), UInt8(ascii: "z"), UInt8(ascii: "G"):
      return ("\\\(letter(pattern[index])) is no ECMA-262", "write ^ for the beginning and $ for the end")
    case UInt8(ascii: "Q"), UInt8(ascii: "E"), UInt8(ascii: "h"), UInt8(ascii: "R"), UInt8(ascii: "X"):
      return ("\\\(letter(pattern[index])) is no ECMA-262", "write the characters themselves, or a class")
    default: return nil
    }
  }

  private static func letter(_ byte: UInt8) -> String { String(decoding: [byte], as: UTF8.self) }

  /// RE2, Rust's `regex` and Go refuse look-around, and ECMA-262 before 2025 has no inline flags: a schema that travels
  /// avoids both.
  private static func group(_ rest: ArraySlice<UInt8>) -> (message: String, hint: String)? {
    guard rest.first == UInt8(ascii: "?") else { return nil }
    let kind = rest.dropFirst()
    if kind.first == UInt8(ascii: ":") { return nil }
    let lookAround = ["=", "!", "<=", "<!"].contains { kind.starts(with: $0.utf8) }
    if lookAround {
      return (
        "look-around: engines without backtracking reject it, and so does strict mode",
        "say it with another keyword: \"not\", \"allOf\", \"minLength\""
      )
    }
    if kind.starts(with: "<".utf8) { return ("a named group: engines spell it differently", "write (?: … )") }
    return ("inline flags and atomic groups are not part of ECMA-262", "write the alternatives out: [aA]")
  }
}
