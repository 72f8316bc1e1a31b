public import JSONCore
public import LLMWire

/// The prices of one model of one provider.
public struct PriceRow: Sendable, Hashable {
  public enum Match: Sendable, Hashable {
    case exact
    /// Also with a date behind the name: `gpt-4o-2024-08-06`, `claude-haiku-4-5-20251001`.
    case dated
    case prefix
  }

  /// What the whole request costs when its prompt has more tokens.
  public struct Tier: Sendable, Hashable {
    public let above: Int
    public let price: Price

    public init(above: Int, price: Price) {
      self.above = above
      self.price = price
    }
  }

  /// What it costs at some hours of the week.
  public struct Window: Sendable, Hashable {
    /// One bit for each hour of a day, in UTC; one entry for each day, Monday first.
    public let hours: [UInt32]
    public let price: Price

    /// - `weekdays`: 0 is Monday.
    public init(weekdays: [Int], hours: [Range<Int>], price: Price) {
      let bits = hours.joined().reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
      self.hours = (0..<7).map { weekdays.contains($0) ? bits : 0 }
      self.price = price
    }
  }

  /// `*` for any.
  public let provider: JSONString
  /// `*` for any.
  public let model: JSONString
  public let match: Match
  /// Days since 1970 on which the row holds.
  public let days: Range<Int>
  public let price: Price
  /// The highest first.
  public let tiers: [Tier]
  public let windows: [Window]
  /// Percent of the price, by the name of the service tier.
  public let serviceTiers: [ShortText: Int]

  public init(
    provider: JSONString, model: JSONString, match: Match = .dated, days: Range<Int> = 0..<Int.max, price: Price,
    tiers: [Tier] = [], windows: [Window] = [], serviceTiers: [ShortText: Int] = [:]
  ) {
    self.provider = provider
    self.model = model
    self.match = match
    self.days = days
    self.price = price
    self.tiers = tiers.sorted { $0.above > $1.above }
    self.windows = windows
    self.serviceTiers = serviceTiers
  }
}
