import JSONCore

/// Requests of one group, added up.
struct UsageRow: Equatable, Sendable {
  var group: UsageGroup
  var counts: UsageCounts
}

/// Adds the records of one file up by group.
struct UsageTally {
  /// How many users, and how many lists of tags, have rows of their own in a file: clients choose them, and one that
  /// sends another with each request would make the index as long as the audit.
  private static let mostUsers = 10_000
  private static let mostTagLists = 1000
  /// Beyond as many rows no new one is about a user or tags.
  private static let mostRows = 50_000
  /// What all further ones are counted under.
  static let others: JSONString = "(others)"

  private(set) var rows: [UsageRow]
  private var positions: [UsageGroup: Int]
  private var users: Set<JSONString> = []
  private var tagLists: Set<JSONString> = []

  /// - Parameter rows: what is there already, one row for each group.
  init(_ rows: [UsageRow] = []) {
    self.rows = rows
    positions = Dictionary(rows.enumerated().map { ($1.group, $0) }) { first, _ in first }
    for row in rows {
      Self.note(row.group.user, in: &users)
      Self.note(row.group.tags, in: &tagLists)
    }
  }

  mutating func add(_ counts: UsageCounts, to group: UsageGroup) {
    if let position = positions[group] { return rows[position].counts.add(counts) }
    let bounded = bounded(group)
    if let position = positions[bounded] { return rows[position].counts.add(counts) }
    let group = bounded.detached()
    Self.note(group.user, in: &users)
    Self.note(group.tags, in: &tagLists)
    positions[group] = rows.count
    rows.append(UsageRow(group: group, counts: counts))
  }

  /// The group that a new one is counted under: itself while there is room. It depends on what was read before it and on
  /// nothing else, so that a file read in two parts adds up to the same rows.
  private func bounded(_ group: UsageGroup) -> UsageGroup {
    if group.user.isEmpty, group.tags.isEmpty { return group }
    var group = group
    let isFull = rows.count >= Self.mostRows
    if Self.isBeyond(group.user, users, isFull ? 0 : Self.mostUsers) { group.user = Self.others }
    if Self.isBeyond(group.tags, tagLists, isFull ? 0 : Self.mostTagLists) { group.tags = Self.others }
    return group
  }

  private static func isBeyond(_ text: JSONString, _ known: Set<JSONString>, _ most: Int) -> Bool {
    !text.isEmpty && (most == 0 || known.count >= most && !known.contains(text))
  }

  private static func note(_ text: JSONString, in known: inout Set<JSONString>) {
    if !text.isEmpty, text != others { known.insert(text) }
  }
}
