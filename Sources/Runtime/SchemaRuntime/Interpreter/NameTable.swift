import JSONCore

/// Names known in advance, found by length and words of eight bytes: no hashing of long names, no `String`.
///
/// The hash needs no seed: the names are the schema's, and a text can only ask for one. A lookup loads two words to
/// find the slot, and compares as many as the name has.
final class NameTable: Sendable {
  /// A name without its text, which is in `words`: `names` is read for messages only.
  private struct Entry: Sendable {
    let count: Int
    /// Index of the name's first word in `words`.
    let first: Int
  }

  let names: [JSONString]
  private let entries: [Entry]
  /// The names' bytes, eight to a word, each name's last word filled with zeros.
  private let words: [UInt64]
  /// Open addressing: index of an entry, or -1. A power of two, at most half of it in use, so a search always ends at
  /// -1.
  private let slots: [Int32]

  /// O(bytes of all names). Later duplicates of a name are never found.
  init(_ names: [JSONString]) {
    // Twice the names, so that a search looks at one or two slots.
    var size = 2
    while size < names.count * 2 { size *= 2 }
    var (entries, words) = ([Entry](), [UInt64]())
    var slots = [Int32](repeating: -1, count: size)
    for name in names.map(\.bytes) {
      let entry = Entry(count: name.count, first: words.count)
      for start in stride(from: 0, to: name.count, by: 8) {
        words.append(Self.word(name[start..<min(start + 8, name.count)]))
      }
      let first = name.isEmpty ? 0 : words[entry.first]
      let last = name.count > 8 ? Self.word(name.suffix(8)) : first
      var slot = Self.hash(name.count, first, last) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(truncatingIfNeeded: entries.count)
      entries.append(entry)
    }
    (self.names, self.entries, self.words, self.slots) = (names, entries, words, slots)
  }

  /// The first byte in the lowest bits, as `JSONReader.tokenWord` loads it.
  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Length and both ends of the name: two multiplications however long it is. Names that agree in all three (there are
  /// seldom any) are separated by `matches`.
  @inline(__always)
  private static func hash(_ count: Int, _ first: UInt64, _ last: UInt64) -> Int {
    let mixed = (first ^ last &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed >> 32)
  }

  /// Index of the reader's token among the names, or -1; the one that is expected is compared first. Most texts have
  /// the members in the order of the schema, and then no hash is computed.
  @inline(__always)
  func find(in reader: inout JSONReader, expecting index: Int) -> Int {
    if index < entries.count, entries[index].count == reader.tokenCount, matches(entries[index], &reader) {
      return index
    }
    return find(in: &reader)
  }

  /// Index of the reader's token among the names, or -1.
  func find(in reader: inout JSONReader) -> Int {
    let count = reader.tokenCount
    guard !entries.isEmpty else { return -1 }
    // Behind the token is whatever follows in the text: only its own bytes may count.
    let mask: UInt64 = count >= 8 ? .max : 1 << UInt64(count &* 8) &- 1
    let first = reader.tokenWord(0) & mask
    let last = count > 8 ? reader.tokenWord(count &- 8) : first
    var slot = Self.hash(count, first, last) & (slots.count &- 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if entries[index].count == count, matches(entries[index], &reader) { return index }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return -1
  }

  /// Compares eight bytes at a time; both lengths are equal.
  private func matches(_ entry: Entry, _ reader: inout JSONReader) -> Bool {
    var offset = 0
    var word = entry.first
    while offset < entry.count {
      let rest = entry.count &- offset
      let mask: UInt64 = rest >= 8 ? .max : 1 << UInt64(rest &* 8) &- 1
      if reader.tokenWord(offset) & mask != words[word] { return false }
      offset &+= 8
      word &+= 1
    }
    return true
  }
}
