public import JSONCore
public import LLMWire

/// What requests cost, by rows of published prices.
public struct PriceBook: Sendable {
  /// Names the tables the rows are from.
  public let version: JSONString
  private let rows: [PriceRow]

  /// Later rows go before earlier ones of the same model.
  public init(version: JSONString, rows: [PriceRow]) {
    self.version = version
    self.rows = rows
  }

  /// What a request cost, or why that is not known.
  public enum Cost: Sendable, Hashable {
    /// 10^-9 US dollars.
    case nanoDollars(Int)
    /// No row is about the model on that day.
    case unknownModel
    /// The usage has tokens of a kind that the row has no price for.
    case unknownBucket
    /// The answer came by a service tier that the row does not know.
    case unknownTier
  }

  /// - `secondsSinceEpoch`: when the request began, UTC.
  /// - `serviceTier`: what the answer said, empty when nothing.
  public func cost(
    of usage: Usage, provider: JSONString, model: JSONString, secondsSinceEpoch: Int, serviceTier: ShortText = ""
  ) -> Cost {
    guard let row = row(provider: provider, model: model, day: secondsSinceEpoch.flooredQuotient(86_400)) else {
      return .unknownModel
    }
    guard let percent = row.percent(serviceTier) else { return .unknownTier }
    let price = row.price(promptTokens: usage.prompt, secondsSinceEpoch: secondsSinceEpoch)
    return price.cost(of: usage, percent: percent).map(Cost.nanoDollars) ?? .unknownBucket
  }

  /// The row for a model: the one that names most of it, of equal ones the last.
  public func row(provider: JSONString, model: JSONString, day: Int) -> PriceRow? {
    var best: PriceRow?
    for row in rows where row.holds(provider: provider, model: model, day: day) {
      if row.precision >= best?.precision ?? 0 { best = row }
    }
    return best
  }
}

extension PriceRow {
  /// How much of a model's name the row says.
  fileprivate var precision: Int { model == "*" ? 0 : model.utf8Count }

  /// Nil for a tier that has no price here.
  fileprivate func percent(_ tier: ShortText) -> Int? {
    if let percent = serviceTiers[tier] { return percent }
    return tier.isEmpty || tier == "default" || tier == "auto" || tier == "standard" ? 100 : nil
  }

  /// A long prompt has its own price; else the hour decides.
  fileprivate func price(promptTokens: Int, secondsSinceEpoch: Int) -> Price {
    if let tier = tiers.first(where: { promptTokens > $0.above }) { return tier.price }
    let day = secondsSinceEpoch.flooredQuotient(86_400)
    let hour = (secondsSinceEpoch - day * 86_400) / 3600
    // 1970 began on a Thursday.
    let weekday = (day + 3) - (day + 3).flooredQuotient(7) * 7
    return windows.first { $0.hours[weekday] >> UInt32(hour) & 1 == 1 }?.price ?? price
  }
}

extension Int {
  fileprivate func flooredQuotient(_ divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
