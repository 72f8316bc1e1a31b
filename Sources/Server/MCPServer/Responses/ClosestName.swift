/// Finds the declared name that a mistyped one probably stands for. A model that reads the name in the error calls
/// the right tool next, without asking for the list again.
enum ClosestName {
  /// Names longer than this are not compared: the work is bounded whatever a client sends. MCP recommends at most 128
  /// characters for a tool's name.
  static let longest = 128

  /// The nearest of `names` by edit distance, case ignored; nil when more than a third of it would have to change.
  static func find(_ asked: [UInt8], among names: [[UInt8]]) -> [UInt8]? {
    guard !asked.isEmpty, asked.count <= longest else { return nil }
    let asked = asked.map(lowercased)
    var best: (name: [UInt8], distance: Int)?
    for name in names where name.count <= longest {
      let distance = distance(asked, name.map(lowercased))
      if distance < best?.distance ?? Int.max { best = (name, distance) }
    }
    guard let best, best.distance <= max(1, max(asked.count, best.name.count) / 3) else { return nil }
    return best.name
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  /// Insertions, deletions and replacements that turn one into the other. One row of the table is kept: at most 129
  /// numbers.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let replaced = diagonal + (byte == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j + 1] + 1, row[j] + 1)
      }
    }
    return row[right.count]
  }
}
