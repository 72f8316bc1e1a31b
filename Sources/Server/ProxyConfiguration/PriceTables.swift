import JSONCore
import LLMWire
package import Pricing
import ProxyProtocol
import SchemaRuntime

extension PriceBook {
  /// The prices that are compiled in.
  package static let published = PriceBook(version: publishedTable.version, rows: publishedTable.priceRows)

  /// Those of a file, before the ones that are compiled in, so that a new model or a price of one's own needs no new
  /// version of the program.
  ///
  /// - Throws: everything that is wrong with the file.
  package convenience init(file text: [UInt8]) throws(InvalidFile) {
    let json = try CommentedJSON.bytes(text)
    let table: PriceTable.Value
    do {
      table = try PriceTable.Value(json: json)
    } catch {
      throw InvalidFile(error, in: json)
    }
    let published = Self.publishedTable
    self.init(
      version: JSONString("\(table.version)+\(published.version)"), rows: published.priceRows + table.priceRows)
  }

  /// The build has checked the table against its schema.
  private static var publishedTable: PriceTable.Value { PublishedPrices.Value().table }
}

extension PriceTable.Value {
  fileprivate var priceRows: [PriceRow] { rows.map(\.priceRow) }
}

extension PriceTable.Row {
  /// Days are half open: a price ends on the day on which the next one begins. Without dates it holds always.
  fileprivate var priceRow: PriceRow {
    let matching: PriceRow.Match =
      switch match {
      case .exact: .exact
      case .dated: .dated
      case .prefix: .prefix
      }
    let first = from?.daysSinceEpoch ?? .min
    return PriceRow(
      provider: provider, model: model, match: matching, days: first..<max(first, until?.daysSinceEpoch ?? .max),
      price: price.price, tiers: tiers.map { PriceRow.Tier(above: $0.above, price: $0.price.price) },
      windows: windows.map(\.window),
      serviceTiers: Self.percents(serviceTiers), geographies: Self.percents(geographies), speeds: Self.percents(speeds),
      webSearch: webSearch?.nanoDollars)
  }

  private static func percents(_ table: JSONMap<Int>) -> [ShortText: Int] {
    Dictionary(table.map { (ShortText(stringLiteral: String($0.name)), $0.value) }) { $1 }
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
  fileprivate var nanoDollars: Int { Int((self * 1e9).rounded()) }
}

extension JSONDate {
  /// Prices change at midnight UTC.
  fileprivate var daysSinceEpoch: Int {
    JSONDateTime(checked: JSONString("\(text)T00:00:00Z")).secondsSinceEpoch / 86_400
  }
}
