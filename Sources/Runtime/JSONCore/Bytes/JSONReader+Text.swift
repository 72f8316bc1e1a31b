/// Strings taken whole: the ways that generated code takes them, without a token in between. In a plain string bytes
/// are code points, so its length is known when its end is found, and no byte of it is looked at twice.
extension JSONReader {
  /// Takes a string of `minimum` to `maximum` code points as a value that shares the reader's buffer; nil with a
  /// `mismatch` for anything else. A string that is too long has been taken when it fails.
  @inlinable
  @inline(__always)
  public mutating func text(minimum: Int = 0, maximum: Int = .max) -> JSONString? {
    skipWhitespace()
    guard unsafe cursor[0] == 0x22 else {
      _ = mismatch()
      return nil
    }
    let first = unsafe cursor + 1
    let stop = unsafe Self.plainEnd(first)
    guard unsafe stop[0] == 0x22 else { return unsafe unusualText(first, stop, minimum: minimum, maximum: maximum) }
    unsafe cursor = stop + 1
    let count = unsafe stop - first
    guard count >= minimum && count <= maximum else {
      _ = mismatch()
      return nil
    }
    return unsafe shared(first, count)
  }

  /// Takes a string of `minimum` to `maximum` code points into a property that is still blank (`JSONSlot`); a
  /// `mismatch` for anything else.
  @inlinable
  @inline(__always)
  public mutating func text(into position: inout JSONString, minimum: Int = 0, maximum: Int = .max) -> Bool {
    skipWhitespace()
    guard unsafe cursor[0] == 0x22 else { return mismatch() }
    let first = unsafe cursor + 1
    let stop = unsafe Self.plainEnd(first)
    guard unsafe stop[0] == 0x22 else {
      return unsafe unusualText(into: &position, first, stop, minimum: minimum, maximum: maximum)
    }
    unsafe cursor = stop + 1
    let count = unsafe stop - first
    guard count >= minimum && count <= maximum else { return mismatch() }
    unsafe JSONSlot.fill(&position, shared(first, count))
    return true
  }

  /// The same for a property that may stay empty.
  @inlinable
  @inline(__always)
  public mutating func text(into position: inout JSONString?, minimum: Int = 0, maximum: Int = .max) -> Bool {
    var text = JSONString()
    guard self.text(into: &text, minimum: minimum, maximum: maximum) else { return false }
    JSONSlot.fill(&position, text)
    return true
  }

  /// Takes a string of `minimum` to `maximum` code points without keeping it; a `mismatch` for anything else.
  @inlinable
  @inline(__always)
  public mutating func skipText(minimum: Int = 0, maximum: Int = .max) -> Bool {
    skipWhitespace()
    guard unsafe cursor[0] == 0x22 else { return mismatch() }
    let first = unsafe cursor + 1
    let stop = unsafe Self.plainEnd(first)
    guard unsafe stop[0] == 0x22 else { return unsafe skipUnusual(first, stop, minimum: minimum, maximum: maximum) }
    unsafe cursor = stop + 1
    let count = unsafe stop - first
    return (count >= minimum && count <= maximum) || mismatch()
  }
}
