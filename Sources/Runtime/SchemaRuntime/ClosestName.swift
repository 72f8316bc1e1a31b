import JSONCore

/// Finds the declared name that a mistyped one was probably meant to be: one rule for members of instances, keywords
/// and names in schemas, settings and tools.
package enum ClosestName {
  /// In bytes. Longer names are not compared: the work grows with the product of the lengths, and either may come from
  /// outside.
  package static let longest = 128

  /// The name with the fewest edits, the first of equals; nil when more than a third of it would have to change (one
  /// edit is always allowed).
  ///
  /// Case, `_` and `-` do not count, which is how most wrong names differ: `pageSize`, `page_size`. Where no name is so
  /// near, one that is a word of it is found: `key` for `api_key`.
  package static func find(_ asked: [UInt8], among names: some Sequence<[UInt8]>) -> [UInt8]? {
    guard !asked.isEmpty, asked.count <= longest else { return nil }
    let folded = folded(asked)
    var best: (name: [UInt8], distance: Int)?
    for name in names where name.count <= longest && name != asked {
      let other = Self.folded(name)
      let allowed = max(1, max(other.count, folded.count) / 3)
      // The difference in length is a lower bound, and spares the table for most names.
      guard abs(other.count - folded.count) <= allowed else { continue }
      let distance = distance(folded, other)
      if distance <= allowed, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name ?? word(of: asked, among: names)
  }

  /// The name that is the last word of a longer one, as people write it for other programs.
  private static func word(of asked: [UInt8], among names: some Sequence<[UInt8]>) -> [UInt8]? {
    let words = words(asked)
    guard words.count > 1, let last = words.last, last.count > 2 else { return nil }
    return names.first { folded($0) == last }
  }

  /// The parts between `_`, `-` and the beginnings of words in camel case, in lower case.
  private static func words(_ name: [UInt8]) -> [[UInt8]] {
    var words: [[UInt8]] = [[]]
    for (index, byte) in name.enumerated() {
      let isCapital = byte &- 0x41 < 26
      if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") {
        words.append([])
        continue
      }
      if isCapital, index > 0, name[index - 1] &- 0x41 >= 26 { words.append([]) }
      words[words.count - 1].append(isCapital ? byte | 0x20 : byte)
    }
    return words.filter { !$0.isEmpty }
  }

  package static func find(_ asked: String, among names: some Sequence<String>) -> String? {
    let found = find(Array(asked.utf8), among: names.map { Array($0.utf8) })
    return found.map { String(decoding: $0, as: UTF8.self) }
  }

  static func find(_ asked: JSONString, among names: ArraySlice<JSONString>) -> JSONString? {
    guard asked.utf8Count <= longest, let found = find(Array(asked.bytes), among: names.map { Array($0.bytes) }) else {
      return nil
    }
    return names.first { $0.bytes.elementsEqual(found) }
  }

  /// `; did you mean "x"?` or nothing, for the end of a sentence.
  package static func hint(_ asked: String, among names: some Sequence<String>) -> String {
    find(asked, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  private static func folded(_ name: [UInt8]) -> [UInt8] {
    name.compactMap { byte in
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "-"): nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one into the other (optimal string
  /// alignment): a swap is one slip of the fingers, not two.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for column in right.indices {
        var cost = min(last[column + 1], current[column]) + 1
        cost = min(cost, last[column] + (byte == right[column] ? 0 : 1))
        if row > 0, column > 0, byte == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
