/// Gathers the bytes of one JSON text that arrives in parts, and is used again for the next one.
///
/// What a reader, a string or a slice still holds is left to it: the next text then gets memory of its own.
package struct BodyBuffer: ~Copyable {
  /// Larger memory is released after use, so that one large message does not cost its size for ever.
  private static let keptCapacity = 1 << 16

  /// Where the size is not known.
  private static let firstCapacity = 2048
  /// Where it is: the next text is often a little longer, and a stream that waits for minutes must not cost much.
  private static let granularity = 512
  private static let nothing = JSONBytes(capacity: 0)

  private var chunk: JSONBytes

  /// Takes memory when there is something to keep.
  package init() { chunk = Self.nothing }

  /// Bytes gathered so far.
  package var count: Int { chunk.filled }

  /// The text, shared. Nothing may be appended while it is being read.
  package var bytes: JSONBytes { chunk }

  /// Begins the next text.
  ///
  /// - Parameter expected: its size in bytes when known: one allocation instead of several.
  package mutating func reset(expecting expected: Int = 0) {
    if chunk.capacity >= expected, chunk.capacity <= Self.keptCapacity, isKnownUniquelyReferenced(&chunk) {
      chunk.seal(0)
    } else {
      let room = (expected + Self.granularity - 1) / Self.granularity * Self.granularity
      chunk = JSONBytes(capacity: expected > 0 ? room : Self.firstCapacity)
    }
  }

  package mutating func append(_ part: Span<UInt8>) {
    if part.isEmpty { return }
    let needed = chunk.filled + part.count
    if needed > chunk.capacity {
      let larger = JSONBytes(capacity: max(needed, chunk.capacity * 2, Self.firstCapacity))
      chunk.withSpan(0..<chunk.filled) { larger.append($0) }
      chunk = larger
    }
    chunk.append(part)
  }
}
