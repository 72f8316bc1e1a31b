/// Appending without an iterator: one copy.
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
