import JSONCore

/// What one file adds up to, in two large pieces: its texts, each once, and rows as numbers. An object for each of a
/// hundred thousand rows, with eight texts, took longer to make and to release than all else that a report does.
struct UsageRows: Equatable, Sendable {
  /// Numbers of a row: its day, the positions of its texts, its counts.
  static let width = 1 + UsageGroup.textCount + UsageCounts.count

  let texts: [JSONString]
  let numbers: [Int]

  init() { (texts, numbers) = ([], []) }

  init(_ rows: [UsageRow]) {
    var texts: [JSONString] = []
    var positions: [JSONString: Int] = [:]
    var numbers: [Int] = []
    numbers.reserveCapacity(rows.count * Self.width)
    for var row in rows {
      numbers.append(row.group.day)
      row.group.eachText { text in
        if let position = positions[text] { return numbers.append(position) }
        positions[text] = texts.count
        numbers.append(texts.count)
        texts.append(text)
      }
      row.counts.each { numbers.append($0) }
    }
    (self.texts, self.numbers) = (texts, numbers)
  }

  /// Nil for what this type has not made.
  init?(texts: [JSONString], numbers: [Int]) {
    guard numbers.count.isMultiple(of: Self.width) else { return nil }
    for start in stride(from: 0, to: numbers.count, by: Self.width) {
      for place in start + 1...start + UsageGroup.textCount where !texts.indices.contains(numbers[place]) { return nil }
    }
    (self.texts, self.numbers) = (texts, numbers)
  }

  /// Offsets in `numbers` at which rows begin.
  var starts: StrideTo<Int> { stride(from: 0, to: numbers.count, by: Self.width) }

  func day(_ start: Int) -> Int { numbers[start] }

  /// The position of a text among `texts`.
  func text(_ start: Int, _ place: TextPlace) -> Int { numbers[start + 1 + place.rawValue] }

  func counts(_ start: Int) -> UsageCounts {
    var counts = UsageCounts()
    var position = start + 1 + UsageGroup.textCount
    counts.each { count in
      count = numbers[position]
      position += 1
    }
    return counts
  }

  /// One after the other, for a tally that goes on from them.
  var expanded: [UsageRow] {
    starts.map { start in
      var group = UsageGroup()
      group.day = day(start)
      var place = start
      group.eachText { text in
        place += 1
        text = texts[numbers[place]]
      }
      return UsageRow(group: group, counts: counts(start))
    }
  }

  /// Where the texts of a group are in a row, in the order of `UsageGroup.eachText`.
  enum TextPlace: Int {
    case keyID, keyName, owner, provider, model, operation, user, tags
  }
}
