package import JSONCore

/// Who used what: the rows of an index within some days, added up by what is asked for.
package struct UsageReport: Sendable {
  /// What is grouped by and its sums. Texts are positions in the report's list: a row is compared and moved as a few
  /// words.
  package struct Row: Equatable, Sendable {
    let group: ReportGroup
    package let counts: UsageCounts
  }

  package let dimensions: [UsageDimension]
  /// By day if days are asked for, then by what they cost.
  package let rows: [Row]
  /// Of all requests, each once: a request with two tags is in two rows of `rows`.
  package let total: UsageCounts
  /// Lines that are no events, in files of any day: what they said is missing here.
  package let unreadable: [(file: String, lines: Int)]
  private let texts: [JSONString]
  /// The name that each key had last.
  private let keyNames: LastNames

  /// - Parameter days: counted from 1970-01-01.
  package init(_ index: UsageIndex, by dimensions: [UsageDimension], days: ClosedRange<Int>) {
    var sums = ReportSums(dimensions)
    for file in index.files { sums.add(file.rows, days: days) }
    self.dimensions = dimensions
    total = sums.total
    texts = sums.texts
    keyNames = sums.keyNames
    rows = sums.sortedRows
    unreadable = index.files.filter { $0.unreadable > 0 }.map { ($0.name, $0.unreadable) }
  }

  /// The day of a row, counted from 1970-01-01.
  package func day(_ row: Row) -> Int { Int(row.group.day) }

  /// What a row is about; empty where its requests had no such thing. A key is its id, and the day no text.
  package func text(_ row: Row, _ dimension: UsageDimension) -> JSONString {
    dimension == .day ? JSONString() : texts[Int(row.group[dimension])]
  }

  /// The last name of a row's key; empty without a key.
  package func keyName(_ row: Row) -> JSONString { texts[Int(keyNames[row.group.key])] }
}

/// What rows of a report are about: a day, and positions of texts. What is not grouped by is 0, and so is the empty text.
struct ReportGroup: Hashable, Sendable {
  var day: Int32 = 0
  /// Its id: two keys may have had one name.
  var key: UInt32 = 0
  var owner: UInt32 = 0
  var provider: UInt32 = 0
  var model: UInt32 = 0
  var operation: UInt32 = 0
  var user: UInt32 = 0
  var tag: UInt32 = 0

  subscript(dimension: UsageDimension) -> UInt32 {
    get {
      switch dimension {
      case .day: 0
      case .key: key
      case .owner: owner
      case .provider: provider
      case .model: model
      case .operation: operation
      case .user: user
      case .tag: tag
      }
    }
    set {
      switch dimension {
      case .day: break
      case .key: key = newValue
      case .owner: owner = newValue
      case .provider: provider = newValue
      case .model: model = newValue
      case .operation: operation = newValue
      case .user: user = newValue
      case .tag: tag = newValue
      }
    }
  }

  /// Four words instead of eight.
  func hash(into hasher: inout Hasher) {
    hasher.combine(UInt64(UInt32(bitPattern: day)) << 32 | UInt64(key))
    hasher.combine(UInt64(owner) << 32 | UInt64(provider))
    hasher.combine(UInt64(model) << 32 | UInt64(operation))
    hasher.combine(UInt64(user) << 32 | UInt64(tag))
  }
}

/// The name that each key had on the last day that it is known of.
struct LastNames: Sendable {
  private var names: [(day: Int, name: UInt32)] = []

  /// The position of the name of a key; 0 for a key without.
  subscript(key: UInt32) -> UInt32 { Int(key) < names.count ? names[Int(key)].name : 0 }

  mutating func note(_ name: UInt32, of key: UInt32, day: Int) {
    while names.count <= Int(key) { names.append((.min, 0)) }
    if names[Int(key)].day <= day { names[Int(key)] = (day, name) }
  }
}
