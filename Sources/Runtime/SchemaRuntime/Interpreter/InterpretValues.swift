import JSONCore

/// A `const` or an `enum`, its values sorted by kind: a value is looked up in the table of its kind, in constant time
/// however long the list is. Only arrays and objects are ever built for it.
final class AllowedValues: Sendable {
  let keyword: String
  /// Literals need no table: three flags say whether they are listed.
  let admitsNull: Bool
  let admitsTrue: Bool
  let admitsFalse: Bool
  /// Numbers that are integers of 64 bits, `1.0` among them: the numeric value counts, not how it is written.
  let integers: Set<Int>
  /// Numbers that do not fit an `Int`.
  let decimals: Set<JSONDecimal>
  /// The token is looked up in it where it lies: no string is made of it.
  let strings: NameTable
  /// Arrays and objects.
  let composites: Set<JSONValue>
  /// Made once: it depends on the schema only. Every violation shows it.
  let message: String

  init(_ values: [JSONValue], keyword: String) {
    self.keyword = keyword
    admitsNull = values.contains(.null)
    admitsTrue = values.contains(.boolean(true))
    admitsFalse = values.contains(.boolean(false))
    var integers: Set<Int> = []
    var decimals: Set<JSONDecimal> = []
    var strings: [JSONString] = []
    var composites: Set<JSONValue> = []
    // Numbers of the schema are sorted as `takeNumber` sorts those of the text, or they would never meet.
    for value in values {
      switch value {
      case .null, .boolean: break
      case .number(let number): if let int = number.int { integers.insert(int) } else { decimals.insert(number) }
      case .string(let string): strings.append(string)
      case .array, .object: composites.insert(value)
      }
    }
    self.integers = integers
    self.decimals = decimals
    self.strings = NameTable(strings)
    self.composites = composites
    message = Wording.allowed(values)
  }

  /// Both sides have put integers of 64 bits into the one case and all others into the other.
  func admits(_ value: NumberValue) -> Bool {
    switch value {
    case .int(let int): integers.contains(int)
    case .decimal(let decimal): decimals.contains(decimal)
    }
  }
}

extension Interpretation {
  /// `const` and `enum` for the token.
  /// Equal code points are equal strings (Core, 4.2.2): no Unicode normalization is applied, and escapes are resolved.
  mutating func interpretAllowedStrings(_ node: PreparedNode, at start: Int) -> Bool {
    var valid = true
    for allowed in node.values where allowed.strings.find(in: &reader) < 0 {
      valid = refuse(node, allowed.keyword, at: start, allowed.message)
    }
    return valid
  }

  /// `const` and `enum` for an array or an object that begins at `mark` and that the reader has passed. The value is
  /// built only when some list has an array or an object; without, it cannot be among them.
  mutating func interpretAllowedComposites(_ node: PreparedNode, from mark: JSONMark) -> Bool {
    // The usual case: no `const`, no `enum`.
    guard !node.values.isEmpty else { return true }
    var value: JSONValue?
    if node.values.contains(where: { !$0.composites.isEmpty }) {
      reader.reset(to: mark)
      value = JSONValue(from: &reader)
      if value == nil { return false }
    }
    var valid = true
    for allowed in node.values {
      if let value, allowed.composites.contains(value) { continue }
      valid = refuse(node, allowed.keyword, at: mark.offset, allowed.message)
    }
    return valid
  }
}
