/// The sets behind `\p{...}`: general categories and a few binary properties, from the Unicode tables of the Swift
/// standard library.
enum UnicodeProperty {
  /// The set for the text between the braces, nil when no such property is known.
  static func set(named name: String) -> ScalarSet? {
    let parts = name.utf8.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
    if parts.count == 1 { return category(name) ?? binary(name) }
    guard parts.count == 2, ["General_Category", "gc"].contains(String(parts[0])) else { return nil }
    return category(String(parts[1]) ?? "")
  }

  /// Whether the text names a script: known to ECMA-262, not here.
  static func isScript(_ name: String) -> Bool {
    ["Script=", "sc=", "Script_Extensions=", "scx="].contains { name.utf8.starts(with: $0.utf8) }
  }

  private static func category(_ name: String) -> ScalarSet? {
    let codes = groups.first { $0.names.contains(name) }?.codes ?? [name]
    let wanted = categories.filter { $0.names.contains(where: codes.contains) }.map(\.category)
    if wanted.isEmpty { return nil }
    return ScalarSet(runs.filter { wanted.contains($0.category) }.map(\.range))
  }

  private static func binary(_ name: String) -> ScalarSet? {
    switch name {
    case "Any": .all
    case "ASCII": ScalarSet([0...0x7F])
    case "Assigned": category("Cn")?.complement
    case "Alphabetic", "Alpha": alphabetic
    case "Lowercase", "Lower": lowercase
    case "Uppercase", "Upper": uppercase
    case "White_Space", "space": whiteSpace
    case "ID_Start", "IDS": idStart
    case "ID_Continue", "IDC": idContinue
    default: nil
    }
  }

  // Each is one pass over all scalar values, on first use.
  private static let alphabetic = scan { $0.isAlphabetic }
  private static let lowercase = scan { $0.isLowercase }
  private static let uppercase = scan { $0.isUppercase }
  private static let whiteSpace = scan { $0.isWhitespace }
  private static let idStart = scan { $0.isIDStart }
  private static let idContinue = scan { $0.isIDContinue }

  private static func scan(_ member: (Unicode.Scalar.Properties) -> Bool) -> ScalarSet {
    var ranges: [ClosedRange<UInt32>] = []
    var first: UInt32?
    for value in 0...UInt32(0x110000) {
      let inside = Unicode.Scalar(value).map { member($0.properties) } ?? false
      if inside, first == nil { first = value }
      if !inside, let start = first {
        ranges.append(start...(value - 1))
        first = nil
      }
    }
    return ScalarSet(ranges)
  }

  /// The scalar values cut where the general category changes; one pass over all of them, on first use.
  private static let runs: [(range: ClosedRange<UInt32>, category: Unicode.GeneralCategory)] = {
    var runs: [(range: ClosedRange<UInt32>, category: Unicode.GeneralCategory)] = []
    var first: UInt32 = 0
    var current = Unicode.GeneralCategory.control
    for value in 0...UInt32(0x10FFFF) {
      let category = Unicode.Scalar(value)?.properties.generalCategory ?? .surrogate
      if category == current { continue }
      runs.append((first...(value - 1), current))
      (first, current) = (value, category)
    }
    runs.append((first...0x10FFFF, current))
    return runs
  }()

  /// Unions of categories, by every name ECMA-262 knows.
  private static let groups: [(names: [String], codes: [String])] = [
    (["LC", "Cased_Letter"], ["Lu", "Ll", "Lt"]), (["L", "Letter"], ["Lu", "Ll", "Lt", "Lm", "Lo"]),
    (["M", "Mark", "Combining_Mark"], ["Mn", "Mc", "Me"]), (["N", "Number"], ["Nd", "Nl", "No"]),
    (["P", "Punctuation", "punct"], ["Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"]),
    (["S", "Symbol"], ["Sm", "Sc", "Sk", "So"]), (["Z", "Separator"], ["Zs", "Zl", "Zp"]),
    (["C", "Other"], ["Cc", "Cf", "Cs", "Co", "Cn"]),
  ]

  /// Single categories: the two-letter code first, then the other names.
  private static let categories: [(names: [String], category: Unicode.GeneralCategory)] = [
    (["Lu", "Uppercase_Letter"], .uppercaseLetter), (["Ll", "Lowercase_Letter"], .lowercaseLetter),
    (["Lt", "Titlecase_Letter"], .titlecaseLetter), (["Lm", "Modifier_Letter"], .modifierLetter),
    (["Lo", "Other_Letter"], .otherLetter), (["Mn", "Nonspacing_Mark"], .nonspacingMark),
    (["Mc", "Spacing_Mark"], .spacingMark), (["Me", "Enclosing_Mark"], .enclosingMark),
    (["Nd", "Decimal_Number", "digit"], .decimalNumber), (["Nl", "Letter_Number"], .letterNumber),
    (["No", "Other_Number"], .otherNumber), (["Pc", "Connector_Punctuation"], .connectorPunctuation),
    (["Pd", "Dash_Punctuation"], .dashPunctuation), (["Ps", "Open_Punctuation"], .openPunctuation),
    (["Pe", "Close_Punctuation"], .closePunctuation), (["Pi", "Initial_Punctuation"], .initialPunctuation),
    (["Pf", "Final_Punctuation"], .finalPunctuation), (["Po", "Other_Punctuation"], .otherPunctuation),
    (["Sm", "Math_Symbol"], .mathSymbol), (["Sc", "Currency_Symbol"], .currencySymbol),
    (["Sk", "Modifier_Symbol"], .modifierSymbol), (["So", "Other_Symbol"], .otherSymbol),
    (["Zs", "Space_Separator"], .spaceSeparator), (["Zl", "Line_Separator"], .lineSeparator),
    (["Zp", "Paragraph_Separator"], .paragraphSeparator), (["Cc", "Control", "cntrl"], .control),
    (["Cf", "Format"], .format), (["Cs", "Surrogate"], .surrogate), (["Co", "Private_Use"], .privateUse),
    (["Cn", "Unassigned"], .unassigned),
  ]
}
