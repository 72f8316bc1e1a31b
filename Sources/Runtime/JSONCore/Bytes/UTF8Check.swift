/// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. JSON text that is exchanged must
/// be UTF-8 (RFC 8259, 8.1), and two readers that repair it differently would see two texts.
package enum UTF8Check {
  /// Length of the well-formed sequence that starts at `p`, 0 when there is none. Reads up to three bytes more, which
  /// a terminator or padding must make readable; a terminator is never a continuation byte.
  @inlinable
  static func sequenceLength(_ p: UnsafePointer<UInt8>) -> Int {
    let lead = unsafe p[0]
    if lead < 0x80 { return 1 }
    // A continuation byte, or C0 and C1, which only overlong forms begin with.
    if lead < 0xC2 { return 0 }
    guard unsafe p[1] & 0xC0 == 0x80 else { return 0 }
    if lead < 0xE0 { return 2 }
    guard unsafe p[2] & 0xC0 == 0x80 else { return 0 }
    if lead < 0xF0 {
      // Behind E0 overlong forms are kept out, behind ED surrogates.
      if lead == 0xE0 { return unsafe p[1] >= 0xA0 ? 3 : 0 }
      if lead == 0xED { return unsafe p[1] < 0xA0 ? 3 : 0 }
      return 3
    }
    guard lead < 0xF5, unsafe p[3] & 0xC0 == 0x80 else { return 0 }
    // Behind F0 overlong forms are kept out, behind F4 what is above U+10FFFF.
    if lead == 0xF0 { return unsafe p[1] >= 0x90 ? 4 : 0 }
    if lead == 0xF4 { return unsafe p[1] < 0x90 ? 4 : 0 }
    return 4
  }

  /// Whether the whole of `bytes` is well-formed.
  /// One look per byte; JSON text goes through `sequenceLength` in the reader, this is for what comes from elsewhere.
  package static func isValid(_ bytes: Span<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
        continue
      }
      let length = checkedSequenceLength(bytes, at: index)
      if length == 0 { return false }
      index += length
    }
    return true
  }

  /// Length of the well-formed sequence at `index`, 0 when there is none before the span ends. Copies at most four
  /// bytes, so that nothing behind the span is read.
  package static func checkedSequenceLength(_ bytes: Span<UInt8>, at index: Int) -> Int {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { copy in
      for offset in 0..<4 { unsafe copy[offset] = index + offset < bytes.count ? bytes[index + offset] : 0 }
      guard let address = copy.baseAddress else { return 0 }
      return unsafe sequenceLength(UnsafePointer(address))
    }
  }

  /// Number of code points in well-formed UTF-8: the bytes that are not continuation bytes.
  package static func codePointCount(_ bytes: Span<UInt8>) -> Int {
    var count = 0
    for index in bytes.indices where bytes[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }
}
