/// Finds what somebody may have meant, for errors about keywords, members, anchors, files and settings.
package enum ClosestName {
  /// The candidate with the fewest edits to `name`, nil when more than a third of it would change, or more than three
  /// bytes (one edit is always allowed): a wrong guess misleads more than none helps. At equal distance the first
  /// candidate wins.
  static func find(_ name: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, min(3, name.utf8.count / 3))
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let distance = distance(Array(name.utf8), Array(candidate.utf8))
      if distance > 0, distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.name
  }

  /// `; did you mean "x"?` or nothing, for the end of a sentence.
  package static func hint(_ name: String, among candidates: some Sequence<String>) -> String {
    find(name, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  /// Insertions, deletions, changes and swaps of neighbours, in bytes (optimal string alignment). Three rows are kept,
  /// as a swap looks two rows back.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    // Names are short; a far longer one is no near miss and not worth the square.
    guard abs(left.count - right.count) <= 3, left.count <= 256 else { return .max }
    var before = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in left.indices {
      var next = [row + 1]
      for column in right.indices {
        var cost = last[column] + (left[row] == right[column] ? 0 : 1)
        cost = min(cost, last[column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, before[column - 1] + 1)
        }
        next.append(cost)
      }
      (before, last) = (last, next)
    }
    return last[right.count]
  }
}
