package import JSONCore

/// Who used what: the rows of an index within some days, added up by what is asked for.
package struct UsageReport: Sendable {
  package let dimensions: [UsageDimension]
  /// By day if days are asked for, then by what they cost.
  package let rows: [UsageRow]
  package let total: UsageCounts
  /// Lines that are no events, in files of any day: what they said is missing here.
  package let unreadable: [(file: String, lines: Int)]
  /// The name that each key had last.
  private let keyNames: [JSONString: JSONString]

  /// - Parameter days: counted from 1970-01-01.
  package init(_ index: UsageIndex, by dimensions: [UsageDimension], days: ClosedRange<Int>) {
    var tally = UsageTally()
    var total = UsageCounts()
    var names: [JSONString: (day: Int, name: JSONString)] = [:]
    for file in index.files {
      for row in file.rows where days.contains(row.group.day) {
        total.add(row.counts)
        tally.add(row.counts, to: row.group.projected(onto: dimensions))
        let group = row.group
        if names[group.keyID].map({ $0.day <= group.day }) ?? true { names[group.keyID] = (group.day, group.keyName) }
      }
    }
    self.dimensions = dimensions
    self.total = total
    rows = Self.sorted(tally.rows)
    unreadable = index.files.filter { $0.unreadable > 0 }.map { ($0.name, $0.unreadable) }
    keyNames = names.mapValues(\.name)
  }

  /// The last name of a key; empty without a key.
  package func keyName(_ group: UsageGroup) -> JSONString { keyNames[group.keyID] ?? JSONString() }

  /// Sorts positions, and each row is moved once: a row is 180 bytes with five references.
  private static func sorted(_ rows: [UsageRow]) -> [UsageRow] {
    let positions = rows.indices.map { index in
      let (group, counts) = (rows[index].group, rows[index].counts)
      return SortedPosition(
        day: group.day, cost: -counts.costNanoDollars, requests: -counts.requests, index: index)
    }
    return positions.sorted { left, right in
      if left.day != right.day { return left.day < right.day }
      if left.cost != right.cost { return left.cost < right.cost }
      if left.requests != right.requests { return left.requests < right.requests }
      for (one, other) in zip(rows[left.index].group.texts, rows[right.index].group.texts) where one != other {
        return one.bytes.lexicographicallyPrecedes(other.bytes)
      }
      return false
    }.map { rows[$0.index] }
  }

  private struct SortedPosition {
    let day: Int
    let cost: Int
    let requests: Int
    let index: Int
  }
}

/// Amounts of money as text, exact.
package enum Dollars {
  /// Digits behind the point: two at least, as money has, and as many as the amount needs.
  package static func decimals(_ nanoDollars: Int) -> Int {
    var (rest, digits) = (nanoDollars.magnitude % 1_000_000_000, 9)
    while digits > 2, rest % 10 == 0 { (rest, digits) = (rest / 10, digits - 1) }
    return digits
  }

  /// - Parameter decimals: at least as many as the amount needs, 9 at most.
  package static func text(_ nanoDollars: Int, decimals: Int) -> String {
    let (whole, rest) = nanoDollars.quotientAndRemainder(dividingBy: 1_000_000_000)
    let digits = String(rest)
    let fraction = String(repeating: "0", count: 9 - digits.utf8.count) + digits
    return "\(whole).\(fraction.prefix(decimals))"
  }

  package static func text(_ nanoDollars: Int) -> String { text(nanoDollars, decimals: decimals(nanoDollars)) }
}
