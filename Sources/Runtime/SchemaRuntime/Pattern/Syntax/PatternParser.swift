/// Reads an ECMA-262 pattern as it is read with the `u` flag. Time is linear in the length of the pattern.
///
/// The flag is what JSON Schema recommends (Core, 6.4), and what makes every backslash before a letter either an escape
/// that is known or an error: without it `\z` would silently be the letter.
package struct PatternParser {
  /// Deep enough for any pattern a person wrote; keeps recursion bounded.
  package static let depthLimit = 200
  /// Counts above this are cut to it: the state budget refuses them later with a better message.
  static let countLimit = 1_000_000

  /// Scalars and not bytes: classes and quantifiers speak about code points. Errors are converted back to byte offsets.
  let scalars: [Unicode.Scalar]
  var position = 0
  /// Whether only yes or no is wanted: properties are empty sets then, and their tables are not read.
  let isResultOnly: Bool
  /// Known before parsing begins: `\1` may refer forward.
  let groups: PatternGroups
  /// Of groups, compared with `depthLimit`.
  private var depth = 0
  private var groupNumber = 0

  private init(_ scalars: [Unicode.Scalar], isResultOnly: Bool) {
    self.scalars = scalars
    self.isResultOnly = isResultOnly
    groups = PatternGroups(scalars)
  }

  /// The pattern's tree; throws the first error with its byte offset.
  package static func parse(_ source: String) throws(PatternError) -> ParsedPattern {
    try parse(Array(source.unicodeScalars), isResultOnly: false)
  }

  /// Whether `source` is a pattern: what the format `regex` asks.
  static func isPattern(_ source: Span<UInt8>) -> Bool {
    guard let values = ScalarCursor.scalars(source) else { return false }
    do throws(PatternError) {
      _ = try parse(values.compactMap { Unicode.Scalar($0) }, isResultOnly: true)
      return true
    } catch {
      return false
    }
  }

  private static func parse(
    _ scalars: [Unicode.Scalar], isResultOnly: Bool
  ) throws(PatternError) -> ParsedPattern {
    var parser = PatternParser(scalars, isResultOnly: isResultOnly)
    let syntax = try parser.disjunction()
    if parser.position < parser.scalars.count { throw parser.error(.unopenedGroup, at: parser.position) }
    return ParsedPattern(syntax: syntax, groupCount: parser.groups.count)
  }

  /// The error for the scalar at `position`, as a byte offset. Counts from the beginning, which happens once.
  func error(_ reason: PatternError.Reason, at position: Int) -> PatternError {
    PatternError(reason, at: scalars.prefix(position).reduce(0) { $0 + $1.utf8.count })
  }

  var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  /// Takes the scalar if it comes next.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    position += 1
    return true
  }

  /// Takes all of the text if it comes next, or nothing.
  mutating func take(_ text: String) -> Bool {
    let wanted = text.unicodeScalars
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  /// `Disjunction` of ECMA-262: alternatives between `|`. Without any it is the alternative itself, which keeps trees
  /// flat.
  private mutating func disjunction() throws(PatternError) -> PatternSyntax {
    var branches = [try alternative()]
    while take("|") { branches.append(try alternative()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  /// `Alternative`: terms one after the other, possibly none.
  private mutating func alternative() throws(PatternError) -> PatternSyntax {
    var terms: [PatternSyntax] = []
    while let next = peek, next != "|", next != ")" { terms.append(try term()) }
    switch terms.count {
    case 0: return .empty
    case 1: return terms[0]
    default: return .concatenation(terms)
    }
  }

  /// `Term`: an assertion, or an atom with its quantifier.
  private mutating func term() throws(PatternError) -> PatternSyntax {
    if take("^") { return .start }
    if take("$") { return .end }
    if peek == "\\" {
      if take("\\b") { return .wordBoundary(negated: false) }
      if take("\\B") { return .wordBoundary(negated: true) }
    }
    let isLook =
      peek == "(" && Self.lookOpenings.contains { scalars[position...].starts(with: $0.opening.unicodeScalars) }
    let term = try atom()
    // With the flag `u` an assertion cannot be repeated: what follows it has no operand.
    if isLook {
      if let next = peek, "*+?{".unicodeScalars.contains(next) { throw error(.nothingToRepeat, at: position) }
      return term
    }
    return try quantified(term)
  }

  /// `Atom`. With the flag `u` brackets and braces are literal only behind a backslash.
  private mutating func atom() throws(PatternError) -> PatternSyntax {
    let location = position
    guard let scalar = peek else { return .empty }
    position += 1
    switch scalar {
    case ".": return .scalars(.dot)
    case "(": return try group(openedAt: location)
    case "[": return .scalars(try characterClass(openedAt: location))
    case "\\": return try atomEscape(at: location)
    case "*", "+", "?": throw error(.nothingToRepeat, at: location)
    case "{", "}", "]": throw error(.unescaped(String(scalar)), at: location)
    default: return .scalars(.scalar(scalar.value))
    }
  }

  /// What follows `(`. Groups are numbered by their opening parenthesis, so the number is taken before the body is
  /// read.
  private mutating func group(openedAt location: Int) throws(PatternError) -> PatternSyntax {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.depthLimit { throw error(.nestedTooDeep(limit: Self.depthLimit), at: location) }
    for (opening, direction, isNegated) in Self.lookOpenings where peek == "?" && take(String(opening.dropFirst())) {
      let body = try closed(openedAt: location)
      return .look(PatternLook(direction: direction, isNegated: isNegated, body: body, location: location))
    }
    if take("?:") { return try closed(openedAt: location) }
    groupNumber += 1
    let number = groupNumber
    if take("?") { try groupName(of: number, openedAt: location) }
    return .group(try closed(openedAt: location), number: number)
  }

  private static let lookOpenings: [(opening: String, direction: PatternLook.Direction, isNegated: Bool)] = [
    ("(?=", .ahead, false), ("(?!", .ahead, true), ("(?<=", .behind, false), ("(?<!", .behind, true),
  ]

  /// The rest of a group, with its closing parenthesis.
  private mutating func closed(openedAt location: Int) throws(PatternError) -> PatternSyntax {
    let inner = try disjunction()
    guard take(")") else { throw error(.openGroup, at: location) }
    return inner
  }

  /// What follows `(?` where it is no look-around and no `(?:`: a name, or an error. A name that another group has
  /// leads to that group's number, which is how a duplicate is found.
  private mutating func groupName(of number: Int, openedAt location: Int) throws(PatternError) {
    guard take("<") else { throw error(.groupFlags, at: location) }
    guard let name = bracketedName() else { throw error(.groupName, at: location) }
    if groups.numbers[name] != number { throw error(.repeatedGroupName, at: location) }
  }

  /// A name closed by `>`; nil when it is not an identifier.
  mutating func bracketedName() -> [Unicode.Scalar]? {
    let first = position
    while let next = peek, Self.isNamePart(next) { position += 1 }
    guard position > first, Self.isNameStart(scalars[first]), take(">") else { return nil }
    return Array(scalars[first..<(position - 1)])
  }

  /// `RegExpIdentifierStart` of ECMA-262.
  private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "$" || scalar.properties.isIDStart
  }

  /// `RegExpIdentifierPart`, with the two joiners that identifiers may have.
  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "$" || scalar == "\u{200C}" || scalar == "\u{200D}" || scalar.properties.isIDContinue
  }
}

// MARK: - Quantifiers

extension PatternParser {
  /// The atom with the quantifier that follows it, if any does; `?` behind that makes it lazy.
  private mutating func quantified(_ atom: PatternSyntax) throws(PatternError) -> PatternSyntax {
    guard let (minimum, maximum) = try quantifier() else { return atom }
    return .repetition(atom, minimum: minimum, maximum: maximum, isLazy: take("?"))
  }

  /// Least and greatest count. A brace that begins no quantifier is an error with the flag `u`.
  private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
    let location = position
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    guard take("{") else { return nil }
    guard let minimum = count() else { throw error(.unescaped("{"), at: location) }
    var maximum: Int? = minimum
    if take(",") { maximum = count() }
    guard take("}") else { throw error(.unescaped("{"), at: location) }
    if let maximum, maximum < minimum { throw error(.repetitionOutOfOrder, at: location) }
    return (minimum, maximum)
  }

  /// A decimal number, cut to `countLimit` at each digit, so that no length of it overflows.
  mutating func count() -> Int? {
    var value: Int?
    while let digit = peek, ("0"..."9").contains(digit) {
      value = min((value ?? 0) * 10 + Int(digit.value - 0x30), Self.countLimit)
      position += 1
    }
    return value
  }
}
