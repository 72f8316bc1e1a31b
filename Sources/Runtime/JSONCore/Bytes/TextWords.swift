/// Short texts that are kept in words, the first byte in the lowest position: 64 bytes that are copied with the value
/// they are in, and cost no allocation.
package enum TextWords {
  /// Puts the first `count` bytes of a text at the beginning of `words`, whose other bytes stay.
  package static func put(_ text: Span<UInt8>, count: Int, into words: inout InlineArray<8, UInt64>) {
    precondition(count >= 0 && count <= text.count && count <= 64)
    unsafe withUnsafeMutableBytes(of: &words) { room in
      unsafe text.withUnsafeBytes { unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  /// The first `count` bytes, which are valid UTF-8; copied.
  package static func string(_ words: InlineArray<8, UInt64>, count: Int) -> JSONString {
    with(words, count: count) { JSONString(unchecked: $0) }
  }

  /// The same, beside other texts.
  package static func string(
    _ words: InlineArray<8, UInt64>, count: Int, in arena: inout TextArena
  ) -> JSONString {
    with(words, count: count) { arena.string(unchecked: $0) }
  }

  @inline(__always)
  private static func with(
    _ words: InlineArray<8, UInt64>, count: Int, _ body: (Span<UInt8>) -> JSONString
  ) -> JSONString {
    precondition(count >= 0 && count <= 64)
    let span = words.span
    return unsafe span.withUnsafeBytes { bytes in
      unsafe bytes.withMemoryRebound(to: UInt8.self) { text in
        unsafe body(Span(_unsafeStart: text.baseAddress.unsafelyUnwrapped, count: count))
      }
    }
  }
}
