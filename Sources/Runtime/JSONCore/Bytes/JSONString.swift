import Glibc

/// A JSON string's text: UTF-8 that shares the buffer it was read from.
///
/// Equality and hashing are by code point (equal bytes), as JSON Schema has it, and not by canonical equivalence as
/// in Swift's `String`: `"é"` and `"e\u{301}"` are two different values here. Always valid UTF-8.
///
/// A text of at most seven bytes is kept in the value itself and refers to nothing: most names of maps and most tags
/// are that short, and neither making nor dropping one counts a reference.
@safe
public struct JSONString: Sendable {
  /// None for a text that is kept in `position`.
  @usableFromInline let owner: JSONBytes?
  /// One word, so that structs of strings stay few words and are moved in registers. With an owner: offset in the low
  /// half, length in the high half. Without: the text from the lowest byte on, zeros, its length in the highest byte.
  @usableFromInline let position: UInt64

  /// Most bytes that fit the value itself.
  @usableFromInline static var longestInline: Int { 7 }

  @inlinable
  @inline(__always)
  init(owner: JSONBytes, start: Int, longCount count: Int) {
    self.owner = owner
    position = UInt64(UInt32(truncatingIfNeeded: start)) | UInt64(UInt32(truncatingIfNeeded: count)) << 32
  }

  /// A text of at most seven bytes, the first in the lowest byte of `word`; what is above the last one is ignored.
  @inlinable
  @inline(__always)
  init(word: UInt64, shortCount count: Int) {
    let bits = UInt64(truncatingIfNeeded: count) &* 8
    owner = nil
    position = word & ((1 &<< bits) &- 1) | bits &<< 53
  }

  @inlinable
  init(owner: JSONBytes, start: Int, count: Int) {
    if count > Self.longestInline {
      self.init(owner: owner, start: start, longCount: count)
    } else {
      let word = unsafe owner.withBase { base in unsafe JSONReader.load(UnsafePointer(base) + start) }
      self.init(word: word, shortCount: count)
    }
  }

  /// The empty text: what a decoder has before it has read one.
  @inlinable
  @inline(__always)
  public init() {
    owner = nil
    position = 0
  }

  @inlinable
  @inline(__always)
  var isInline: Bool { owner == nil }

  /// Of a text that is kept in the value.
  @inlinable
  @inline(__always)
  var shortCount: Int { Int(truncatingIfNeeded: position &>> 56) }

  /// Of a text with an owner.
  @inlinable
  @inline(__always)
  var longCount: Int { Int(truncatingIfNeeded: position &>> 32) }

  /// Where a text with an owner begins in it.
  @inlinable
  @inline(__always)
  var longStart: Int { Int(UInt32(truncatingIfNeeded: position)) }

  /// The address of a text with an owner: to be used where `withExtendedLifetime` keeps the value. Binding the owner
  /// instead would count a reference.
  @unsafe
  @inlinable
  @inline(__always)
  var longAddress: UnsafePointer<UInt8> { unsafe UnsafePointer(owner.unsafelyUnwrapped.base) + longStart }

  /// Calls `body` with the address of the text, of which the seven bytes behind may be read too.
  @inlinable
  @inline(__always)
  func withAddress<Result, Failure: Error>(
    _ body: (UnsafePointer<UInt8>, Int) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    if !isInline { return try unsafe body(longAddress, longCount) }
    var padded = (position.littleEndian, 0 as UInt64)
    return try unsafe withUnsafeBytes(of: &padded) { (bytes) throws(Failure) -> Result in
      try unsafe bytes.withMemoryRebound(to: UInt8.self) { (bytes) throws(Failure) -> Result in
        try unsafe body(bytes.baseAddress.unsafelyUnwrapped, shortCount)
      }
    }
  }

  /// A copy of a Swift string's text.
  public init(_ text: String) {
    let bytes = JSONBytes(text)
    self.init(owner: bytes, start: 0, count: bytes.count)
  }

  /// A copy of text of which the caller knows that it is valid UTF-8.
  package init(unchecked text: Span<UInt8>) {
    if text.count > Self.longestInline {
      self.init(owner: JSONBytes(copying: text), start: 0, longCount: text.count)
    } else {
      var word: UInt64 = 0
      for index in text.indices.reversed() { word = word << 8 | UInt64(text[index]) }
      self.init(word: word, shortCount: text.count)
    }
  }

  /// The same, cut between two characters where it is longer than `limit` bytes.
  package init(unchecked text: Span<UInt8>, limit: Int) {
    var count = min(text.count, limit)
    while count > 0, count < text.count, text[count] & 0xC0 == 0x80 { count -= 1 }
    self.init(unchecked: text.extracting(0..<count))
  }

  /// The text of `bytes`, or nil when they are not valid UTF-8.
  public init?(validating bytes: [UInt8]) {
    guard UTF8Check.isValid(bytes.span) else { return nil }
    self.init(owner: JSONBytes(bytes), start: 0, count: bytes.count)
  }

  /// Length in bytes of UTF-8.
  @inlinable public var utf8Count: Int { isInline ? shortCount : longCount }

  @inlinable public var isEmpty: Bool { position == 0 }

