/// Bytes written one behind the other into memory that is kept and reused. The array's own `append` asks each time
/// whether somebody else holds its memory, which for the pieces of a head, a few bytes each, is most of the work.
///
/// The memory is the buffer's own, `capacity` bytes, freed in `deinit`; every store is behind a `reserve` of its size,
/// and the first `count` bytes are initialized.
@safe
struct WriteBuffer: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Bytes written since the last `removeAll`.
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit { unsafe base.deallocate() }

  /// Forgets what was written and keeps the memory.
  mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe (base + count).initialize(to: byte)
    count &+= 1
  }

  @inline(__always)
  mutating func append(_ source: Span<UInt8>) {
    let size = source.count
    reserve(size)
    unsafe source.withUnsafeBufferPointer { source in
      if let address = source.baseAddress { unsafe (base + count).initialize(from: address, count: size) }
    }
    count &+= size
  }

  /// The length of a literal is known where it is written, so that it is stored as words.
  @inline(__always)
  mutating func append(_ text: StaticString) {
    let size = text.utf8CodeUnitCount
    reserve(size)
    unsafe (base + count).initialize(from: text.utf8Start, count: size)
    count &+= size
  }

  /// A copy of what was written.
  var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

  /// What was written, borrowed for the call.
  func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    unsafe body(Span(_unsafeStart: UnsafePointer(base), count: count))
  }

  /// The one test that each `append` costs.
  @inline(__always)
  private mutating func reserve(_ size: Int) {
    if size > capacity &- count { grow(size) }
  }

  /// Doubles. Seldom: the buffer is kept for the life of a connection.
  @inline(never)
  private mutating func grow(_ size: Int) {
    let larger = max(capacity * 2, count + size)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe moved.moveInitialize(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = moved
    capacity = larger
  }
}
