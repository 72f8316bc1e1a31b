package import JSONCore
import Pricing
package import ProxyProtocol
import SchemaRuntime

/// What somebody should know of a price table of one's own that is valid: rows that never apply, and which built-in prices
/// it replaces.
package struct PriceTableCheck {
  package struct Finding: Equatable, Sendable {
    package enum Kind: String, Sendable {
      /// It is probably a mistake.
      case warning
      /// It does what it says; here is what that is.
      case note
    }

    package let kind: Kind
    package let location: SourceLocation
    /// JSON pointer of the row.
    package let pointer: String
    package let message: String

    /// `12:5: /rows/3: warning: never applies …`; a caller puts the file's name before it.
    package var line: String { "\(location): \(pointer): \(kind.rawValue): \(message)" }
  }

  /// In the order of the rows.
  package private(set) var findings: [Finding] = []
  package var rowCount: Int { rows.count }
  private let rows: [PriceTable.Row]
  private let locations: [SourceLocation]

  package init(_ file: PriceTableFile, builtIn: PriceTable.Value) {
    rows = file.table.rows
    locations = file.locations
    let ofOneModel = Dictionary(grouping: rows.indices) { rows[$0].subject }
    let replaced = Dictionary(grouping: builtIn.rows, by: \.subject)
    for index in rows.indices {
      let row = rows[index]
      inspect(row, index)
      for later in ofOneModel[row.subject] ?? [] where later > index { compare(row, index, later) }
      for former in replaced[row.subject] ?? [] { replace(former, by: row, index) }
      if !row.isForOneModel { countUntouched(row, index, builtIn.rows) }
    }
  }

  private mutating func add(_ kind: Finding.Kind, _ index: Int, _ message: String) {
    findings.append(
      Finding(kind: kind, location: locations[index], pointer: "/rows/\(index)", message: message))
  }

  // MARK: a row by itself

  private mutating func inspect(_ row: PriceTable.Row, _ index: Int) {
    if row.days.isEmpty { add(.warning, index, "never applies: until is not after from") }
    let name = String(row.provider)
    if !Vendor.names.contains(name), let known = ClosestName.find(name, among: Vendor.names.sorted()) {
      add(.warning, index, "no vendor is called \"\(name)\"; did you mean \"\(known)\"?")
    }
    for (position, tier) in row.tiers.enumerated()
    where row.tiers[..<position].contains(where: { $0.above == tier.above }) {
      add(.warning, index, "has two tiers above \(tier.above): one of them never applies")
    }
    for (number, window) in row.windows.enumerated() where window.hours.contains(where: { $0.to <= $0.from }) {
      add(.warning, index, "windows/\(number) has hours that never come: to must be after from")
    }
    if row.perRequest == nil, SearchingModel.isMeant(row.model, of: PricedAccount(row.provider)) {
      add(
        .warning, index,
        "gives no cost: such a model searches for every request; write perRequest, the fee for one (0: there is none)")
    }
    for service in row.servicePrices where row.serviceTiers[service.name] != nil {
      add(.warning, index, "serviceTiers/\(service.name) never applies: servicePrices has prices for it")
    }
  }

  // MARK: rows of one model

  /// Of rows that say equally much of a name the last one applies.
  private mutating func compare(_ row: PriceTable.Row, _ index: Int, _ later: Int) {
    let other = rows[later]
    guard other.match.covers(row.match) || row.match.covers(other.match), row.days.overlaps(other.days) else { return }
    let place = "the row of the same model at \(locations[later])"
    if other.match.covers(row.match), other.days.lowerBound <= row.days.lowerBound,
      row.days.upperBound <= other.days.upperBound
    {
      add(.warning, index, "never applies: \(place) does")
    } else {
      add(.warning, index, "overlaps with \(place), which applies where both do")
    }
  }

  // MARK: built-in rows

  private mutating func replace(_ former: PriceTable.Row, by row: PriceTable.Row, _ index: Int) {
    guard row.match.covers(former.match), row.days.overlaps(former.days) else { return }
    let changes = PriceTerms(former).changes(to: PriceTerms(row))
    let terms = changes.isEmpty ? "which is the same" : changes.joined(separator: ", ")
    add(.note, index, "replaces the built-in price of \(former.title): \(terms)")
  }

  /// A row for many models changes no price that is built in for one of them.
  private mutating func countUntouched(_ row: PriceTable.Row, _ index: Int, _ builtIn: [PriceTable.Row]) {
    let untouched = builtIn.filter { former in
      (row.provider == "*" || former.provider == row.provider) && former.isForOneModel
        && (row.model == "*" || former.model.begins(with: row.model))
    }
    guard !untouched.isEmpty else { return }
    let models = untouched.count == 1 ? "1 built-in row says" : "\(untouched.count) built-in rows say"
    add(.note, index, "does not apply where \(models) more of the model's name, such as \(untouched[0].title)")
  }
}

extension PriceTable.Row {
  /// What the row is about, but for its days.
  fileprivate var subject: String { "\(provider)/\(model)" }

  fileprivate var isForOneModel: Bool { match != .prefix && model != "*" }
}

extension PriceTable.RowMatch {
  /// Whether every name that the other is about is one that this is about, for the same `model`.
  fileprivate func covers(_ other: PriceTable.RowMatch) -> Bool {
    switch (self, other) {
    case (.prefix, _), (.dated, .dated), (.dated, .exact), (.exact, .exact): true
    case (.dated, .prefix), (.exact, .dated), (.exact, .prefix): false
    }
  }
}
