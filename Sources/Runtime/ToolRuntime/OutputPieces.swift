/// The pieces of an output between separators, one after the other: none is kept, and none is copied.
///
/// A separator at the end does not start another piece. Of an output that was cut, what is behind the last separator is
/// left out, since its end is missing.
struct OutputPieces {
  let output: [UInt8]
  private let separator: [UInt8]
  private let isCut: Bool
  private var index = 0
  /// Of the piece given out last, from 1.
  private(set) var number = 0
  /// Whether the piece given out last has a separator behind it.
  private(set) var hasEnd = true

  init(_ output: [UInt8], at separator: [UInt8] = [0x0A], isCut: Bool) {
    self.output = output
    self.separator = separator
    self.isCut = isCut
  }

  mutating func next() -> ArraySlice<UInt8>? {
    guard index < output.count else { return nil }
    guard let end = Self.first(separator, in: output[index...]) else {
      if isCut { return nil }
      defer { index = output.count }
      number += 1
      hasEnd = false
      return output[index...]
    }
    defer { index = end + separator.count }
    number += 1
    return output[index..<end]
  }

  /// Where a separator begins.
  static func first(_ separator: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    let first = separator[0]
    if separator.count == 1 { return text.firstIndex(of: first) }
    var rest = text
    // The first byte alone leaves out nearly every position.
    while let index = rest.firstIndex(of: first) {
      if text[index...].starts(with: separator) { return index }
      rest = rest[(index + 1)...]
    }
    return nil
  }
}
