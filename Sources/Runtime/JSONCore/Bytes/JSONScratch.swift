/// A buffer for short texts that lie in somebody else's memory, such as the events of a stream: they are copied to
/// where a reader can read them, and the copy is made in the same place as long as nobody has kept the last one.
public struct JSONScratch: ~Copyable {
  private var buffer: JSONBytes

  public init(capacity: Int = 4096) { buffer = JSONBytes(capacity: max(capacity, 64)) }

  /// A copy of `text`.
  public mutating func load(_ text: Span<UInt8>) -> JSONBytes {
    if text.count <= buffer.capacity, isKnownUniquelyReferenced(&buffer) {
      buffer.seal(0)
    } else {
      buffer = JSONBytes(capacity: max(text.count, buffer.capacity))
    }
    buffer.append(text)
    return buffer
  }
}
