internal import CBytes

/// What a JSON value is, as its first byte shows.
public enum JSONKind: UInt8, Sendable, CaseIterable {
  case null, boolean, number, string, array, object
}

/// A pull reader over the bytes of one JSON text: it hands out one token at a time and builds nothing.
///
/// Every method that can fail returns false or nil and leaves the reason in `failure` and `failureOffset`; after that
/// the reader is not used further, except by `reset(to:)`. The terminator behind every `JSONBytes` stops all scans,
/// so the hot loops carry no end-of-buffer test; `finish()` notices a value that ran past the given range.
///
/// Why its unsafe code is sound: `base`, `end`, `cursor` and `tokenStart` point into `owner` (`tokenStart` into
/// `unescaped` for a token with escapes). The reader has references to both from before it takes an address in `init`
/// until `deinit`, and only its own methods follow the addresses. A scan stops at the terminator at the latest, and no
/// load goes further than the padding behind it.
@safe
public struct JSONReader: ~Copyable {
  /// Nesting allowed unless a caller says otherwise. Deep enough for every payload seen, far from the stack's end.
  public static let defaultMaxDepth = 64

  @usableFromInline let owner: Unmanaged<JSONBytes>
  /// References to `owner` that are the reader's, one at least: its own and those of strings still to come. They are
  /// taken many at a time with one atomic operation, `shared` hands them out one by one, and `deinit` gives back what
  /// is left. An ordinary reference beside them would be two atomic operations more for each message.
  @usableFromInline var references: Int
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline let end: UnsafePointer<UInt8>
  @usableFromInline var cursor: UnsafePointer<UInt8>
  @usableFromInline var tokenStart: UnsafePointer<UInt8>
  /// Length in bytes of the last key or string, escapes resolved.
  @inlinable public var tokenCount: Int { tokenLength }
  @usableFromInline var tokenLength: Int
  /// False when the last key or string holds a byte above 0x7F.
  @inlinable public var tokenIsASCII: Bool { tokenASCII }
  @usableFromInline var tokenASCII: Bool
  @usableFromInline var tokenHasEscapes: Bool
  /// Where the text of strings goes whose escapes had to be resolved; several share one.
  @usableFromInline var unescaped: JSONBytes?
  @usableFromInline var depth: Int
  /// The first reason for a failure.
  @inlinable public var failure: JSONFailure { reason }
  @usableFromInline var reason: JSONFailure
  /// Where it failed, in bytes from the start of `buffer`.
  @inlinable public var failureOffset: Int { reasonOffset }
  @usableFromInline var reasonOffset: Int
  @usableFromInline var isAbandoned: Bool
  @usableFromInline var keys: KeyTracker
  /// Bytes that may still be allocated on a guess of how many elements an array has.
  @usableFromInline var spareRoom: Int
  /// Where the first number is that became a double of another value, for whoever notes them; -1 for nowhere.
  package var roundedOffset = -1

