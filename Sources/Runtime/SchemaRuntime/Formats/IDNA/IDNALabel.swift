/// One label of an internationalized host name that keeps the rules of RFC 5891. Labels are short, 63 code points at
/// most, so everything here may walk over them several times.
struct IDNALabel {
  /// In Unicode, ASCII letters in lower case.
  private let scalars: [UInt32]
  /// Bytes of the form that the DNS sees.
  let encodedCount: Int

  /// Nil when it breaks a rule; the Bidi rule and NFC are left to the caller, since the one is about the whole name and
  /// the other does not hold for the domains of mail addresses.
  init?(_ label: [UInt32], lenientHyphens: Bool) {
    guard !label.isEmpty, label.count <= 63, label.first != 0x2D, label.last != 0x2D else { return nil }
    let isASCII = label.allSatisfy { $0 < 0x80 }
    let lower = isASCII ? label.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 } : label
    if lower.starts(with: [0x78, 0x6E, 0x2D, 0x2D]) {
      guard isASCII, let decoded = Self.decoded(lower) else { return nil }
      scalars = decoded
      encodedCount = label.count
    } else {
      scalars = lower
      encodedCount = isASCII ? label.count : 4 + Punycode.encoded(label).count
    }
    guard encodedCount <= 63 else { return nil }
    let isPlain = scalars.allSatisfy { $0 < 0x80 }
    // Hyphens in third and fourth position are kept for encodings (RFC 5891, 4.2.3.1).
    if !isPlain || !lenientHyphens, scalars.count >= 4, scalars[2] == 0x2D, scalars[3] == 0x2D { return nil }
    guard let first = scalars.first, !IDNATables.marks.contains(first) else { return nil }
    for index in scalars.indices where !isAllowed(at: index) { return nil }
  }

  /// What an encoded label means, when it is encoded the one way there is and means more than ASCII: two
  /// texts for one name would be two names to whoever compares them.
  private static func decoded(_ label: [UInt32]) -> [UInt32]? {
    let digits = label.dropFirst(4).map { UInt8(truncatingIfNeeded: $0) }
    guard let scalars = Punycode.decoded(digits), scalars.contains(where: { $0 >= 0x80 }), scalars.last != 0x2D,
      scalars.first != 0x2D, Punycode.encoded(scalars) == digits
    else { return nil }
    return scalars
  }

  var isNormalized: Bool { Normalization.isComposed(scalars) }

  // MARK: code points

  /// The contextual rules of RFC 5892, appendix A, and PVALID for everything else.
  private func isAllowed(at index: Int) -> Bool {
    switch scalars[index] {
    // Zero width non-joiner (A.1).
    case 0x200C: followsVirama(index) || joins(at: index)
    // Zero width joiner (A.2).
    case 0x200D: followsVirama(index)
    // Middle dot, between two l of Catalan (A.3).
    case 0xB7: at(index - 1) == 0x6C && at(index + 1) == 0x6C
    // Greek keraia, before a Greek letter (A.4).
    case 0x375: at(index + 1).map(IDNATables.greek.contains) ?? false
    // Hebrew geresh and gershayim, behind a Hebrew letter (A.5, A.6).
    case 0x5F3, 0x5F4: at(index - 1).map(IDNATables.hebrew.contains) ?? false
    // Katakana middle dot, in a label with Japanese letters (A.7).
    case 0x30FB: scalars.contains(where: IDNATables.japanese.contains)
    // Arabic-Indic digits, not together with the extended ones (A.8, A.9).
    case 0x660...0x669: !scalars.contains { (0x6F0...0x6F9).contains($0) }
    case 0x6F0...0x6F9: !scalars.contains { (0x660...0x669).contains($0) }
    case let value: IDNATables.valid.contains(value)
    }
  }

  private func at(_ index: Int) -> UInt32? { scalars.indices.contains(index) ? scalars[index] : nil }

  /// Class 9 is Virama.
  private func followsVirama(_ index: Int) -> Bool {
    at(index - 1).map { Normalization.combiningClass($0) == 9 } ?? false
  }

  /// Whether a zero width non-joiner is between letters that would join without it (RFC 5892, A.1).
  private func joins(at index: Int) -> Bool {
    let before = scalars[..<index].last { !IDNATables.transparent.contains($0) }
    let behind = scalars[(index + 1)...].first { !IDNATables.transparent.contains($0) }
    guard let before, let behind else { return false }
    return IDNATables.joinsLeft.contains(before) && IDNATables.joinsRight.contains(behind)
  }

  // MARK: RFC 5893

  /// Whether it makes the name a right-to-left one: then all labels must keep the Bidi rule.
  var isRightToLeft: Bool {
    scalars.contains { scalar in
      switch IDNATables.bidiClass(scalar) {
      case .rightToLeft, .arabicLetter, .arabicNumber: true
      case .leftToRight, .europeanNumber, .europeanSeparator, .commonSeparator, .europeanTerminator, .otherNeutral,
        .boundaryNeutral, .nonspacingMark:
        false
      }
    }
  }

  /// The six conditions of RFC 5893, section 2. A label that begins with neither a left-to-right nor a right-to-left
  /// character breaks the first.
  var keepsBidiRule: Bool {
    let classes = scalars.map(IDNATables.bidiClass)
    let last = classes.last { $0 != .nonspacingMark }
    switch classes.first {
    case .leftToRight:
      let strange: [BidiClass] = [.rightToLeft, .arabicLetter, .arabicNumber]
      return !classes.contains(where: strange.contains) && (last == .leftToRight || last == .europeanNumber)
    case .rightToLeft, .arabicLetter:
      let ends: [BidiClass] = [.rightToLeft, .arabicLetter, .europeanNumber, .arabicNumber]
      let bothNumbers = classes.contains(.europeanNumber) && classes.contains(.arabicNumber)
      return !classes.contains(.leftToRight) && !bothNumbers && (last.map(ends.contains) ?? false)
    case .arabicNumber, .europeanNumber, .europeanSeparator, .commonSeparator, .europeanTerminator, .otherNeutral,
      .boundaryNeutral, .nonspacingMark, nil:
      return false
    }
  }
}
