extension PatternParser {
  /// What follows a backslash outside a class; `\b` and `\B` have been seen to.
  mutating func atomEscape(at location: Int) throws(PatternError) -> PatternSyntax {
    if take("k") { return try namedReference(at: location) }
    if let next = peek, ("1"..."9").contains(next) { return try numberedReference(at: location) }
    return .scalars(try escape(at: location).set)
  }

  /// `\k<name>`; with the flag `u` it is never the letter `k`.
  private mutating func namedReference(at location: Int) throws(PatternError) -> PatternSyntax {
    guard take("<"), let name = bracketedName() else { throw error(.escape("\\k"), at: location) }
    guard let group = groups.numbers[name] else { throw error(.unknownGroup, at: location) }
    return .backReference(group: group, location: location)
  }

  /// `\1` and so on: a number beyond the groups is an error, where the pattern without the flag would read an octal
  /// escape.
  private mutating func numberedReference(at location: Int) throws(PatternError) -> PatternSyntax {
    guard let group = count(), group <= groups.count else { throw error(.unknownGroup, at: location) }
    return .backReference(group: group, location: location)
  }

  /// What follows a backslash anywhere; `location` is the backslash. Whatever is not listed by ECMA-262 is an error.
  mutating func escape(at location: Int) throws(PatternError) -> PatternAtom {
    guard let scalar = peek else { throw error(.escape("\\"), at: location) }
    position += 1
    if let set = Self.shorthand(scalar) { return .set(set) }
    if let control = Self.controlEscapes[scalar] { return .codePoint(control) }
    if Self.syntaxCharacters.contains(scalar) { return .codePoint(scalar.value) }
    switch scalar {
    case "0" where !(peek.map { ("0"..."9").contains($0) } ?? false): return .codePoint(0)
    case "c": if let letter = takeLetter() { return .codePoint(letter % 32) }
    case "x": if let value = hexadecimal(digits: 2) { return .codePoint(value) }
    case "u": if let value = unicodeEscape() { return .codePoint(value) }
    case "p", "P": return .set(try property(negated: scalar == "P", at: location))
    default: break
    }
    throw error(.escape("\\" + String(scalar)), at: location)
  }

  /// `ControlEscape`.
  private static let controlEscapes: [Unicode.Scalar: UInt32] = [
    "t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D,
  ]

  /// `SyntaxCharacter` and `/`: what may be escaped to be literal.
  private static let syntaxCharacters = Set("^$\\.*+?()[]{}|/".unicodeScalars)

  /// `CharacterClassEscape`; `\d` and `\w` are ASCII only, `\s` is not.
  private static func shorthand(_ scalar: Unicode.Scalar) -> ScalarSet? {
    switch scalar {
    case "d": .digits
    case "D": ScalarSet.digits.complement
    case "w": .wordCharacters
    case "W": ScalarSet.wordCharacters.complement
    case "s": .whiteSpace
    case "S": ScalarSet.whiteSpace.complement
    default: nil
    }
  }

  private mutating func takeLetter() -> UInt32? {
    guard let letter = peek, ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) else { return nil }
    position += 1
    return letter.value
  }

  /// Exactly `digits` hexadecimal digits; takes nothing when there are fewer.
  private mutating func hexadecimal(digits: Int) -> UInt32? {
    let end = position + digits
    guard end <= scalars.count else { return nil }
    var value: UInt32 = 0
    for scalar in scalars[position..<end] {
      guard let digit = Self.hexadecimalValue(scalar) else { return nil }
      value = value << 4 | digit
    }
    position = end
    return value
  }

  private static func hexadecimalValue(_ scalar: Unicode.Scalar) -> UInt32? {
    switch scalar {
    case "0"..."9": scalar.value - 0x30
    case "a"..."f": scalar.value - 0x61 + 10
    case "A"..."F": scalar.value - 0x41 + 10
    default: nil
    }
  }

  /// What follows `\u`: `{...}`, four digits, or a surrogate pair in two escapes, which is one code point. Half a pair
  /// is a surrogate, which no text has.
  private mutating func unicodeEscape() -> UInt32? {
    if take("{") { return bracedCodePoint() }
    guard let high = hexadecimal(digits: 4) else { return nil }
    let location = position
    if (0xD800...0xDBFF).contains(high), take("\\u"), let low = hexadecimal(digits: 4),
      (0xDC00...0xDFFF).contains(low)
    {
      return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }
    position = location
    return high
  }

  /// Any number of digits, up to U+10FFFF.
  private mutating func bracedCodePoint() -> UInt32? {
    var value: UInt32?
    while let scalar = peek, let digit = Self.hexadecimalValue(scalar) {
      value = (value ?? 0) << 4 | digit
      if let value, value > 0x10FFFF { return nil }
      position += 1
    }
    return take("}") ? value : nil
  }

  /// `\p{…}` or `\P{…}`, from the brace on. Names are compared exactly: ECMA-262 has no loose matching.
  private mutating func property(negated: Bool, at location: Int) throws(PatternError) -> ScalarSet {
    guard take("{"), let close = scalars[position...].firstIndex(of: "}") else {
      throw error(.escape(negated ? "\\P" : "\\p"), at: location)
    }
    var name = ""
    name.unicodeScalars.append(contentsOf: scalars[position..<close])
    position = close + 1
    guard UnicodeProperty.isKnown(name) else { throw error(.unknownProperty(name), at: location) }
    guard !isResultOnly, let set = UnicodeProperty.set(named: name) else { return ScalarSet([]) }
    return negated ? set.complement : set
  }
}
