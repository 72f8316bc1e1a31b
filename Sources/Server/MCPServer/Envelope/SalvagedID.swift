import JSONCore

/// Finds the id in a line that is not a message: it looks no further than what is sound, and trusts nothing else.
///
/// A client that can match the error to its request does not wait for its own time-out. A wrong id would be worse
/// than none, because it would end another request of the same client: every doubt gives none. This is a scanner of
/// its own since the reader, once it has failed, knows nothing but where.
struct IDSalvage {
  private let buffer: JSONBytes
  private let range: Range<Int>
  private var at: Int
  private var found: WireID?

  /// The `id` member of the object that starts in `range`; nil when there is none, or two, or it is no legal id.
  static func id(_ buffer: JSONBytes, _ range: Range<Int>) -> WireID? {
    var salvage = IDSalvage(buffer: buffer, range: range, at: range.lowerBound)
    return salvage.scan()
  }

  private init(buffer: JSONBytes, range: Range<Int>, at: Int) {
    self.buffer = buffer
    self.range = range
    self.at = at
  }

  /// Nil at the end of what may be looked at, which is a normal end here.
  private var byte: UInt8? { at < range.upperBound ? buffer[at] : nil }

  /// Follows the nesting alone; whether brackets match does not matter for finding the members of the outermost
  /// object.
  private mutating func scan() -> WireID? {
    skipWhitespace()
    guard byte == 0x7B else { return nil }
    var depth = 0
    var expectsKey = false
    while let byte {
      switch byte {
      case 0x7B, 0x5B:
        depth += 1
        expectsKey = depth == 1
        at += 1
      case 0x7D, 0x5D:
        depth -= 1
        at += 1
      case 0x2C:
        expectsKey = depth == 1
        at += 1
      case 0x22:
        // The text was cut inside a string: an id before it is whole.
        guard let text = takeString() else { return found }
        if expectsKey, isID(text), !takeID() { return nil }
        expectsKey = false
      default: at += 1
      }
    }
    return found
  }

  private mutating func skipWhitespace() {
    while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0D { at += 1 }
  }

  /// Takes a string with its quotes; nil when it does not end.
  private mutating func takeString() -> Range<Int>? {
    let start = at
    at += 1
    while let byte, byte != 0x22 { at += byte == 0x5C ? 2 : 1 }
    guard byte == 0x22 else { return nil }
    at += 1
    return start..<at
  }

  /// An escaped spelling of `id` is not recognised: no client writes one, and none is the safe result.
  private func isID(_ text: Range<Int>) -> Bool {
    text.count == 4 && buffer[text.lowerBound + 1] == 0x69 && buffer[text.lowerBound + 2] == 0x64
  }

  /// Takes the colon and the value; false when the id is in doubt, as it is when `found` is set already.
  private mutating func takeID() -> Bool {
    skipWhitespace()
    guard byte == 0x3A, found == nil else { return false }
    at += 1
    skipWhitespace()
    guard let byte else { return true }
    let start = at
    if byte == 0x22 {
      guard takeString() != nil else { return true }
    } else {
      while let byte = self.byte,
        byte == 0x2D || byte == 0x2B || byte == 0x2E || byte | 0x20 == 0x65
          || byte &- 0x30 <= 9
      { at += 1 }
      // A number that the error or the limit cut short may be a different one.
      guard at < range.upperBound, at > start else { return true }
    }
    var reader = JSONReader(buffer, range: start..<at)
    found = reader.wireID()?.value
    return found != nil
  }
}
