public import JSONCore

/// For types with doubles whose schema asks for more than a double keeps: `multipleOf`, bounds that are excluded,
/// elements that differ. `9007199254740993` is a multiple of 1.5; the nearest double, 9007199254740992, is not.
extension JSONReader {
  /// The nearest double; notes the first number that has another value than what would be written for it. Plain numbers
  /// of at most 15 digits always keep their value.
  @inlinable
  @inline(__always)
  public mutating func notedDouble() -> Double? { plainDouble() ?? longNotedDouble() }

  /// Writes the double and compares digits, once for a text: after the first rounded number nothing more is noted.
  @inline(never)
  @usableFromInline
  mutating func longNotedDouble() -> Double? {
    let start = valueOffset()
    guard let value = double() else { return nil }
    guard roundedOffset < 0 else { return value }
    let end = offset
    reset(to: start)
    var writer = JSONWriter(capacity: 64)
    writer.double(value)
    if decimal() != JSONDecimal(number: writer.bytes.span) { roundedOffset = start }
    reset(to: end)
    return value
  }

  /// Runs `decode`. When it rounded a number, the value counts only if what would be written for it is valid as well:
  /// what has been decoded can always be written.
  @inlinable
  public mutating func keepingValid<Schema: SchemaValidatable & SchemaWritable>(
    _ decode: (inout JSONReader) -> Schema?
  ) -> Schema? {
    let outer = startNoting()
    guard let value = decode(&self), endNoting(outer, value) else { return nil }
    return value
  }

  /// Returns what has been noted so far, and begins anew for a value inside.
  @usableFromInline
  mutating func startNoting() -> Int {
    defer { roundedOffset = -1 }
    return roundedOffset
  }

  /// `outer`: what a value around this one had noted before.
  @usableFromInline
  mutating func endNoting(_ outer: Int, _ value: some SchemaValidatable & SchemaWritable) -> Bool {
    guard roundedOffset >= 0 else {
      roundedOffset = outer
      return true
    }
    return isWrittenValid(value) || refuseNumber(at: roundedOffset)
  }

  /// A write and a validation more, for the few values that have a rounded number in them.
  @inline(never)
  private func isWrittenValid<Schema: SchemaValidatable & SchemaWritable>(_ value: Schema) -> Bool {
    var writer = JSONWriter()
    value.write(to: &writer)
    var reader = JSONReader(writer.copy(), maxDepth: remainingDepth)
    return Schema.validate(&reader)
  }
}
