/// A pattern for paths: `*` and `?` within one name, `[a-z]`, `[!a-z]`, `{json,yaml}`, `**` for any number of folders.
///
/// Compared by code point, in time linear in the path for each alternative. Names that begin with a dot are matched
/// only by a pattern that writes the dot.
struct Glob {
  /// Alternatives that braces may expand to.
  /// `{a,b}` eight times is 256 already, and the ninth would double the work of every name.
  private static let mostAlternatives = 256

  private enum Part {
    /// `**`: any number of whole names.
    /// Only as a whole name: `a**b` is two wildcards within one name, as in every shell.
    case folders
    case name([Element])
  }

  private enum Element {
    case scalar(Unicode.Scalar)
    /// `?`
    case any
    /// `*`
    case run
    case set([ClosedRange<Unicode.Scalar>], negated: Bool)
  }

  /// The folder in which the search begins: the names before the first wildcard; empty for the working directory.
  /// Searching from there, and not from the working directory, is what makes `schemas/**/*.json` cheap in a large tree.
  let base: String
  private let alternatives: [[Part]]

  /// Whether a path has a character that means something in a pattern.
  static func hasWildcards(_ path: String) -> Bool {
    path.utf8.contains { $0 == 0x2A || $0 == 0x3F || $0 == 0x5B || $0 == 0x7B }
  }

  /// Nil when a bracket or a brace is not closed, or braces expand to too many alternatives.
  /// Everything that can go wrong does so here, with the pattern in sight; matching has no failures.
  init?(_ pattern: String) {
    guard let expanded = Self.expandBraces(Array(pattern.unicodeScalars)) else { return nil }
    let names = expanded.map { Self.split($0) }
    // Names without wildcards are looked up by the system and not compared: a folder above may not be readable.
    let fixed = Self.fixedNames(names)
    var alternatives: [[Part]] = []
    for name in names {
      var parts: [Part] = []
      for text in name.dropFirst(fixed.count) {
        guard let part = Self.part(text) else { return nil }
        parts.append(part)
      }
      alternatives.append(parts)
    }
    let root = pattern.utf8.first == 0x2F ? "/" : ""
    base = root + fixed.map { String(String.UnicodeScalarView($0)) }.joined(separator: "/")
    self.alternatives = alternatives
  }

  /// Names that all alternatives share before their first wildcard, the last name never among them.
  private static func fixedNames(_ names: [[[Unicode.Scalar]]]) -> ArraySlice<[Unicode.Scalar]> {
    guard let first = names.first else { return [] }
    var count = 0
    while names.allSatisfy({ $0.count > count + 1 && $0[count] == first[count] }),
      !first[count].contains(where: { $0 == "*" || $0 == "?" || $0 == "[" || $0 == "\\" })
    {
      count += 1
    }
    return first.prefix(count)
  }

  private static func split(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    text.split(separator: "/", omittingEmptySubsequences: true).map { Array($0) }
  }

  // MARK: matching

  /// How far a path has come in each alternative: positions in its parts.
  /// Sets of positions instead of going back: `**/a/**/a/**` would otherwise take a power of the path's length.
  typealias State = [Set<Int>]

  /// Before the first name below `base`.
  var start: State { alternatives.map { Self.closed([0], $0) } }

  /// After one more name; all sets are empty when nothing below it can match.
  /// One name at a time, because that is how folders are read: what cannot match any more is not entered.
  func step(_ state: State, _ name: String) -> State {
    let scalars = Array(name.unicodeScalars)
    return zip(state, alternatives).map { positions, parts in
      var next: Set<Int> = []
      for position in positions where position < parts.count {
        switch parts[position] {
        // Hidden folders are entered by nothing but a pattern that names them, so that `.git` and `.build` are never
        // searched.
        case .folders: if scalars.first != "." { next.insert(position) }
        case .name(let elements): if Self.matches(elements, scalars) { next.insert(position + 1) }
        }
      }
      return Self.closed(next, parts)
    }
  }

  /// Whether the names so far are a whole match.
  func accepts(_ state: State) -> Bool { zip(state, alternatives).contains { $0.contains($1.count) } }

  /// `**` also matches no folder at all.
  private static func closed(_ positions: Set<Int>, _ parts: [Part]) -> Set<Int> {
    var all = positions
    for start in positions {
      var position = start
      while position < parts.count, case .folders = parts[position] {
        position += 1
        all.insert(position)
      }
    }
    return all
  }

