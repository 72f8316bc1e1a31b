import Glibc

/// An immutable run of bytes that readers, strings and slices share.
///
/// Sixteen zero bytes follow the last one, so that a reader may load whole vectors at the end and every scan meets a
/// terminator. Once a `JSONBytes` has been handed out nothing writes to its filled part again, which is what makes
/// the unchecked `Sendable` true.
///
/// `base` is memory of `capacity` bytes and the padding, allocated in `init` and freed in `deinit`. An object may be
/// freed after its last use, which is before the last use of an address taken from it: so every access to the memory
/// goes through `withBase`, or through a value that holds the object and outlives the access.
@safe
public final class JSONBytes: @unchecked Sendable {
  @usableFromInline static let padding = 16
  @usableFromInline let base: UnsafeMutablePointer<UInt8>
  /// Bytes that can be stored, padding not counted.
  @usableFromInline let capacity: Int
  /// Bytes stored so far. Grows only at the hand of the one who fills the buffer, so that checking each access for
  /// exclusivity would check nothing.
  @safe @exclusivity(unchecked) @usableFromInline var filled: Int

  init(capacity: Int) {
    unsafe base = Self.allocate(capacity)
    self.capacity = capacity
    filled = 0
    unsafe (base + capacity).initialize(repeating: 0, count: Self.padding)
    unsafe base.initialize(repeating: 0, count: min(capacity, Self.padding))
  }

  /// Takes over memory of `allocate`, of whose `capacity` bytes the first `count` are filled: `deinit` frees it.
  init(adopting base: UnsafeMutablePointer<UInt8>, capacity: Int, count: Int) {
    precondition(count >= 0 && count <= capacity)
    // What is kept for long must not keep a room that is mostly empty. Made smaller, memory stays where it is.
    let isSpacious = capacity > count &* 2 &+ 512
    let kept = unsafe isSpacious ? realloc(base, count + Self.padding) : nil
    unsafe self.base = kept?.bindMemory(to: UInt8.self, capacity: count + Self.padding) ?? base
    self.capacity = unsafe kept == nil ? capacity : count
    filled = count
    unsafe (self.base + count).initialize(repeating: 0, count: Self.padding)
  }

  deinit { unsafe free(base) }

  /// Memory for as many bytes and the padding.
  static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
    // The allocator of pointers asks for aligned memory, which takes longer.
    precondition(capacity >= 0 && capacity < UInt32.max, "a JSON text has less than 4 GiB")
    guard let room = unsafe malloc(capacity + padding) else { fatalError("out of memory") }
    return unsafe room.bindMemory(to: UInt8.self, capacity: capacity + padding)
  }

  /// The address of the first byte for `body`, during which the buffer lives.
  @inlinable
  @inline(__always)
  func withBase<Result, Failure: Error>(
    _ body: (UnsafeMutablePointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try unsafe body(base)
  }

  /// Number of bytes.
  @inlinable public var count: Int { filled }

  /// A copy of `bytes`.
  public convenience init(_ bytes: [UInt8]) { self.init(copying: bytes.span) }

  /// A copy of `bytes`.
  package init(copying bytes: Span<UInt8>) {
    let count = bytes.count
    unsafe base = Self.allocate(count)
    capacity = count
    filled = count
    unsafe bytes.withUnsafeBufferPointer { source in
      if let address = source.baseAddress { unsafe base.update(from: address, count: count) }
    }
    unsafe (base + count).initialize(repeating: 0, count: Self.padding)
  }

  /// A copy of the text's UTF-8.
  public convenience init(_ text: String) {
    var text = text
    self.init(capacity: text.utf8.count)
    text.withUTF8 { source in
      if let address = source.baseAddress { unsafe base.update(from: address, count: source.count) }
    }
    seal(text.utf8.count)
  }

  /// Copies `source` behind what is stored. Precondition: it fits.
  func append(_ source: Span<UInt8>) {
    precondition(filled + source.count <= capacity)
    unsafe source.withUnsafeBufferPointer { buffer in
      guard let address = buffer.baseAddress else { return }
      unsafe withBase { base in unsafe (base + filled).update(from: address, count: buffer.count) }
    }
    seal(filled + source.count)
  }

  /// Copies `source` behind what is stored and zeros behind it, up to `room` bytes in all, at most sixteen of them zeros.
  /// Returns where it begins. Precondition: it fits.
  func append(_ source: Span<UInt8>, room: Int) -> Int {
    let start = filled
    precondition(room >= source.count && start + room <= capacity && room <= source.count + Self.padding)
    append(source)
    filled = start + room
    return start
  }

  /// Reads behind what is stored what there is, waiting for at least one byte, as much as fits. Returns the number of
  /// bytes, 0 at the end of input or without room, or the negated `errno`.
  func append(from descriptor: Int32) -> Int {
    while true {
      let received = unsafe withBase { base in unsafe read(descriptor, base + filled, capacity - filled) }
      if received >= 0 {
        seal(filled + received)
        return received
      }
      if errno != EINTR { return -Int(errno) }
    }
  }

  /// The offset of a byte from `start` on; nil when there is none.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    precondition(start >= 0 && start <= filled)
    return unsafe withBase { base in
      guard let found = unsafe memchr(base + start, Int32(byte), filled - start) else { return nil }
      return unsafe UnsafeMutableRawPointer(found) - UnsafeMutableRawPointer(base)
    }
  }

  /// Declares `count` bytes filled and puts the terminator behind them.
  func seal(_ count: Int) {
    precondition(count <= capacity)
    filled = count
    unsafe withBase { base in unsafe (base + count).update(repeating: 0, count: Self.padding) }
  }

  /// The bytes of `range`, borrowed for the call. Precondition: the range lies inside the buffer.
  @inlinable
  public func withSpan<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= filled)
    return try unsafe withBase { (base) throws(Failure) -> Result in
      try unsafe body(Span(_unsafeStart: UnsafePointer(base) + range.lowerBound, count: range.count))
    }
  }

  /// A copy of all bytes.
  public var bytes: [UInt8] {
    unsafe withBase { base in unsafe Array(UnsafeBufferPointer(start: base, count: filled)) }
  }

  /// The byte at `index`; precondition: inside the buffer.
  @inlinable
  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < filled)
    return unsafe withBase { base in unsafe base[index] }
  }

  /// Line and column of a byte offset, found by counting line feeds.
  public func location(of offset: Int) -> SourceLocation {
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, filled) where self[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    return SourceLocation(line: line, column: min(offset, filled) - lineStart + 1)
  }
}
