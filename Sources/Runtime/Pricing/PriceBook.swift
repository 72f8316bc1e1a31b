public import JSONCore
public import LLMWire

/// What requests cost, by rows of published prices.
public struct PriceBook: Sendable {
  /// Names the tables the rows are from.
  public let version: JSONString
  private let rows: [PriceRow]
  /// Places of the rows for one name, by its hash.
  private var named: [UInt64: [Int]] = [:]
  /// Places of the rows for many names.
  private var open: [Int] = []

  /// Later rows go before earlier ones of the same model.
  public init(version: JSONString, rows: [PriceRow]) {
    self.version = version
    self.rows = rows
    for (place, row) in rows.enumerated() {
      if row.isForOneName {
        named[row.model.hash(first: row.model.utf8Count), default: []].append(place)
      } else {
        open.append(place)
      }
    }
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
    var best: Int?
    func look(among places: [Int]) {
      for place in places where rows[place].holds(provider: provider, model: model, day: day) {
        guard let found = best else {
          best = place
          continue
        }
        let (new, old) = (rows[place].precision, rows[found].precision)
        if new > old || new == old && place > found { best = place }
      }
    }
    // With a date of eight digits, or of eight and two dashes, behind the name, or without.
    for behind in [0, 9, 11] where model.utf8Count > behind {
      if let places = named[model.hash(first: model.utf8Count - behind)] { look(among: places) }
    }
    look(among: open)
    return best.map { rows[$0] }
  }
}

extension PriceRow {
  /// How much of a model's name the row says.
  fileprivate var precision: Int { isForAnyModel ? 0 : model.utf8Count }

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

extension JSONString {
  /// FNV-1a of the first bytes. Names that collide cost a comparison and nothing else.
  fileprivate func hash(first count: Int) -> UInt64 {
    (0..<count).reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64(self[$1])) &* 0x100_0000_01B3 }
  }
}

extension Int {
  fileprivate func flooredQuotient(_ divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
