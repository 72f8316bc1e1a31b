/// Reads an ECMA-262 pattern as it is read with the `u` flag.
struct PatternParser {
  /// Deep enough for any pattern a person wrote; keeps recursion bounded.
  static let depthLimit = 200
  /// Counts above this are cut to it: the state budget refuses them later with a better message.
  static let countLimit = 1_000_000

  let scalars: [Unicode.Scalar]
  var position = 0
  private var depth = 0

  private init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  static func parse(_ source: String) throws(PatternError) -> PatternSyntax {
    var parser = PatternParser(Array(source.unicodeScalars))
    let syntax = try parser.disjunction()
    if parser.position < parser.scalars.count { throw parser.error(.unopenedGroup, at: parser.position) }
    return syntax
  }

  /// The error for the scalar at `position`, as a byte offset.
  func error(_ reason: PatternError.Reason, at position: Int) -> PatternError {
    PatternError(reason, at: scalars.prefix(position).reduce(0) { $0 + $1.utf8.count })
  }

  var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    position += 1
    return true
  }

  mutating func take(_ text: String) -> Bool {
    let wanted = text.unicodeScalars
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func disjunction() throws(PatternError) -> PatternSyntax {
    var branches = [try alternative()]
    while take("|") { branches.append(try alternative()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func alternative() throws(PatternError) -> PatternSyntax {
    var terms: [PatternSyntax] = []
    while let next = peek, next != "|", next != ")" { terms.append(try term()) }
    switch terms.count {
    case 0: return .empty
    case 1: return terms[0]
    default: return .concatenation(terms)
    }
  }

  private mutating func term() throws(PatternError) -> PatternSyntax {
    if take("^") { return .start }
    if take("$") { return .end }
    return try quantified(try atom())
  }

  private mutating func atom() throws(PatternError) -> PatternSyntax {
    let place = position
    guard let scalar = peek else { return .empty }
    position += 1
    switch scalar {
    case ".": return .scalars(.dot)
    case "(": return try group(openedAt: place)
    case "[": return .scalars(try characterClass(openedAt: place))
    case "\\": return .scalars(try atomEscape(at: place).set)
    case "*", "+", "?": throw error(.nothingToRepeat, at: place)
    case "{", "}", "]": throw error(.unescaped(String(scalar)), at: place)
    default: return .scalars(.scalar(scalar.value))
    }
  }

  private mutating func group(openedAt place: Int) throws(PatternError) -> PatternSyntax {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.depthLimit { throw error(.nestedTooDeep(limit: Self.depthLimit), at: place) }
    if take("?") { try groupPrefix(openedAt: place) }
    let inner = try disjunction()
    guard take(")") else { throw error(.openGroup, at: place) }
    return inner
  }

  /// What follows `(?`.
  private mutating func groupPrefix(openedAt place: Int) throws(PatternError) {
    if take(":") { return }
    for syntax in ["=", "!", "<=", "<!"] where take(syntax) { throw error(.lookAround("(?" + syntax), at: place) }
    guard take("<") else { throw error(.groupFlags, at: place) }
    let first = position
    while let next = peek, next == "_" || next == "$" || next.properties.isIDContinue { position += 1 }
    let named =
      position > first && ("_$".unicodeScalars.contains(scalars[first]) || scalars[first].properties.isIDStart)
    guard named, take(">") else { throw error(.groupName, at: place) }
  }
}

// MARK: - Quantifiers

extension PatternParser {
  private mutating func quantified(_ atom: PatternSyntax) throws(PatternError) -> PatternSyntax {
    guard let (minimum, maximum) = try quantifier() else { return atom }
    _ = take("?")
    return .repetition(atom, minimum: minimum, maximum: maximum)
  }

  private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
    let place = position
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    guard take("{") else { return nil }
    guard let minimum = count() else { throw error(.unescaped("{"), at: place) }
    var maximum: Int? = minimum
    if take(",") { maximum = count() }
    guard take("}") else { throw error(.unescaped("{"), at: place) }
    if let maximum, maximum < minimum { throw error(.repetitionOutOfOrder, at: place) }
    return (minimum, maximum)
  }

  /// A decimal number, cut to `countLimit`.
  private mutating func count() -> Int? {
    var value: Int?
    while let digit = peek, ("0"..."9").contains(digit) {
      value = min((value ?? 0) * 10 + Int(digit.value - 0x30), Self.countLimit)
      position += 1
    }
    return value
  }
}