  /// Reads `range` of `buffer` (the whole of it by default), which must hold one value and may have white space
  /// around it. The byte behind the range must not continue a token.
  @inlinable
  @inline(__always)
  public init(_ buffer: JSONBytes, range: Range<Int>? = nil, maxDepth: Int = JSONReader.defaultMaxDepth) {
    let range = range ?? 0..<buffer.count
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count)
    unsafe owner = Self.retained(buffer)
    references = Self.referenceBatch
    unsafe base = UnsafePointer(buffer.base)
    unsafe cursor = base + range.lowerBound
    unsafe end = base + range.upperBound
    unsafe tokenStart = base
    tokenLength = 0
    tokenASCII = true
    tokenHasEscapes = false
    depth = maxDepth
    reason = .none
    reasonOffset = 0
    isAbandoned = false
    keys = KeyTracker()
    spareRoom = 1 << 16
  }

  /// Reads a value that was cut out of a larger text.
  @inlinable
  public init(_ slice: JSONSlice, maxDepth: Int = JSONReader.defaultMaxDepth) {
    self.init(slice.buffer, range: slice.range, maxDepth: maxDepth)
  }

  @inlinable
  deinit { unsafe Self.release(owner, references) }

  /// The bytes it reads.
  @inlinable public var buffer: JSONBytes { unsafe owner.takeUnretainedValue() }

  /// Offset of the next byte, from the start of `buffer`.
  @inlinable public var offset: Int { unsafe cursor - base }

  /// Levels of nesting still allowed.
  @inlinable public var remainingDepth: Int { depth }

  // MARK: references

  /// Far more than a message has strings, far less than a count can hold.
  @usableFromInline static var referenceBatch: Int { 1 << 12 }

  /// Retains as `Unmanaged.passRetained` does, many times at once. The caller holds a reference during the call, which
  /// is not inlined, so that none of what it does can come after the caller's last use of the buffer.
  @inline(never)
  @usableFromInline
  static func retained(_ buffer: JSONBytes) -> Unmanaged<JSONBytes> {
    let owner = unsafe Unmanaged.passUnretained(buffer)
    _ = unsafe swift_retain_n(owner.toOpaque(), UInt32(truncatingIfNeeded: referenceBatch))
    withExtendedLifetime(buffer) {}
    return unsafe owner
  }

  @inline(never)
  @usableFromInline
  static func release(_ owner: Unmanaged<JSONBytes>, _ count: Int) {
    unsafe swift_release_n(owner.toOpaque(), UInt32(truncatingIfNeeded: count))
  }

  /// Takes more references before the last one, which is the reader's own, is handed out.
  @inline(never)
  @usableFromInline
  mutating func retainMore() {
    _ = unsafe swift_retain_n(owner.toOpaque(), UInt32(truncatingIfNeeded: Self.referenceBatch))
    references &+= Self.referenceBatch
  }

  /// The buffer with a reference of its own: one of those that the reader has, which `takeRetainedValue` consumes.
  @inlinable
  @inline(__always)
  mutating func shared() -> JSONBytes {
    if references == 1 { retainMore() }
    references &-= 1
    return unsafe owner.takeRetainedValue()
  }

  // MARK: failing

  /// Records why and where, keeping the first reason. Always false.
  @inline(never)
  @usableFromInline
  mutating func fail(_ reason: JSONFailure) -> Bool {
    if self.reason == .none {
      let past = unsafe cursor >= end
      self.reason = past && Self.meansEnd(reason) ? .unexpectedEnd : reason
      reasonOffset = unsafe min(cursor, end) - base
    }
    return false
  }

  /// Reasons that only say that there is nothing left, when they are found behind the last byte.
  private static func meansEnd(_ reason: JSONFailure) -> Bool {
    switch reason {
    case .unexpectedByte, .controlCharacter, .invalidNumber: true
    case .none, .unexpectedEnd, .trailingBytes, .invalidUTF8, .loneSurrogate, .invalidEscape, .duplicateKey, .tooDeep,
      .numberOutOfRange, .mismatch, .tooExpensive:
      false
    }
  }

  /// Records that the value is not what its schema wants. Always false.
  @inline(never)
  public mutating func mismatch() -> Bool { fail(.mismatch) }

  /// Gives the whole text up: from now on everything fails with `tooExpensive`, also behind `reset(to:)`, so that no
  /// alternative and no negation can turn a check without a result into one. Always false.
  @inline(never)
  public mutating func abandon() -> Bool {
    reason = .none
    _ = fail(.tooExpensive)
    isAbandoned = true
    unsafe cursor = base + buffer.count
    return false
  }

  /// Where the reader is now, to come back to.
  @inlinable public var mark: JSONMark { JSONMark(offset: offset, depth: depth, keyCount: keys.count) }

  /// Goes back to a mark taken earlier from this reader and forgets a failure.
  public mutating func reset(to mark: JSONMark) {
    precondition(mark.offset >= 0 && mark.offset <= buffer.count)
    if isAbandoned { return }
    unsafe cursor = base + mark.offset
    depth = mark.depth
    reason = .none
    keys.end(mark.keyCount)
  }

  /// Goes to an offset taken earlier from this reader at the same nesting, and forgets a failure.
  public mutating func reset(to offset: Int) { reset(to: JSONMark(offset: offset, depth: depth, keyCount: keys.count)) }

  /// Records that the number at an offset does not fit its type. Always false.
  package mutating func refuseNumber(at offset: Int) -> Bool {
    reset(to: offset)
    return fail(.numberOutOfRange)
  }

  // MARK: structure

  @inlinable
  @inline(__always)
  static func load(_ address: UnsafePointer<UInt8>) -> UInt64 {
    unsafe UInt64(littleEndian: UnsafeRawPointer(address).loadUnaligned(as: UInt64.self))
  }

  @inlinable
  @inline(__always)
  public mutating func skipWhitespace() {
    if unsafe cursor[0] > 0x20 { return }
    while unsafe cursor[0] == 0x20 || cursor[0] == 0x0A || cursor[0] == 0x0D || cursor[0] == 0x09 {
      unsafe cursor += 1
    }
  }

  /// The byte the next value starts with; 0 at the end.
  @inlinable
  @inline(__always)
  public mutating func peek() -> UInt8 {
    skipWhitespace()
    return unsafe cursor[0]
  }

  /// What the next value is; nil with a failure when no value starts here.
  @inlinable
  public mutating func peekKind() -> JSONKind? {
    switch peek() {
    case 0x22: return .string
    case 0x7B: return .object
    case 0x5B: return .array
    case 0x2D, 0x30...0x39: return .number
    case 0x74, 0x66: return .boolean
    case 0x6E: return .null
    default:
      _ = fail(.unexpectedByte)
      return nil
    }
  }

  @inlinable
  @inline(__always)
  mutating func open(_ bracket: UInt8) -> Bool {
    skipWhitespace()
    guard unsafe cursor[0] == bracket else { return mismatch() }
    depth &-= 1
    guard depth >= 0 else { return fail(.tooDeep) }
    unsafe cursor += 1
    return true
  }

  /// Takes the closing bracket if it comes next.
  @inlinable
  @inline(__always)
  mutating func close(_ bracket: UInt8) -> Bool {
    skipWhitespace()
    guard unsafe cursor[0] == bracket else { return false }
    depth &+= 1
    unsafe cursor += 1
    return true
  }

  /// Takes `{`; a `mismatch` when the value is not an object.
  @inlinable
  @inline(__always)
  public mutating func beginObject() -> Bool { open(0x7B) }

  /// Takes `[`; a `mismatch` when the value is not an array.
  @inlinable
  @inline(__always)
  public mutating func beginArray() -> Bool { open(0x5B) }

  /// Right after `beginObject`: takes `}` if the object is empty.
  @inlinable
  @inline(__always)
  public mutating func emptyObject() -> Bool { close(0x7D) }

  /// Right after `beginArray`: takes `]` if the array is empty.
  @inlinable
  @inline(__always)
  public mutating func emptyArray() -> Bool { close(0x5D) }

  /// After a value: takes a comma and returns whether another one follows.
  @inlinable
  @inline(__always)
  public mutating func comma() -> Bool {
    skipWhitespace()
    guard unsafe cursor[0] == 0x2C else { return false }
    unsafe cursor += 1
    return true
  }

  /// After the last member: takes `}`.
  @inlinable
  @inline(__always)
  public mutating func endObject() -> Bool { close(0x7D) || fail(.unexpectedByte) }

  /// After the last element: takes `]`.
  @inlinable
  @inline(__always)
  public mutating func endArray() -> Bool { close(0x5D) || fail(.unexpectedByte) }

  /// After the value: only white space may follow.
  @inlinable
  public mutating func finish() -> Bool {
    if unsafe cursor < end { skipWhitespace() }
    if unsafe cursor == end { return failure != .tooExpensive }
    return unsafe cursor < end ? fail(.trailingBytes) : finishBehindEnd()
  }

  /// White space behind the range, as the line feed after a line, may have been skipped; a token may not.
  @inline(never)
  @usableFromInline
  mutating func finishBehindEnd() -> Bool {
    var last = unsafe cursor
    while unsafe last > end, unsafe last[-1] <= 0x20 { unsafe last -= 1 }
    guard unsafe last == end else { return fail(.unexpectedEnd) }
    unsafe cursor = end
    return true
  }

  // MARK: literals

  /// `true` or `false`; nil with a `mismatch` for anything else.
  @inlinable
  @inline(__always)
  public mutating func boolean() -> Bool? {
    skipWhitespace()
    let word = unsafe Self.load(cursor)
    if word & 0xFFFF_FFFF == 0x6575_7274 {
      unsafe cursor += 4
      return true
    }
    if word & 0xFF_FFFF_FFFF == 0x65_736C_6166 {
      unsafe cursor += 5
      return false
    }
    _ = unsafe fail(cursor[0] | 0x12 == 0x76 ? .unexpectedByte : .mismatch)
    return nil
  }

  /// Takes `null`; a `mismatch` for anything else.
  @inlinable
  @inline(__always)
  public mutating func null() -> Bool {
    skipWhitespace()
    guard unsafe Self.load(cursor) & 0xFFFF_FFFF == 0x6C6C_756E else {
      return unsafe fail(cursor[0] == 0x6E ? .unexpectedByte : .mismatch)
    }
    unsafe cursor += 4
    return true
  }
}

/// A position in a JSON text together with the nesting around it.
public struct JSONMark: Sendable {
  /// In bytes from the start of the reader's buffer.
  public let offset: Int
  @usableFromInline let depth: Int
  @usableFromInline let keyCount: Int

  @inlinable
  init(offset: Int, depth: Int, keyCount: Int) {
    self.offset = offset
    self.depth = depth
    self.keyCount = keyCount
  }
}
