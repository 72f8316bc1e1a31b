import JSONCore
import ProxyProtocol
import SchemaRuntime

/// All that a row of prices says of money, as names and values for people: what is listed, and what is compared.
struct PriceTerms: Equatable {
  struct Term: Equatable {
    let name: String
    let value: String
  }

  let terms: [Term]

  init(_ row: PriceTable.Row) {
    var terms = Self.terms(row.price)
    terms += Self.terms(row.tiers)
    for window in row.windows { terms += Self.terms(window.price, "\(Self.times(window)): ") }
    terms += Self.percents(row.serviceTiers)
    for service in row.servicePrices {
      terms += Self.terms(service.value.price, "\(service.name): ")
      terms += Self.terms(service.value.tiers, "\(service.name) ")
    }
    terms += Self.percents(row.geographies) + Self.percents(row.speeds)
    if let search = row.webSearch { terms.append(Term(name: "web search", value: Self.amount(search))) }
    if let fee = row.perRequest { terms.append(Term(name: "request", value: Self.amount(fee))) }
    self.terms = terms
  }

  /// `input 1.25, cacheRead 0.125, output 10, flex 50 %`.
  var line: String { terms.map { "\($0.name) \($0.value)" }.joined(separator: ", ") }

  /// What other terms say otherwise: `input 1.25 -> 1.1`.
  func changes(to other: PriceTerms) -> [String] {
    let later = Dictionary(other.terms.map { ($0.name, $0.value) }) { $1 }
    let here = Set(terms.map(\.name))
    let changed = terms.compactMap { term in
      later[term.name] == term.value ? nil : "\(term.name) \(term.value) -> \(later[term.name] ?? "none")"
    }
    return changed + other.terms.filter { !here.contains($0.name) }.map { "\($0.name) none -> \($0.value)" }
  }

  private static func terms(_ price: PriceTable.Price, _ prefix: String = "") -> [Term] {
    let buckets: [(String, Double?)] = [
      ("input", price.input), ("cacheRead", price.cacheRead), ("cacheWrite", price.cacheWrite),
      ("cacheWrite1h", price.cacheWrite1h), ("output", price.output), ("audioInput", price.audioInput),
      ("audioOutput", price.audioOutput),
    ]
    return buckets.compactMap { name, dollars in
      dollars.map { Term(name: prefix + name, value: amount($0)) }
    }
  }

  private static func terms(_ tiers: [PriceTable.Tier], _ prefix: String = "") -> [Term] {
    tiers.flatMap { terms($0.price, "\(prefix)above \($0.above): ") }
  }

  private static func percents(_ table: JSONMap<Int>) -> [Term] {
    table.map { Term(name: String($0.name), value: "\($0.value) %") }
  }

  /// `monday to friday 0-1, 4-6`: days that follow each other as a span.
  private static func times(_ window: PriceTable.Window) -> String {
    let days = window.days.map { "\($0.text)" }
    let isSpan = zip(window.days, window.days.dropFirst()).allSatisfy { $1.rawValue == $0.rawValue + 1 }
    let named = isSpan && days.count > 1 ? "\(days[0]) to \(days[days.count - 1])" : days.joined(separator: " ")
    return named + " " + window.hours.map { "\($0.from)-\($0.to)" }.joined(separator: " ")
  }

  /// Dollars without an exponent, as short as they are exact.
  private static func amount(_ dollars: Double) -> String {
    let (whole, rest) = dollars.nanoDollars.quotientAndRemainder(dividingBy: 1_000_000_000)
    if rest == 0 { return "\(whole)" }
    let digits = String(repeating: "0", count: 9 - "\(rest)".utf8.count) + "\(rest)"
    return "\(whole)." + String(digits.reversed().drop { $0 == "0" }.reversed())
  }
}

extension PriceTable.Row {
  /// `openai/gpt-5`, and what else distinguishes it from other rows of that name.
  var title: String {
    let names = "\(provider)/\(model)" + (match == .prefix ? "*" : "")
    let days = [from.map { "from \($0.text)" }, until.map { "until \($0.text)" }].compactMap(\.self)
    return days.isEmpty ? names : "\(names) (\(days.joined(separator: " ")))"
  }
}