  /// One name against one part: after a mismatch the last `*` takes one code point more, earlier ones never change.
  private static func matches(_ elements: [Element], _ name: [Unicode.Scalar]) -> Bool {
    if name.first == ".", case .scalar(".")? = elements.first {} else if name.first == "." { return false }
    var element = 0
    var index = 0
    // One is enough: what an earlier `*` could take as well, the last one can (the usual argument for wildcards).
    var retry: (element: Int, index: Int)?
    while index < name.count {
      if element < elements.count, case .run = elements[element] {
        retry = (element, index)
        element += 1
      } else if element < elements.count, takes(elements[element], name[index]) {
        element += 1
        index += 1
      } else if let last = retry {
        retry = (last.element, last.index + 1)
        element = last.element + 1
        index = last.index + 1
      } else {
        return false
      }
    }
    return elements[element...].allSatisfy { if case .run = $0 { true } else { false } }
  }

  /// Code points and not characters: a file name is bytes, and two spellings of one letter are two names.
  private static func takes(_ element: Element, _ scalar: Unicode.Scalar) -> Bool {
    switch element {
    case .scalar(let wanted): wanted == scalar
    case .any: true
    case .run: false
    case .set(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
    }
  }
}

extension Glob {
  // MARK: reading a pattern

  /// Writes out `{a,b}` from the left; braces may be nested. Nil when one is not closed.
  /// Before anything else is looked at, as shells do it: a brace may hold slashes and wildcards.
  private static func expandBraces(_ pattern: [Unicode.Scalar]) -> [[Unicode.Scalar]]? {
    var done: [[Unicode.Scalar]] = []
    var waiting = [pattern]
    while let next = waiting.popLast() {
      guard let open = firstBrace(next) else {
        done.append(next)
        continue
      }
      guard let (choices, rest) = choices(next, after: open) else { return nil }
      // The last one first: it is a stack, and files come in the order that the braces say.
      for choice in choices.reversed() { waiting.append(next[..<open] + choice + rest) }
      guard waiting.count + done.count <= mostAlternatives else { return nil }
    }
    return done
  }

  private static func firstBrace(_ pattern: [Unicode.Scalar]) -> Int? {
    var index = 0
    while index < pattern.count {
      if pattern[index] == "\\" { index += 1 } else if pattern[index] == "{" { return index }
      index += 1
    }
    return nil
  }

  private static func choices(_ pattern: [Unicode.Scalar], after open: Int) -> (
    choices: [[Unicode.Scalar]], rest: ArraySlice<Unicode.Scalar>
  )? {
    var choices: [[Unicode.Scalar]] = [[]]
    var depth = 0
    var index = open + 1
    while index < pattern.count {
      let scalar = pattern[index]
      if scalar == "\\", index + 1 < pattern.count {
        choices[choices.count - 1] += pattern[index...index + 1]
        index += 2
        continue
      }
      // Braces inside of braces stay as they are; they are written out when their turn comes.
      if scalar == "}", depth == 0 { return (choices, pattern[(index + 1)...]) }
      if scalar == ",", depth == 0 {
        choices.append([])
      } else {
        if scalar == "{" { depth += 1 } else if scalar == "}" { depth -= 1 }
        choices[choices.count - 1].append(scalar)
      }
      index += 1
    }
    return nil
  }

  private static func part(_ text: [Unicode.Scalar]) -> Part? {
    if text == ["*", "*"] { return .folders }
    var elements: [Element] = []
    var rest = text[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": elements.append(.run)
      case "?": elements.append(.any)
      case "\\": elements.append(.scalar(rest.popFirst() ?? "\\"))
      case "[":
        guard let set = set(&rest) else { return nil }
        elements.append(set)
      default: elements.append(.scalar(scalar))
      }
    }
    return .name(elements)
  }

  /// The rest of `[a-z]`; a `]` right at the beginning is the character itself.
  private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Element? {
    let negated = rest.first == "!" || rest.first == "^"
    if negated { rest.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let low = rest.popFirst() {
      // POSIX: a bracket that comes first in a set is a member of it.
      if low == "]", !ranges.isEmpty { return .set(ranges, negated: negated) }
      var high = low
      if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
        high = end
        rest.removeFirst(2)
      }
      guard low <= high else { return nil }
      ranges.append(low...high)
    }
    return nil
  }
}