  /// The byte at `index`. Precondition: inside the text.
  @inlinable
  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < utf8Count)
    return unsafe withAddress { address, _ in unsafe address[index] }
  }

  /// The text's bytes, borrowed for the call.
  @inlinable
  public func withSpan<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure)
    -> Result
  {
    try unsafe withAddress { (address, count) throws(Failure) -> Result in
      try unsafe body(Span(_unsafeStart: address, count: count))
    }
  }

  /// A copy of the text's bytes.
  public var bytes: [UInt8] {
    unsafe withAddress { address, count in unsafe Array(UnsafeBufferPointer(start: address, count: count)) }
  }

  /// Number of code points, which is what `minLength` and `maxLength` count.
  public var codePointCount: Int { withSpan(UTF8Check.codePointCount) }

  /// The same text in a buffer of its own: what a long-lived value keeps instead of a whole message.
  public func detached() -> JSONString {
    owner == nil ? self : withSpan { JSONString(unchecked: $0) }
  }

  /// Whether the text begins with all of another one.
  package func begins(with text: JSONString) -> Bool {
    unsafe withAddress { address, count in
      unsafe text.withAddress { first, length in unsafe length <= count && memcmp(address, first, length) == 0 }
    }
  }

  /// Whether the text comes before another one, by their bytes.
  package func precedes(_ other: JSONString) -> Bool {
    unsafe withAddress { address, count in
      unsafe other.withAddress { second, length in
        let order = unsafe memcmp(address, second, min(count, length))
        return order == 0 ? count < length : order < 0
      }
    }
  }

  /// Whether the text is exactly that literal, compared without making a value of it.
  public func isEqual(to text: StaticString) -> Bool {
    unsafe withAddress { address, count in
      unsafe count == text.utf8CodeUnitCount && memcmp(address, text.utf8Start, count) == 0
    }
  }

  func isEqual(to other: JSONString) -> Bool {
    // Short texts are always stored inline, so that two of them are equal as words or not at all.
    if isInline || other.isInline { return isInline && other.isInline && position == other.position }
    defer {
      withExtendedLifetime(self) {}
      withExtendedLifetime(other) {}
    }
    return unsafe longCount == other.longCount && memcmp(longAddress, other.longAddress, longCount) == 0
  }
}

extension JSONString: Hashable {
  public static func == (left: JSONString, right: JSONString) -> Bool { left.isEqual(to: right) }

  public func hash(into hasher: inout Hasher) {
    if owner == nil { return hasher.combine(position) }
    unsafe withAddress { unsafe hasher.combine(bytes: UnsafeRawBufferPointer(start: $0, count: $1)) }
  }
}

extension JSONString: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral value: String) { self.init(value) }

  public var description: String {
    unsafe withAddress { address, count in
      unsafe String(decoding: UnsafeBufferPointer(start: address, count: count), as: UTF8.self)
    }
  }
}

extension String {
  /// A copy of the text as a Swift string.
  public init(_ text: JSONString) { self = text.description }
}

/// The text of one JSON value, checked for syntax, kept as it was written.
@safe
public struct JSONSlice: Sendable {
  @usableFromInline let owner: JSONBytes?
  /// Offset in the low half, length in the high half.
  @usableFromInline let position: UInt64
  @inlinable var start: UInt32 { UInt32(truncatingIfNeeded: position) }
  @inlinable var length: UInt32 { UInt32(truncatingIfNeeded: position >> 32) }

  @inlinable
  init(buffer: JSONBytes, start: Int, count: Int) {
    owner = buffer
    position = UInt64(UInt32(truncatingIfNeeded: start)) | UInt64(UInt32(truncatingIfNeeded: count)) << 32
  }

  /// No value: what a decoder has before it has read one.
  @inlinable
  @inline(__always)
  public init() {
    owner = nil
    position = 0
  }

  /// Calls `body` with the value's bytes; with none when there is no value.
  @inlinable
  @inline(__always)
  func withBuffer<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    guard let owner else { return unsafe body(UnsafeBufferPointer(start: nil, count: 0)) }
    return unsafe owner.withBase { base in
      unsafe body(UnsafeBufferPointer(start: base + Int(start), count: Int(length)))
    }
  }

  private static let nothing = JSONBytes(capacity: 0)

  /// What the value is a part of.
  public var buffer: JSONBytes { owner ?? Self.nothing }

  /// A value written out by hand. Throws what the reader found when it is not one JSON value.
  public init(_ text: String) throws(JSONFailure) {
    var reader = JSONReader(JSONBytes(text))
    guard let slice = reader.rawValue(), reader.finish() else { throw reader.failure }
    self = slice
  }

  /// JSON text that the compiler has written.
  public init(constant text: String) {
    let bytes = JSONBytes(text)
    self.init(buffer: bytes, start: 0, count: bytes.count)
  }

  /// The bytes `range` of `buffer`, which a reader has to check before anyone trusts them. Precondition: the range lies
  /// inside the buffer.
  public init(unchecked buffer: JSONBytes, range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count)
    self.init(buffer: buffer, start: range.lowerBound, count: range.count)
  }

  /// Where the value is in its buffer.
  @inlinable public var range: Range<Int> { Int(start)..<Int(start) + Int(length) }

  /// A copy of the value's bytes.
  public var bytes: [UInt8] { unsafe withBuffer { unsafe Array($0) } }

  /// The same value in a buffer of its own.
  public func detached() -> JSONSlice {
    let copy = JSONBytes(bytes)
    return JSONSlice(buffer: copy, start: 0, count: copy.count)
  }
}

extension JSONSlice: Hashable, CustomStringConvertible {
  /// Equal text, not equal value: `1.0` and `1` differ here.
  public static func == (left: JSONSlice, right: JSONSlice) -> Bool { left.bytes == right.bytes }

  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

  public var description: String {
    unsafe withBuffer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
