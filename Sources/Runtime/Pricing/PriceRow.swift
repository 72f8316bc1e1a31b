package import JSONCore
package import LLMWire

/// The prices of one model of one vendor.
package struct PriceRow: Sendable, Hashable {
  package enum Match: Sendable, Hashable {
    case exact
    /// Also with a date behind the name: `gpt-4o-2024-08-06`, `claude-haiku-4-5-20251001`.
    case dated
    case prefix
  }

  /// What the whole request costs when its prompt has more tokens.
  package struct Tier: Sendable, Hashable {
    package let above: Int
    package let price: Price

    package init(above: Int, price: Price) {
      self.above = above
      self.price = price
    }
  }

  /// What it costs by a service tier whose prices are no percentage of the others.
  package struct ServicePrice: Sendable, Hashable {
    package let price: Price
    /// The highest first.
    package let tiers: [Tier]

    package init(price: Price, tiers: [Tier] = []) {
      self.price = price
      self.tiers = tiers.sorted { $0.above > $1.above }
    }

    func price(promptTokens: Int) -> Price { tiers.first { promptTokens > $0.above }?.price ?? price }
  }

  /// What it costs at some hours of the week.
  package struct Window: Sendable, Hashable {
    /// One bit for each hour of a day, in UTC; one entry for each day, Monday first.
    package let hours: [UInt32]
    package let price: Price

    /// - `weekdays`: 0 is Monday.
    package init(weekdays: [Int], hours: [Range<Int>], price: Price) {
      let bits = hours.joined().reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
      self.hours = (0..<7).map { weekdays.contains($0) ? bits : 0 }
      self.price = price
    }
  }

  /// A vendor, or a provider of the configuration; `*` for any.
  package let provider: JSONString
  /// `*` for any.
  package let model: JSONString
  package let match: Match
  /// Days since 1970 on which the row holds.
  package let days: Range<Int>
  package let price: Price
  /// The highest first.
  package let tiers: [Tier]
  package let windows: [Window]
  /// Percent of the price, by the name of the service tier.
  package let serviceTiers: [ShortText: Int]
  package let servicePrices: [ShortText: ServicePrice]
  /// Percent of the price, by where the model ran.
  package let geographies: [ShortText: Int]
  /// Percent of the price, by the speed.
  package let speeds: [ShortText: Int]
  /// Nano-dollars for one search of the provider's.
  package let webSearch: Int?
  /// Nano-dollars for a request, whatever it has used.
  package let perRequest: Int?

  package init(
    provider: JSONString, model: JSONString, match: Match = .dated, days: Range<Int> = 0..<Int.max, price: Price,
    tiers: [Tier] = [], windows: [Window] = [], serviceTiers: [ShortText: Int] = [:],
    servicePrices: [ShortText: ServicePrice] = [:],
    geographies: [ShortText: Int] = [:], speeds: [ShortText: Int] = [:], webSearch: Int? = nil,
    perRequest: Int? = nil
  ) {
    self.provider = provider
    self.model = model
    self.match = match
    self.days = days
    self.price = price
    self.tiers = tiers.sorted { $0.above > $1.above }
    self.windows = windows
    self.serviceTiers = serviceTiers
    self.servicePrices = servicePrices
    self.geographies = geographies
    self.speeds = speeds
    self.webSearch = webSearch
    self.perRequest = perRequest
  }
}
