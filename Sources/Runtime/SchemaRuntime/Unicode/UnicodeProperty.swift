import Synchronization

/// The sets behind `\p{...}`, by exactly the names that ECMA-262 gives: general categories, scripts, script extensions
/// and the binary properties. Of the version of Unicode that the tables name.
package enum UnicodeProperty {
  /// The sets read before, by name. There is an end to the names: all sets together take less than a megabyte. Two
  /// threads that ask at once may both read a table; the results are equal.
  private static let known = Mutex<[[UInt8]: ScalarSet]>([:])

  /// The set for the text between the braces, nil when no such property is known.
  package static func set(named name: String) -> ScalarSet? {
    let key = Array(name.utf8)
    if let set = known.withLock({ $0[key] }) { return set }
    guard let set = read(name) else { return nil }
    known.withLock { $0[key] = set }
    return set
  }

  /// Unpacks the lines of a name: one, or several for a group of categories.
  private static func read(_ name: String) -> ScalarSet? {
    if name == "ASCII" { return ScalarSet([0...0x7F]) }
    return sources(of: name).map { sources in
      sources.lines.reduce(sources.isComplement ? .all : ScalarSet([])) { set, line in
        let ranges = ScalarSet(PackedNumbers.ranges(line))
        return sources.isComplement ? set.subtracting(ranges) : set.union(ranges)
      }
    }
  }

  /// Whether a property has this name; reads no table of members.
  package static func isKnown(_ name: String) -> Bool { name == "ASCII" || sources(of: name) != nil }

  /// The lines that make up a set, or the complement of one. `Name` alone or `Property=Value`, with nothing around the
  /// `=`.
  private static func sources(of name: String) -> (lines: [Substring], isComplement: Bool)? {
    let parts = name.utf8.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
    if parts.count == 1 { return alone(name).map { ($0, false) } ?? special(name) }
    guard parts.count == 2, let value = String(parts[1]), isPlain(value) else { return nil }
    switch String(parts[0]) {
    case "General_Category", "gc": return category(value).map { ($0, false) }
    case "Script", "sc": return scripts[value].map { ([$0], false) }
    case "Script_Extensions", "scx":
      return (scripts["+" + value] ?? scripts[value]).map { ([$0], false) }
    default: return nil
    }
  }

  /// `Any` is the complement of nothing, `Assigned` that of the unassigned.
  private static func special(_ name: String) -> (lines: [Substring], isComplement: Bool)? {
    switch name {
    case "Any": ([], true)
    case "Assigned": category("Cn").map { ($0, true) }
    default: nil
    }
  }

  /// A name without `=`: a category or a binary property. Scripts are only known behind `sc=`, as ECMA-262 has it.
  private static func alone(_ name: String) -> [Substring]? {
    guard isPlain(name) else { return nil }
    return category(name) ?? binaryProperties[name].map { [$0] }
  }

  /// Nothing that the format of the tables gives a meaning to: space, comma and the `+` of script extensions.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0.isLetter || $0.isDigit }
  }

  private static let categories = NamedLines(CategoryTable.text)
  private static let scripts = NamedLines(ScriptTable.text)
  private static let binaryProperties = NamedLines(BinaryPropertyTable.text)

  private static func category(_ name: String) -> [Substring]? {
    let codes = groups.first { $0.names.contains(name) }?.codes ?? [name]
    let lines = codes.compactMap { categories[$0] }
    return lines.isEmpty ? nil : lines
  }

  /// Unions of categories, by every name ECMA-262 knows.
  private static let groups: [(names: [String], codes: [String])] = [
    (["LC", "Cased_Letter"], ["Lu", "Ll", "Lt"]), (["L", "Letter"], ["Lu", "Ll", "Lt", "Lm", "Lo"]),
    (["M", "Mark", "Combining_Mark"], ["Mn", "Mc", "Me"]), (["N", "Number"], ["Nd", "Nl", "No"]),
    (["P", "Punctuation", "punct"], ["Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"]),
    (["S", "Symbol"], ["Sm", "Sc", "Sk", "So"]), (["Z", "Separator"], ["Zs", "Zl", "Zp"]),
    (["C", "Other"], ["Cc", "Cf", "Cs", "Co", "Cn"]),
  ]
}
