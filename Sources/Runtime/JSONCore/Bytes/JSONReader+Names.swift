/// Duplicate members. RFC 8259, 4, only says that names should be unique, and readers differ in which of two they take:
/// here a second one is an error.
///
/// Generated code notices a repeated name of its own by a bit; only names that no schema fixes are compared with each
/// other, and those are kept as offsets in the buffer, so that a message with few of them costs no allocation.
extension JSONReader {
  /// Starts a set of member names for an object whose names are not all known to the caller. Objects nest, so the set
  /// is what lies above the level that is returned.
  @inlinable
  @inline(__always)
  public mutating func beginKeys() -> Int { keys.count }

  /// Adds the token to the set that `beginKeys` started at `level`; false with `duplicateKey` when it is there.
  @inlinable
  public mutating func noteKey(_ level: Int) -> Bool {
    let fingerprint = tokenFingerprint
    let bit = KeyTracker.bit(fingerprint)
    let count = keys.count
    guard keys.filter & bit == 0, count < KeyTracker.inlined, !tokenHasEscapes else {
      return noteLater(level, fingerprint)
    }
    keys.filter |= bit
    keys.first[count] = unsafe SeenName(fingerprint, start: tokenStart - base, length: tokenLength)
    keys.count = count &+ 1
    return true
  }

  /// The same for a name that may have been seen, or that is not one of the first few.
  @inline(never)
  @usableFromInline
  mutating func noteLater(_ level: Int, _ fingerprint: UInt64) -> Bool {
    if keys.count - level >= KeyTracker.indexed {
      if repeatsIndexed(level) { return fail(.duplicateKey) }
    } else if keys.filter & KeyTracker.bit(fingerprint) != 0 {
      for position in level..<keys.count where keys[position].fingerprint == fingerprint {
        if tokenIs(keys[position]) { return fail(.duplicateKey) }
      }
    }
    keys.append(seenName(fingerprint))
    return true
  }

  /// Records a duplicate member. Always false.
  @inline(never)
  public mutating func duplicate() -> Bool { fail(.duplicateKey) }

  /// Drops the set started at `level`.
  @inlinable
  @inline(__always)
  public mutating func endKeys(_ level: Int) { keys.end(level) }

  /// Equal for equal names, and seldom for others: length and both ends of the token.
  @inlinable
  @inline(__always)
  var tokenFingerprint: UInt64 {
    let first = unsafe Self.load(tokenStart)
    let count = tokenLength
    if count < 8 { return count == 0 ? 0 : first & UInt64.max >> UInt64(64 - count * 8) }
    let last = unsafe Self.load(tokenStart + (count - 8))
    return first ^ (last << 23 | last >> 41) &+ UInt64(count)
  }

  private mutating func seenName(_ fingerprint: UInt64) -> SeenName {
    // Its resolved text is kept: the room it is in may be left for a larger one.
    if tokenHasEscapes { return SeenName(fingerprint, start: keys.keep(takeString()), length: -1) }
    return unsafe SeenName(fingerprint, start: tokenStart - base, length: tokenLength)
  }

  /// Whether the token is the name noted there, byte by byte: equal fingerprints alone prove nothing.
  private func tokenIs(_ name: SeenName) -> Bool {
    withToken { token in withName(name) { Self.equal(token, $0) } }
  }

  /// The bytes of a noted name, wherever they are.
  private func withName<Result>(_ name: SeenName, _ body: (Span<UInt8>) -> Result) -> Result {
    if let resolved = keys.resolved(name) { return resolved.withSpan(body) }
    return unsafe body(Span(_unsafeStart: base + Int(name.start), count: Int(name.length)))
  }

  private static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }

  /// Whether the token is among the names of a level that has many; adds it to the level's index. From 32 names on, so
  /// that n names cost time in proportion to n; the hash has a seed of the process, so that nobody can choose names
  /// that collide.
  @inline(never)
  private mutating func repeatsIndexed(_ level: Int) -> Bool {
    var index = keys.takeIndex(level)
    if index.isEmpty {
      for position in level..<keys.count {
        index[withName(keys[position], SeenName.hash), default: []].append(position)
      }
    }
    let hash = withToken(SeenName.hash)
    let repeats = (index[hash] ?? []).contains { tokenIs(keys[$0]) }
    index[hash, default: []].append(keys.count)
    keys.putIndex(index, level)
    return repeats
  }
}
