package import JSONCore
package import LLMWire

/// What requests cost, by rows of published prices.
package final class PriceBook: Sendable {
  /// Names the tables the rows are from.
  package let version: JSONString
  private let rows: [PriceRow]
  /// By the indexes of the rows, so that looking for a row copies none.
  private let subjects: [PriceSubject]
  /// Indexes of the rows for one name, by its hash.
  private let named: [UInt64: [Int]]
  /// Indexes of the rows for many names.
  private let open: [Int]
  /// Variants of the service that change no price. Kept, because a literal would be made anew for each request.
  private let plainTiers: [ShortText] = ["default", "auto", "standard"]
  /// The second is of models from before the choice between geographies.
  private let plainGeographies: [ShortText] = ["global", "not_available"]
  private let plainSpeeds: [ShortText] = ["standard"]

  /// Later rows go before earlier ones of the same model.
  package init(version: JSONString, rows: [PriceRow]) {
    self.version = version
    self.rows = rows
    let subjects = rows.map { PriceSubject($0) }
    var named: [UInt64: [Int]] = [:]
    var open: [Int] = []
    for (position, row) in rows.enumerated() {
      if subjects[position].isForOneName {
        named[row.model.hash(first: row.model.utf8Count), default: []].append(position)
      } else {
        open.append(position)
      }
    }
    self.subjects = subjects
    self.named = named
    self.open = open
  }

  /// What a request cost, or why that is not known.
  package enum Cost: Sendable, Hashable {
    /// 10^-9 US dollars.
    case nanoDollars(Int)
    /// No row is about the model on that day.
    case unknownModel
    /// The usage has tokens of a kind that the row has no price for.
    case unknownBucket
    /// The response came by a service tier, from a geography or at a speed that the row does not know, or with searches
    /// for which it has no price, or the provider has charged for more than tokens and searches.
    case unknownSurcharge
  }

  /// - `secondsSinceEpoch`: when the request began, UTC.
  /// - `variant`: what the response said.
  package func cost(
    of usage: Usage, provider: JSONString, model: JSONString, secondsSinceEpoch: Int,
    variant: ServiceVariant = ServiceVariant()
  ) -> Cost {
    let day = secondsSinceEpoch.flooredQuotient(86_400)
    guard let position = position(provider: provider, model: model, day: day) else { return .unknownModel }
    guard let millionths = millionths(variant, at: position), let searches = searches(usage, at: position) else {
      return .unknownSurcharge
    }
    let price = price(at: position, promptTokens: usage.prompt, day: day, second: secondsSinceEpoch - day * 86_400)
    guard let tokens = price.cost(of: usage, millionths: millionths) else { return .unknownBucket }
    return .nanoDollars(Int(clamping: UInt128(tokens) + searches))
  }

  /// The row for a model: the one that names most of it, of equal ones the last.
  package func row(provider: JSONString, model: JSONString, day: Int) -> PriceRow? {
    position(provider: provider, model: model, day: day).map { rows[$0] }
  }

  private func position(provider: JSONString, model: JSONString, day: Int) -> Int? {
    var best: Int?
    func look(among positions: [Int]) {
      for position in positions where subjects[position].holds(provider: provider, model: model, day: day) {
        guard let found = best else {
          best = position
          continue
        }
        let (new, old) = (subjects[position].precision, subjects[found].precision)
        if new > old || new == old && position > found { best = position }
      }
    }
    let count = model.utf8Count
    if count > 0, let positions = named[model.hash(first: count)] { look(among: positions) }
    // With a date of eight digits, or of eight and two dashes, behind the name.
    if count > 9, model.isDate(from: count - 9), let positions = named[model.hash(first: count - 9)] {
      look(among: positions)
    }
    if count > 11, model.isDate(from: count - 11), let positions = named[model.hash(first: count - 11)] {
      look(among: positions)
    }
    look(among: open)
    return best
  }

  /// The part of the tokens' price that a response is charged: every surcharge multiplies it. Nil for a variant that
  /// has no price there.
  private func millionths(_ variant: ServiceVariant, at position: Int) -> Int? {
    guard let tier = Self.percent(variant.tier, rows[position].serviceTiers, plainTiers),
      let geography = Self.percent(variant.geography, rows[position].geographies, plainGeographies),
      let speed = Self.percent(variant.speed, rows[position].speeds, plainSpeeds)
    else { return nil }
    return tier * geography * speed
  }

  /// What a row says goes before what is plain elsewhere.
  private static func percent(_ name: ShortText, _ percents: [ShortText: Int], _ plain: [ShortText]) -> Int? {
    if name.isEmpty { return 100 }
    return percents[name] ?? (plain.contains(name) ? 100 : nil)
  }

  /// What the searches cost, in nano-dollars: no surcharge changes it. Nil when there are some without a price, or
  /// something else was charged for.
  private func searches(_ usage: Usage, at position: Int) -> UInt128? {
    if usage.unpricedParts > 0 { return nil }
    if usage.webSearches <= 0 { return 0 }
    return rows[position].webSearch.map { UInt128($0) * UInt128(usage.webSearches) }
  }

  /// A long prompt has its own price; else the hour decides.
  private func price(at position: Int, promptTokens: Int, day: Int, second: Int) -> Price {
    for tier in rows[position].tiers where promptTokens > tier.above { return tier.price }
    // 1970 began on a Thursday.
    let weekday = (day + 3) - (day + 3).flooredQuotient(7) * 7
    for window in rows[position].windows where window.hours[weekday] >> UInt32(second / 3600) & 1 == 1 {
      return window.price
    }
    return rows[position].price
  }
}

extension Int {
  fileprivate func flooredQuotient(_ divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
