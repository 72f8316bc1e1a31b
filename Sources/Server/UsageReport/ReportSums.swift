import JSONCore

/// Adds the rows of files up by what a report is asked for.
struct ReportSums {
  private let dimensions: [UsageDimension]
  private(set) var total = UsageCounts()
  /// Of all files, each once; the first is the empty one.
  private(set) var texts: [JSONString] = [JSONString()]
  private(set) var keyNames = LastNames()
  private var textPositions: [JSONString: UInt32] = [JSONString(): 0]
  private var groups: [ReportGroup] = []
  private var counts: [UsageCounts] = []
  private var positions: [ReportGroup: Int] = [:]

  init(_ dimensions: [UsageDimension]) { self.dimensions = dimensions }

  mutating func add(_ rows: UsageRows, days: ClosedRange<Int>) {
    let places = dimensions.compactMap { dimension in dimension.place.map { (dimension, $0) } }
    let (isByDay, isByKey, isByTag) = (
      dimensions.contains(.day), dimensions.contains(.key), dimensions.contains(.tag)
    )
    var known = FilePositions(count: rows.texts.count)
    for start in rows.starts {
      let day = rows.day(start)
      guard days.contains(day) else { continue }
      let counts = rows.counts(start)
      total.add(counts)
      var group = ReportGroup()
      if isByDay { group.day = Int32(clamping: day) }
      for (dimension, place) in places { group[dimension] = position(rows.text(start, place), rows, &known) }
      if isByKey { keyNames.note(position(rows.text(start, .keyName), rows, &known), of: group.key, day: day) }
      guard isByTag else {
        add(counts, to: group)
        continue
      }
      for tag in tags(rows.text(start, .tags), rows, &known) {
        group.tag = tag
        add(counts, to: group)
      }
    }
  }

  private mutating func add(_ counts: UsageCounts, to group: ReportGroup) {
    if let position = positions[group] { return self.counts[position].add(counts) }
    positions[group] = groups.count
    groups.append(group)
    self.counts.append(counts)
  }

  // MARK: texts

  /// Where texts of one file are among those of all; found when they are first needed.
  private struct FilePositions {
    static let none = UInt32.max
    var texts: [UInt32]
    /// Of the tags that a text of the file is a list of.
    var tags: [Int: [UInt32]] = [:]

    init(count: Int) { texts = Array(repeating: Self.none, count: count) }
  }

  private mutating func position(_ text: Int, _ rows: UsageRows, _ known: inout FilePositions) -> UInt32 {
    if known.texts[text] != FilePositions.none { return known.texts[text] }
    let found = position(rows.texts[text])
    known.texts[text] = found
    return found
  }

  private mutating func position(_ text: JSONString) -> UInt32 {
    if let position = textPositions[text] { return position }
    let position = UInt32(texts.count)
    textPositions[text] = position
    texts.append(text)
    return position
  }

  /// Each tag of a list once; that of no tag where there is none.
  private mutating func tags(_ list: Int, _ rows: UsageRows, _ known: inout FilePositions) -> [UInt32] {
    if let tags = known.tags[list] { return tags }
    var tags: [UInt32] = []
    for line in rows.texts[list].bytes.split(separator: 0x0A, omittingEmptySubsequences: true) {
      let tag = position(JSONString(unchecked: line.span))
      if !tags.contains(tag) { tags.append(tag) }
    }
    if tags.isEmpty { tags = [0] }
    known.tags[list] = tags
    return tags
  }

  // MARK: order

  /// Sorts positions, and each row is moved once.
  var sortedRows: [UsageReport.Row] {
    let positions = groups.indices.map { index in
      SortedPosition(
        day: Int(groups[index].day), cost: counts[index].costNanoDollars, requests: counts[index].requests,
        index: index)
    }
    return positions.sorted { left, right in
      if left.day != right.day { return left.day < right.day }
      if left.cost != right.cost { return left.cost > right.cost }
      if left.requests != right.requests { return left.requests > right.requests }
      return precedes(groups[left.index], groups[right.index])
    }.map { UsageReport.Row(group: groups[$0.index], counts: counts[$0.index]) }
  }

  private struct SortedPosition {
    let day: Int
    let cost: Int
    let requests: Int
    let index: Int
  }

  /// By their texts: two runs list equal rows in one order.
  private func precedes(_ left: ReportGroup, _ right: ReportGroup) -> Bool {
    for dimension in UsageDimension.allCases {
      let (one, other) = (left[dimension], right[dimension])
      if one != other { return texts[Int(one)].precedes(texts[Int(other)]) }
    }
    return false
  }
}

extension UsageDimension {
  /// Where its text is in a row of the index; nil where it is none, or not one.
  fileprivate var place: UsageRows.TextPlace? {
    switch self {
    case .day, .tag: nil
    case .key: .keyID
    case .owner: .owner
    case .provider: .provider
    case .model: .model
    case .operation: .operation
    case .user: .user
    }
  }
}
