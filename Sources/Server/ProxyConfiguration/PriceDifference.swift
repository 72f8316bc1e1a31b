package import ProxyProtocol

/// What differs between two price tables, row by row: a row is the same row where it is about the same models on the same
/// days.
package struct PriceDifference {
  /// `- title: terms`, `+ title: terms` and `~ title: changes`, in the order of the first table, then of the second.
  package let lines: [String]

  package init(from old: PriceTable.Value, to new: PriceTable.Value) {
    let former = Self.byTitle(old.rows)
    let later = Self.byTitle(new.rows)
    var lines: [String] = []
    for row in old.rows where former[row.title] == row {
      guard let other = later[row.title] else {
        lines.append("- \(row.title): \(PriceTerms(row).line)")
        continue
      }
      let changes = PriceTerms(row).changes(to: PriceTerms(other))
      if !changes.isEmpty { lines.append("~ \(row.title): \(changes.joined(separator: ", "))") }
    }
    for row in new.rows where former[row.title] == nil && later[row.title] == row {
      lines.append("+ \(row.title): \(PriceTerms(row).line)")
    }
    self.lines = lines
  }

  /// Of two rows with one title the later one applies.
  private static func byTitle(_ rows: [PriceTable.Row]) -> [String: PriceTable.Row] {
    Dictionary(rows.map { ($0.title, $0) }) { $1 }
  }
}
