/// A set of byte values, four words: what the proof of argument vectors asks automata about (sigils, separators,
/// controls).
package struct ByteSet: Sendable, Hashable, ExpressibleByArrayLiteral {
  private var words: [UInt64] = [0, 0, 0, 0]

  package init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { insert(byte) }
  }

  package init(arrayLiteral elements: UInt8...) { self.init(elements) }

  package mutating func insert(_ byte: UInt8) { words[Int(byte / 64)] |= 1 << UInt64(byte % 64) }

  package func contains(_ byte: UInt8) -> Bool { words[Int(byte / 64)] >> UInt64(byte % 64) & 1 == 1 }

  package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The members in ascending order.
  package var members: [UInt8] { (UInt8.min...UInt8.max).filter(contains) }

  package func intersection(_ other: ByteSet) -> ByteSet { ByteSet(members.filter(other.contains)) }

  package func union(_ other: ByteSet) -> ByteSet { ByteSet(members + other.members) }

  package func isDisjoint(with other: ByteSet) -> Bool { intersection(other).isEmpty }

  /// NUL to US and DEL. C1 controls are two bytes in UTF-8; `Automaton.admitsControls` knows them.
  package static let asciiControls = ByteSet(Array(0...0x1F) + [0x7F])
}
