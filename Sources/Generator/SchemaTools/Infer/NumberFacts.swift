import JSONCore

/// What is known of the numbers at one place.
struct NumberFacts {
  private(set) var count = 0
  /// Whether every number was written without a fraction and an exponent.
  private(set) var isInteger = true
  private(set) var least: JSONDecimal?
  private(set) var greatest: JSONDecimal?

  mutating func observe(_ value: JSONDecimal, isInteger: Bool) {
    count += 1
    self.isInteger = self.isInteger && isInteger
    least = least.map { min($0, value) } ?? value
    greatest = greatest.map { max($0, value) } ?? value
  }

  mutating func merge(_ other: NumberFacts) {
    count += other.count
    isInteger = isInteger && other.isInteger
    if let value = other.least { least = least.map { min($0, value) } ?? value }
    if let value = other.greatest { greatest = greatest.map { max($0, value) } ?? value }
  }
}
