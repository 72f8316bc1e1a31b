/// Appending without an iterator: one copy. The bytes are lent for the call and are not the array's own, which is being
/// changed.
extension [UInt8] {
  /// Copies `source` to the end.
  package mutating func append(_ source: Span<UInt8>) {
    unsafe source.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Copies the bytes of `text` to the end.
  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe append(contentsOf: $0) }
  }
}
