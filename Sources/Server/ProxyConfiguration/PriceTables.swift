import JSONCore
import LLMWire
package import Pricing
import ProxyProtocol
import SchemaRuntime

/// A price table of an operator's own, read and validated: that needs nothing of the built-in one.
package struct OwnPrices: Sendable {
  /// Where it is.
  package let file: String
  let version: JSONString
  let rows: [PriceRow]

  /// - Throws: everything that is wrong with the file.
  package init(_ text: [UInt8], file: String) throws(InvalidFile) {
    let table = try PriceTableFile(text).table
    self.file = file
    // Settings are kept for long, and must not keep the text.
    version = table.version.detached()
    rows = table.priceRows
  }
}

extension PriceBook {
  /// The prices that are built in.
  package static let published: PriceBook = {
    let (version, rows) = PublishedTable.readRows()
    return PriceBook(version: version, rows: rows)
  }()

  /// An operator's, before the ones that are built in, so that a new model or a price of one's own needs no new version
  /// of the program.
  package convenience init(_ own: OwnPrices) {
    let published = Self.published
    self.init(
      version: JSONString("\(own.version)+\(published.version)"), rows: published.rows + own.rows, own: own.rows.count)
  }
}

extension PriceTable.Value {
  var priceRows: [PriceRow] {
    var names = RowNames()
    return rows.map { $0.priceRow(&names) }
  }
}

extension PriceTable.Row {
  /// Without dates it holds always.
  func priceRow(_ names: inout RowNames) -> PriceRow {
    let matching: PriceRow.Match =
      switch match {
      case .exact: .exact
      case .dated: .dated
      case .prefix: .prefix
      }
    return PriceRow(
      provider: names.provider(provider), model: names.model(model), match: matching, days: days,
      price: price.price, tiers: tiers.map { PriceRow.Tier(above: $0.above, price: $0.price.price) },
      windows: windows.map(\.window),
      serviceTiers: Self.percents(serviceTiers),
      servicePrices: Dictionary(servicePrices.map { (Self.name($0.name), $0.value.servicePrice) }) { $1 },
      geographies: Self.percents(geographies), speeds: Self.percents(speeds),
      webSearch: webSearch?.nanoDollars, perRequest: perRequest?.nanoDollars)
  }

  /// Half open: a price ends on the day on which the next one begins.
  var days: Range<Int> {
    let first = from?.daysSinceEpoch ?? .min
    return first..<max(first, until?.daysSinceEpoch ?? .max)
  }

  private static func percents(_ table: JSONMap<Int>) -> [ShortText: Int] {
    // Most rows have none, and there are thousands.
    table.isEmpty ? [:] : Dictionary(table.map { (name($0.name), $0.value) }) { $1 }
  }

  private static func name(_ name: JSONString) -> ShortText { name.withSpan { ShortText($0) } }
}

extension PriceTable.ServicePrice {
  fileprivate var servicePrice: PriceRow.ServicePrice {
    PriceRow.ServicePrice(
      price: price.price, tiers: tiers.map { PriceRow.Tier(above: $0.above, price: $0.price.price) })
  }
}

extension PriceTable.Window {
  /// Hours are UTC and half open, as providers publish them.
  fileprivate var window: PriceRow.Window {
    PriceRow.Window(
      weekdays: days.map { Int($0.rawValue) }, hours: hours.map { $0.from..<max($0.from, $0.to) }, price: price.price)
  }
}

extension PriceTable.Price {
  fileprivate var price: Price {
    Price(
      input: input.nanoDollars, cacheRead: cacheRead?.nanoDollars, cacheWrite: cacheWrite?.nanoDollars,
      cacheWrite1h: cacheWrite1h?.nanoDollars, output: output.nanoDollars, audioInput: audioInput?.nanoDollars,
      audioOutput: audioOutput?.nanoDollars)
  }
}

extension Double {
  /// Dollars as nano-dollars. Exact: the schema admits nine digits behind the point and six before it, which is as many
  /// as a double distinguishes.
  var nanoDollars: Int { Int((self * 1e9).rounded()) }
}

extension JSONDate {
  /// Prices change at midnight UTC.
  fileprivate var daysSinceEpoch: Int {
    JSONDateTime(checked: JSONString("\(text)T00:00:00Z")).secondsSinceEpoch / 86_400
  }
}
