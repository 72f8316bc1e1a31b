public import Glibc

/// Appends JSON text to a buffer that the caller keeps and reuses: once it is warm, nothing allocates.
///
/// The writer does not check structure; generated serializers are right by construction.
///
/// `base` is the writer's own memory of `capacity` bytes, freed in `deinit`; every store is behind a `reserve` of at
/// least its size.
@safe
public struct JSONWriter: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  /// Bytes written since the last `reset`.
  @inlinable public var count: Int { used }
  @usableFromInline var used = 0

  public init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    unsafe base = JSONBytes.allocate(self.capacity)
  }

  deinit { unsafe free(base) }

  /// What was written, in the memory it was written to: no copy. The writer is gone by that.
  public consuming func take() -> JSONBytes {
    // The memory has the padding behind its capacity from the beginning.
    let bytes = unsafe JSONBytes(adopting: base, capacity: capacity, count: used)
    discard self
    return bytes
  }

  /// Forgets what was written and keeps the buffer.
  @inlinable public mutating func reset() { used = 0 }

  /// Forgets what was written after `count` bytes. Precondition: that many were written.
  public mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    used = count
  }

  /// Doubles, so that n bytes cost O(n) in all. Never called where the caller keeps a buffer that is large enough.
  @inline(never)
  @usableFromInline
  mutating func grow(_ needed: Int) {
    let larger = max(capacity &* 2, count &+ needed)
    let moved = unsafe JSONBytes.allocate(larger)
    unsafe moved.update(from: base, count: count)
    unsafe free(base)
    unsafe base = moved
    capacity = larger
  }

  @inlinable
  @inline(__always)
  mutating func reserve(_ needed: Int) {
    if count &+ needed > capacity { grow(needed) }
  }

  /// JSON text that is already right: fused punctuation and member names.
  @inlinable
  @inline(__always)
  public mutating func literal(_ text: StaticString) {
    let size = text.utf8CodeUnitCount
    reserve(size)
    unsafe memcpy(base + count, text.utf8Start, size)
    used &+= size
  }

  /// One byte of punctuation. Not checked: any byte is taken.
  @inlinable
  @inline(__always)
  public mutating func byte(_ value: UInt8) {
    reserve(1)
    unsafe base[count] = value
    used &+= 1
  }

  /// Turns the comma that an object's first member brought along into `{`, or writes `{` when there was no member.
  @inlinable
  public mutating func openObject(at start: Int) {
    precondition(start >= 0 && start <= used)
    if start == used { return byte(0x7B) }
    unsafe base[start] = 0x7B
  }

  /// JSON text that a reader or a writer made, copied as it is.
  public mutating func raw(_ slice: JSONSlice) {
    let size = Int(slice.length)
    reserve(size)
    unsafe slice.withBuffer { source in
      if let address = source.baseAddress { unsafe (base + used).update(from: address, count: size) }
    }
    used += size
  }

  /// Bytes that are JSON text already.
  public mutating func raw(_ bytes: [UInt8]) {
    reserve(bytes.count)
    unsafe bytes.withUnsafeBufferPointer { source in
      if let address = source.baseAddress { unsafe (base + count).update(from: address, count: source.count) }
    }
    used += bytes.count
  }

  /// What another writer holds.
  public mutating func raw(_ other: borrowing JSONWriter) {
    reserve(other.count)
    unsafe (base + count).update(from: other.base, count: other.count)
    used += other.count
  }

  @inlinable
  @inline(__always)
  public mutating func boolean(_ value: Bool) {
    if value { literal("true") } else { literal("false") }
  }

  /// A flag that may be absent, with the text before it: `,"name":`; nothing for nil.
  @inlinable
  @inline(__always)
  public mutating func member(_ name: StaticString, boolean value: Bool?) {
    guard let value else { return }
    literal(name)
    boolean(value)
  }

  @inlinable
  @inline(__always)
  public mutating func null() { literal("null") }

  // MARK: results

  /// What was written, borrowed for the call.
  public func withSpan<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure)
    -> Result
  {
    try unsafe body(Span(_unsafeStart: UnsafePointer(base), count: count))
  }

  /// A copy of what was written.
  public var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

  /// A copy of what was written from `start` on, ready to be read.
  public func copy(from start: Int = 0) -> JSONBytes {
    precondition(start >= 0 && start <= count)
    let copy = JSONBytes(capacity: count - start)
    unsafe copy.base.update(from: base + start, count: count - start)
    copy.seal(count - start)
    return copy
  }

  /// Writes everything to a file descriptor and resets. Returns 0, or the `errno` of the failed write.
  public mutating func flush(to descriptor: Int32) -> Int32 {
    var done = 0
    while done < count {
      let written = unsafe write(descriptor, base + done, count - done)
      if written < 0 {
        if errno == EINTR { continue }
        return errno
      }
      done += written
    }
    used = 0
    return 0
  }
}
