/// A member name that was seen: where it is in the reader's buffer, or, when it was written with escapes, its position
/// among the tracker's own strings. 16 bytes, so that eight of them fit into the reader.
@usableFromInline
struct SeenName {
  /// Compared first: most names differ in it.
  @usableFromInline let fingerprint: UInt64
  @usableFromInline let start: UInt32
  /// In bytes; -1 for a name written with escapes.
  @usableFromInline let length: Int32

  @inlinable
  init(_ fingerprint: UInt64, start: Int, length: Int) {
    self.fingerprint = fingerprint
    self.start = UInt32(truncatingIfNeeded: start)
    self.length = Int32(truncatingIfNeeded: length)
  }

  /// Differs from run to run, so that nobody can choose names that collide.
  private static let seed = UInt64.random(in: .min ... .max)

  /// Eight bytes at a time by a full multiplication, of which both halves are kept.
  static func hash(_ bytes: Span<UInt8>) -> UInt64 {
    var hash = seed ^ UInt64(bytes.count)
    var index = 0
    while index < bytes.count {
      var word: UInt64 = 0
      for offset in 0..<min(8, bytes.count - index) { word |= UInt64(bytes[index + offset]) << UInt64(offset * 8) }
      let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      hash = product.high ^ product.low
      index += 8
    }
    return hash
  }
}

/// The names seen in the objects that are open, innermost last. The first few need no allocation; it is a part of the
/// reader, which is made for every message.
@usableFromInline
struct KeyTracker {
  /// From this many names on a level is searched through an index instead of one by one.
  static let indexed = 32
  @usableFromInline static var inlined: Int { 8 }

  /// Names held, all levels together.
  @usableFromInline var count = 0
  /// A bit for every name since the outermost level began, chosen by its fingerprint: a name whose bit is not there is
  /// new.
  @usableFromInline var filter: UInt64 = 0
  @usableFromInline var first = InlineArray<8, SeenName>(repeating: SeenName(0, start: 0, length: 0))
  @usableFromInline var more: Overflow?

  @inlinable
  init() {}

  /// The bit of `filter` for a fingerprint: the top six bits of a product, which depend on all of it.
  @inlinable
  @inline(__always)
  static func bit(_ fingerprint: UInt64) -> UInt64 { 1 &<< ((fingerprint &* 0x9E37_79B9_7F4A_7C15) &>> 58) }

  /// What does not fit inline.
  @usableFromInline
  final class Overflow {
    var names: [SeenName] = []
    var resolved: [JSONString] = []
    /// By level: positions of the names of a hash.
    var indexes: [Int: [UInt64: [Int]]] = [:]
  }

  subscript(position: Int) -> SeenName {
    if position < Self.inlined { return first[position] }
    return more?.names[position - Self.inlined] ?? SeenName(0, start: 0, length: 0)
  }

  mutating func append(_ name: SeenName) {
    filter |= Self.bit(name.fingerprint)
    if count < Self.inlined { first[count] = name } else { overflow().names.append(name) }
    count += 1
  }

  @inlinable
  @inline(__always)
  mutating func end(_ level: Int) {
    if level == 0 { filter = 0 }
    if count > level { drop(to: level) }
  }

  @usableFromInline
  mutating func drop(to level: Int) {
    count = level
    guard let more else { return }
    more.names.removeLast(max(0, more.names.count - max(0, level - Self.inlined)))
    if level == 0 { more.resolved = [] }
    if !more.indexes.isEmpty { more.indexes = more.indexes.filter { $0.key < level } }
  }

  /// Keeps the text of a name written with escapes; returns its position.
  mutating func keep(_ text: JSONString) -> Int {
    let more = overflow()
    more.resolved.append(text)
    return more.resolved.count - 1
  }

  func resolved(_ name: SeenName) -> JSONString? { name.length < 0 ? more?.resolved[Int(name.start)] : nil }

  mutating func takeIndex(_ level: Int) -> [UInt64: [Int]] { overflow().indexes.removeValue(forKey: level) ?? [:] }

  mutating func putIndex(_ index: [UInt64: [Int]], _ level: Int) { overflow().indexes[level] = index }

  private mutating func overflow() -> Overflow {
    if let more { return more }
    let fresh = Overflow()
    more = fresh
    return fresh
  }
}
