import JSONCore

/// What is known of the numbers at one location.
struct NumberFacts {
  private(set) var count = 0
  /// Whether every number was written without a fraction and an exponent.
  /// By the way it is written: a price of `3.0` is a number with a fraction, whatever the specification says of its
  /// value.
  private(set) var isInteger = true
  /// Exact: a bound that is a double may be above the value that it was taken from.
  private(set) var least: JSONDecimal?
  private(set) var greatest: JSONDecimal?

  mutating func observe(_ value: JSONDecimal, isInteger: Bool) {
    count += 1
    self.isInteger = self.isInteger && isInteger
    least = least.map { min($0, value) } ?? value
    greatest = greatest.map { max($0, value) } ?? value
  }

  /// Two locations become one where names turn out to be keys of a map.
  mutating func merge(_ other: NumberFacts) {
    count += other.count
    isInteger = isInteger && other.isInteger
    if let value = other.least { least = least.map { min($0, value) } ?? value }
    if let value = other.greatest { greatest = greatest.map { max($0, value) } ?? value }
  }
}
