import JSONCore

/// A `const` or an `enum`, its values sorted by kind.
final class AllowedValues: Sendable {
  let keyword: String
  let admitsNull: Bool
  let admitsTrue: Bool
  let admitsFalse: Bool
  let integers: Set<Int>
  /// Numbers that do not fit an `Int`.
  let decimals: Set<JSONDecimal>
  let strings: NameTable
  let composites: Set<JSONValue>
  /// Made once: it depends on the schema only.
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

  func admits(_ value: NumberValue) -> Bool {
    switch value {
    case .int(let int): integers.contains(int)
    case .decimal(let decimal): decimals.contains(decimal)
    }
  }
}

extension Interpretation {
  /// `const` and `enum` for the token.
  mutating func interpretAllowedStrings(_ node: PreparedNode, at start: Int) -> Bool {
    var valid = true
    for allowed in node.values where allowed.strings.find(in: &reader) < 0 {
      valid = refuse(node, allowed.keyword, at: start, allowed.message)
    }
    return valid
  }

  /// `const` and `enum` for an array or an object that begins at `mark` and that the reader has passed.
  mutating func interpretAllowedComposites(_ node: PreparedNode, from mark: JSONMark) -> Bool {
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
