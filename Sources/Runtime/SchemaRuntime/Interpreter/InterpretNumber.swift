import JSONCore

/// A number, as a machine integer when it is one: comparisons and remainders of `Int` allocate nothing, those of
/// `JSONDecimal` go through arrays of digits.
enum NumberValue {
  case int(Int)
  /// Fractional, or beyond `Int`.
  case decimal(JSONDecimal)
}

/// `minimum`, `maximum` and the exclusive ones, in three forms: integers, doubles, and exact decimals for what is left.
final class PreparedRange: Sendable {
  let range: NumberRange
  /// The machine integers inside; nil when a bound is fractional or too large and only `JSONDecimal` will do, and when
  /// there is no integer inside.
  let integers: ClosedRange<Int>?
  /// Doubles strictly between these are inside for certain: rounding to the nearest double keeps the order, so a number
  /// whose double is above that of the bound is above the bound. Nil when a bound is no plain double.
  let doubles: (low: Double, high: Double)?

  init(_ range: NumberRange) {
    self.range = range
    doubles = Self.doubles(range)
    var low = Int.min
    var high = Int.max
    var fits = true
    /// A lower bound; `step` is 1 where the bound itself is excluded. `Int.max` has no successor to step to.
    func raise(_ bound: JSONDecimal?, by step: Int) {
      guard let bound else { return }
      guard let value = bound.int, value < Int.max else { return fits = false }
      low = max(low, value + step)
    }
    /// An upper bound, the same way.
    func lower(_ bound: JSONDecimal?, by step: Int) {
      guard let bound else { return }
      guard let value = bound.int, value > Int.min else { return fits = false }
      high = min(high, value - step)
    }
    raise(range.minimum, by: 0)
    raise(range.exclusiveMinimum, by: 1)
    lower(range.maximum, by: 0)
    lower(range.exclusiveMaximum, by: 1)
    integers = fits && low <= high ? low...high : nil
  }

  /// No lower bound is minus infinity, no upper one infinity: everything lies between.
  private static func doubles(_ range: NumberRange) -> (low: Double, high: Double)? {
    let lower = [range.minimum, range.exclusiveMinimum].compactMap { $0 }
    let upper = [range.maximum, range.exclusiveMaximum].compactMap { $0 }
    guard (lower + upper).allSatisfy(\.isPlainDouble) else { return nil }
    let values = { (bounds: [JSONDecimal]) in bounds.compactMap { Double($0.text) } }
    return (values(lower).max() ?? -.infinity, values(upper).min() ?? .infinity)
  }

  /// Exact for numbers of any size: `1e400` and 0.1 are compared by their digits.
  func admits(_ value: NumberValue) -> Bool {
    if case .int(let int) = value, let integers { return integers.contains(int) }
    let value = value.decimal
    if let bound = range.minimum, value < bound { return false }
    if let bound = range.maximum, bound < value { return false }
    if let bound = range.exclusiveMinimum, !(bound < value) { return false }
    if let bound = range.exclusiveMaximum, !(value < bound) { return false }
    return true
  }
}

extension NumberValue {
  var decimal: JSONDecimal {
    switch self {
    case .int(let int): JSONDecimal(int)
    case .decimal(let decimal): decimal
    }
  }

  /// `1.0` and `1e2` are integers, too: their value has no fraction (Validation, 6.1.1).
  var isInteger: Bool {
    switch self {
    case .int: true
    case .decimal(let decimal): decimal.isInteger
    }
  }

  /// Exact, without the rounding of a division of doubles: 0.3 is a multiple of 0.1.
  func isMultiple(of divisor: JSONDecimal) -> Bool {
    if case .int(let int) = self, let divisor = divisor.int, divisor != 0 { return int % divisor == 0 }
    return decimal.isMultiple(of: divisor)
  }
}

/// What a node asserts of numbers, of which the form of a program allows several of a kind.
struct NumberChecks: Sendable {
  var ranges: [PreparedRange] = []
  var divisors: [JSONDecimal] = []
  /// Draft 4: an integer has neither fraction nor exponent, so `1.0` is none.
  var needsNotation = false
}

extension Interpretation {
  /// All that a node asserts of a number. The type check has passed, or its failure has been noted. Three ways, the
  /// cheapest first: strictly inside a lone range; nothing asked; everything on the exact value.
  mutating func interpretNumber(_ node: PreparedNode) -> Bool {
    if let range = node.soleRange, isInside(range) { return true }
    let needsInteger = node.types.contains(.integer) && !node.types.contains(.number)
    let checks = node.number
    guard needsInteger || !checks.ranges.isEmpty || !checks.divisors.isEmpty || !node.values.isEmpty else {
      return reader.skipValue()
    }
    // From here on the exact value is needed.
    let start = reader.offset
    guard let value = takeNumber() else { return false }
    var valid = true
    if needsInteger, !value.isInteger || (checks.needsNotation && !isPlainInteger(from: start)) {
      valid = refuse(node, "type", at: start, Wording.type(node.types, found: .number))
    }
    for range in checks.ranges where !range.admits(value) {
      refuseRange(range.range, value.decimal, node, at: start)
      valid = false
    }
    for divisor in checks.divisors where !value.isMultiple(of: divisor) {
      valid = refuse(node, "multipleOf", at: start, "must be a multiple of \(Wording.number(divisor))")
    }
    for allowed in node.values where !allowed.admits(value) {
      valid = refuse(node, allowed.keyword, at: start, allowed.message)
    }
    return valid
  }

  /// Takes a number that lies inside the bounds for certain; otherwise the reader stays where it is. A number equal to
  /// a bound is not certain, since others may round to the same double.
  private mutating func isInside(_ range: PreparedRange) -> Bool {
    guard let doubles = range.doubles else { return false }
    let mark = reader.mark
    if let value = reader.double(), value > doubles.low, value < doubles.high { return true }
    reader.reset(to: mark)
    return false
  }

  /// Whether the number that the reader has just taken is written with digits alone (and perhaps a sign).
  private func isPlainInteger(from start: Int) -> Bool {
    (start..<reader.offset).allSatisfy { index in
      let byte = reader.buffer[index]
      return byte != UInt8(ascii: ".") && byte | 0x20 != UInt8(ascii: "e")
    }
  }

  /// Takes a number; nil only for an error of the text. `integer` takes `1.0` and `1e2` as well; what it refuses has a
  /// fraction or does not fit 64 bits.
  mutating func takeNumber() -> NumberValue? {
    // A failed `integer` has taken the number or part of it.
    let mark = reader.mark
    if let int = reader.integer() { return .int(int) }
    reader.reset(to: mark)
    return reader.decimal().map { .decimal($0) }
  }

  /// A violation for each bound that is broken: a schema may have an exclusive one beside the other.
  private mutating func refuseRange(_ range: NumberRange, _ value: JSONDecimal, _ node: PreparedNode, at start: Int) {
    if let bound = range.minimum, value < bound {
      _ = refuse(node, "minimum", at: start, "must be at least \(Wording.number(bound))")
    }
    if let bound = range.maximum, bound < value {
      _ = refuse(node, "maximum", at: start, "must be at most \(Wording.number(bound))")
    }
    if let bound = range.exclusiveMinimum, !(bound < value) {
      _ = refuse(node, "exclusiveMinimum", at: start, "must be greater than \(Wording.number(bound))")
    }
    if let bound = range.exclusiveMaximum, !(value < bound) {
      _ = refuse(node, "exclusiveMaximum", at: start, "must be less than \(Wording.number(bound))")
    }
  }
}
