import JSONCore

/// Guesses which declared name a wrong one was meant to be, for "did you mean".
enum Spelling {
  /// Longer names are not compared: the work grows with the product of the lengths, 4,096 steps for each declared name.
  private static let longest = 64

  /// The declared name with the fewest edits, when they are few for its length (a third of it); the first of equals.
  /// Nil when none is near.
  /// The work is bounded by the declared names: a schema with 1,000 of them costs 4 million steps at most, for one
  /// violation.
  static func nearest(to name: JSONString, among declared: ArraySlice<JSONString>) -> JSONString? {
    guard name.utf8Count <= longest else { return nil }
    // `pageSize` for `page_size` is no edit at all: it is the first name to be offered.
    let bytes = folded(name)
    var best: (name: JSONString, distance: Int)?
    for candidate in declared where candidate.utf8Count <= longest {
      // One edit for three letters, two for six: a guess that is far away is worse than none.
      let allowed = max(candidate.utf8Count, bytes.count) / 3
      // As many edits as the lengths differ are needed at least.
      guard abs(candidate.utf8Count - bytes.count) <= allowed else { continue }
      let distance = distance(bytes, folded(candidate))
      if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Without case and word separators, which is how most wrong names differ: `pageSize`, `page_size`.
  private static func folded(_ name: JSONString) -> [UInt8] {
    name.bytes.compactMap { byte in
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "-"): nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
  }

  /// Insertions, deletions, replacements and swaps of neighbors that turn one into the other (optimal string
  /// alignment). Three rows of the table are kept: a swap looks two back.
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
