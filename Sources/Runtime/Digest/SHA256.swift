/// SHA-256 as FIPS 180-4 defines it, in plain Swift: no library, no allocation. A small program with swift-crypto has
/// 17 MB.
package struct SHA256: Sendable {
  private var state = SHA256Digest.initial
  /// The bytes behind the last whole block.
  private var pending = InlineArray<64, UInt8>(repeating: 0)
  private var pendingCount = 0
  /// Bytes of the message so far; padding ends with their number in bits.
  private var total: UInt64 = 0

  package init() {}

  /// The digest of one message that is there as a whole.
  package static func digest(_ bytes: Span<UInt8>) -> SHA256Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// Takes the next bytes of the message. Whole blocks are read where they lie; only what is left over is copied.
  package mutating func update(_ bytes: Span<UInt8>) {
    total &+= UInt64(bytes.count)
    var next = 0
    // First the block that an earlier call has begun.
    if pendingCount > 0 {
      next = min(64 - pendingCount, bytes.count)
      fill(bytes, from: 0, count: next)
      guard pendingCount == 64 else { return }
      state.absorb(pending.span, at: 0)
      pendingCount = 0
    }
    while bytes.count - next >= 64 {
      state.absorb(bytes, at: next)
      next += 64
    }
    fill(bytes, from: next, count: bytes.count - next)
  }

  /// The digest of everything up to now; the message may go on, since it works on copies. Padding is a one bit, zeros,
  /// and the length in 64 bits (FIPS 180-4, 5.1.1).
  package func finish() -> SHA256Digest {
    var (state, block) = (state, pending)
    block[pendingCount] = 0x80
    for index in pendingCount + 1..<max(64, pendingCount + 1) { block[index] = 0 }
    // No room for the length: it gets a block of its own.
    if pendingCount >= 56 {
      state.absorb(block.span, at: 0)
      for index in 0..<56 { block[index] = 0 }
    }
    let bits = total &* 8
    for index in 0..<8 { block[56 + index] = UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * index)) }
    state.absorb(block.span, at: 0)
    return state
  }

  /// Precondition: it fits the block.
  private mutating func fill(_ bytes: Span<UInt8>, from start: Int, count: Int) {
    for index in 0..<count { pending[pendingCount + index] = bytes[start + index] }
    pendingCount += count
  }
}
