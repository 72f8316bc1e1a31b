import JSONCore
import LLMWire
import Pricing
import Testing

/// Worked examples: dollars per million tokens are thousands of nano-dollars per token.
@Suite struct PriceBookTests {
  private static let hoursOffPeak = [0..<1, 4..<6, 10..<24]
  private static func dollars(_ amount: Double) -> Int { Int((amount * 1e9).rounded()) }

  private let book = PriceBook(
    version: "test",
    rows: [
      PriceRow(
        provider: "openai", model: "gpt-5.5",
        price: Price(input: dollars(5), cacheRead: dollars(0.5), output: dollars(30)),
        tiers: [
          PriceRow.Tier(
            above: 272_000, price: Price(input: dollars(10), cacheRead: dollars(1), output: dollars(45)))
        ], serviceTiers: ["flex": 50, "priority": 250], geographies: ["us": 110, "global": 90], speeds: ["fast": 200],
        webSearch: dollars(0.01)),
      PriceRow(
        provider: "openai", model: "o4-mini",
        price: Price(input: dollars(1.1), cacheRead: dollars(0.275), output: dollars(4.4)),
        serviceTiers: ["batch": 50],
        servicePrices: [
          "priority": PriceRow.ServicePrice(
            price: Price(input: dollars(2), output: dollars(8)),
            tiers: [PriceRow.Tier(above: 2000, price: Price(input: dollars(4), output: dollars(16)))])
        ], geographies: ["us": 110]),
      PriceRow(provider: "openai", model: "gpt-4o", price: Price(input: dollars(2.5), output: dollars(10))),
      PriceRow(
        provider: "anthropic", model: "claude-sonnet-4-6",
        price: Price(
          input: dollars(3), cacheRead: dollars(0.3), cacheWrite: dollars(3.75), cacheWrite1h: dollars(6),
          output: dollars(15))),
      PriceRow(
        provider: "deepseek", model: "deepseek-v4-flash",
        price: Price(input: dollars(0.3), cacheRead: dollars(0.006), output: dollars(1.2)),
        windows: [
          PriceRow.Window(
            weekdays: [0, 1, 2, 3, 4], hours: hoursOffPeak,
            price: Price(input: dollars(0.15), cacheRead: dollars(0.003), output: dollars(0.6))),
          PriceRow.Window(
            weekdays: [5, 6], hours: [0..<24],
            price: Price(input: dollars(0.15), cacheRead: dollars(0.003), output: dollars(0.6))),
        ]),
    ])

  private func cost(
    _ usage: Usage, _ provider: JSONString, _ model: JSONString, at seconds: Int = 1_795_600_000, tier: ShortText = "",
    geography: ShortText = "", speed: ShortText = ""
  ) -> PriceBook.Cost {
    var variant = ServiceVariant()
    variant.tier = tier
    variant.geography = geography
    variant.speed = speed
    return book.cost(
      of: usage, account: PricedAccount(provider), model: model, secondsSinceEpoch: seconds, variant: variant)
  }

  private func usage(_ prompt: Int, cached: Int = 0, written: Int = 0, hour: Int = 0, completion: Int = 0) -> Usage {
    var usage = Usage()
    usage.prompt = prompt
    usage.cached = cached
    usage.cacheWrite = written
    usage.cacheWrite1h = hour
    usage.completion = completion
    return usage
  }

  @Test func cachedTokensOfThePromptCostTheirOwnPrice() {
    // 200 x 5,000 + 1,000 x 500 + 50 x 30,000 nano-dollars.
    #expect(cost(usage(1200, cached: 1000, completion: 50), "openai", "gpt-5.5") == .nanoDollars(3_000_000))
  }

  @Test func anthropicsFourKindsOfPromptTokens() {
    // 25 new, 4,000 read, 100 written for five minutes, 200 for an hour, 15 of the response:
    // 25 x 3,000 + 4,000 x 300 + 100 x 3,750 + 200 x 6,000 + 15 x 15,000.
    let usage = usage(4325, cached: 4000, written: 300, hour: 200, completion: 15)
    #expect(cost(usage, "anthropic", "claude-sonnet-4-6") == .nanoDollars(3_075_000))
  }

  @Test func longPromptsCostMoreAsAWhole() {
    #expect(cost(usage(272_000, completion: 10), "openai", "gpt-5.5") == .nanoDollars(1_360_300_000))
    #expect(cost(usage(272_001, completion: 10), "openai", "gpt-5.5") == .nanoDollars(2_720_460_000))
  }

  @Test func serviceTiersScaleThePrice() {
    #expect(cost(usage(1000), "openai", "gpt-5.5", tier: "default") == .nanoDollars(5_000_000))
    #expect(cost(usage(1000), "openai", "gpt-5.5", tier: "flex") == .nanoDollars(2_500_000))
    #expect(cost(usage(1000), "openai", "gpt-5.5", tier: "priority") == .nanoDollars(12_500_000))
    #expect(cost(usage(1000), "openai", "gpt-5.5", tier: "brand_new") == .unknownSurcharge)
    #expect(cost(usage(1000), "openai", "gpt-4o", tier: "flex") == .unknownSurcharge)
  }

  @Test func serviceTiersCanHavePricesOfTheirOwn() {
    #expect(cost(usage(1000, completion: 10), "openai", "o4-mini", tier: "priority") == .nanoDollars(2_080_000))
    #expect(cost(usage(1000), "openai", "o4-mini", tier: "priority", geography: "us") == .nanoDollars(2_200_000))
    #expect(cost(usage(2001), "openai", "o4-mini", tier: "priority") == .nanoDollars(8_004_000))
    // What they leave out is not taken from the price itself.
    #expect(cost(usage(1000, cached: 1), "openai", "o4-mini", tier: "priority") == .unknownBucket)
    #expect(cost(usage(1000), "openai", "o4-mini", tier: "batch") == .nanoDollars(550_000))
    #expect(cost(usage(1000), "openai", "o4-mini") == .nanoDollars(1_100_000))
    #expect(cost(usage(1000), "openai", "o4-mini", tier: "flex") == .unknownSurcharge)
  }

  @Test func geographiesAndSpeedsScaleThePrice() {
    func cost(_ model: JSONString, geography: ShortText = "", speed: ShortText = "", tier: ShortText = "")
      -> PriceBook.Cost
    {
      self.cost(usage(1000), "openai", model, tier: tier, geography: geography, speed: speed)
    }
    #expect(cost("gpt-5.5", geography: "us") == .nanoDollars(5_500_000))
    #expect(cost("gpt-5.5", geography: "not_available", speed: "standard") == .nanoDollars(5_000_000))
    #expect(cost("gpt-5.5", speed: "fast") == .nanoDollars(10_000_000))
    #expect(cost("gpt-5.5", geography: "us", speed: "fast", tier: "flex") == .nanoDollars(5_500_000))
    // A row decides on what is plain elsewhere, too.
    #expect(cost("gpt-5.5", geography: "global") == .nanoDollars(4_500_000))
    #expect(cost("gpt-4o", geography: "global", speed: "standard") == .nanoDollars(2_500_000))
    for unknown in ["eu", "fast"] as [ShortText] {
      #expect(cost("gpt-5.5", geography: unknown) == .unknownSurcharge)
      #expect(cost("gpt-4o", geography: unknown) == .unknownSurcharge)
      #expect(cost("gpt-4o", speed: unknown) == .unknownSurcharge)
    }
  }

  @Test func searchesHaveAPriceOfTheirOwn() {
    var used = usage(1000)
    used.webSearches = 3
    #expect(cost(used, "openai", "gpt-5.5") == .nanoDollars(35_000_000))
    // No surcharge changes it.
    #expect(cost(used, "openai", "gpt-5.5", speed: "fast") == .nanoDollars(40_000_000))
    #expect(cost(used, "openai", "gpt-4o") == .unknownSurcharge)
    used.unpricedParts = 1
    #expect(cost(used, "openai", "gpt-5.5") == .unknownSurcharge)
    used.unpricedParts = 0
    used.webSearches = .max
    #expect(cost(used, "openai", "gpt-5.5") == .nanoDollars(.max))
  }

  private func fees(_ row: PriceRow, _ account: PricedAccount, _ model: JSONString) -> PriceBook.Cost {
    PriceBook(version: "fees", rows: [row]).cost(
      of: usage(1000, completion: 100), account: account, model: model, secondsSinceEpoch: monday)
  }

  private func row(_ model: JSONString, fee: Int? = nil, tiers: [ShortText: Int] = [:]) -> PriceRow {
    PriceRow(
      provider: "*", model: model, match: .prefix, price: Price(input: Self.dollars(1), output: Self.dollars(10)),
      serviceTiers: tiers, perRequest: fee)
  }

  /// By tokens alone they would seem to cost a fraction of what they do.
  @Test(arguments: [
    ("openai", "gpt-4o-search-preview"), ("openai", "gpt-4o-mini-search-preview-2025-03-11"),
    ("openai", "gpt-5-search-api"), ("perplexity", "sonar"), ("perplexity", "sonar-pro"),
    ("openrouter", "perplexity/sonar-reasoning-pro"), ("gateway", "sonar"),
  ])
  func searchesWithEveryRequestNeedAFee(_ vendor: String, _ model: String) {
    let (account, model) = (PricedAccount(JSONString(vendor)), JSONString(model))
    #expect(fees(row("gpt"), account, "gpt-4o") == .nanoDollars(2_000_000))
    for said in [model, "*"] as [JSONString] {
      #expect(fees(row(said), account, model) == .unknownSurcharge)
      #expect(fees(row(said, fee: 5_000_000), account, model) == .nanoDollars(7_000_000))
      #expect(fees(row(said, fee: 0), account, model) == .nanoDollars(2_000_000))
    }
  }

  @Test func otherModelsNeedNone() {
    for model in ["gpt-4o", "o3-deep-research", "nousresearch/hermes", "search-preview", "sona"] as [JSONString] {
      #expect(fees(row("*"), PricedAccount("openai"), model) == .nanoDollars(2_000_000))
      #expect(fees(row("*", fee: 1), PricedAccount("openai"), model) == .nanoDollars(2_000_001))
    }
    // Nobody charges for what runs on a machine of one's own.
    #expect(fees(row("*"), PricedAccount("ollama"), "sonar-7b") == .nanoDollars(2_000_000))
  }

  @Test func noSurchargeChangesAFee() {
    let book = PriceBook(version: "fees", rows: [row("*", fee: 5_000_000, tiers: ["flex": 50])])
    var variant = ServiceVariant()
    variant.tier = "flex"
    #expect(
      book.cost(
        of: usage(1000, completion: 100), account: PricedAccount("openai"), model: "gpt-4o", secondsSinceEpoch: monday,
        variant: variant) == .nanoDollars(6_000_000))
  }

  @Test func aPriceOfOnesOwnIsKnownAsSuch() {
    let built = PriceRow(provider: "xai", model: "grok", price: Price(input: 1, output: 1))
    let both = PriceBook(
      version: "x", rows: [built, PriceRow(provider: "xai", model: "grok-4", price: Price(input: 2, output: 2))], own: 1
    )
    let account = PricedAccount("xai")
    #expect(!both.hasOwnPrice(account, model: "grok", day: 20_000))
    #expect(both.hasOwnPrice(account, model: "grok-4", day: 20_000))
    #expect(!both.hasOwnPrice(account, model: "other", day: 20_000))
    #expect(!PriceBook(version: "x", rows: [built]).hasOwnPrice(account, model: "grok", day: 20_000))
    #expect(account.reportsCost && !PricedAccount("openai").reportsCost)
  }

  /// 2026-11-23 is a Monday; its midnight in UTC.
  private let monday = 1_795_392_000

  @Test(arguments: [
    (0, false), (1, true), (3, true), (4, false), (5, false), (6, true), (9, true), (10, false), (23, false),
  ])
  func deepSeeksHoursOnWorkdays(_ hour: Int, _ isPeak: Bool) {
    let million = usage(1_000_000, cached: 500_000, completion: 1_000_000)
    for day in 0..<5 {
      for second in [0, 3599] {
        let found = cost(million, "deepseek", "deepseek-v4-flash", at: monday + day * 86_400 + hour * 3600 + second)
        #expect(found == .nanoDollars(isPeak ? 1_353_000_000 : 676_500_000))
      }
    }
    for day in 5..<7 {
      let found = cost(million, "deepseek", "deepseek-v4-flash", at: monday + day * 86_400 + hour * 3600)
      #expect(found == .nanoDollars(676_500_000))
    }
  }

  @Test func guessesNoUnknownPrices() {
    #expect(cost(usage(1), "openai", "gpt-6") == .unknownModel)
    #expect(cost(usage(1), "other", "gpt-4o") == .unknownModel)
    #expect(cost(usage(10, cached: 1), "openai", "gpt-4o") == .unknownBucket)
    var audio = usage(10)
    audio.audioPrompt = 1
    #expect(cost(audio, "openai", "gpt-4o") == .unknownBucket)
  }

  @Test(arguments: ["gpt-4o", "gpt-4o-2024-08-06", "gpt-4o-20240806", "gpt-4o@20240806"])
  func datedNamesAreTheSameModel(_ model: String) {
    #expect(cost(usage(1), "openai", JSONString(model)) == .nanoDollars(2500))
  }

  @Test(arguments: [
    "gpt-4o-mini", "gpt-4o-2024-0806", "gpt-4o-2024", "gpt-4o-", "gpt-4", "gpt-4o-2024-08-06-x", "GPT-4o",
  ])
  func otherNamesAreOtherModels(_ model: String) {
    #expect(cost(usage(1), "openai", JSONString(model)) == .unknownModel)
  }

  @Test func theMostSpecificThenLastRowWins() {
    func row(_ provider: JSONString, _ model: JSONString, _ match: PriceRow.Match, _ rate: Int, _ days: Range<Int>)
      -> PriceRow
    {
      PriceRow(
        provider: provider, model: model, match: match, days: days, price: Price(input: rate * 1_000_000, output: 0))
    }
    let book = PriceBook(
      version: "v",
      rows: [
        row("*", "*", .prefix, 1, 0..<Int.max), row("p", "m-", .prefix, 2, 0..<Int.max),
        row("p", "m-long", .exact, 3, 0..<20_000), row("p", "m-long", .exact, 4, 20_000..<20_010),
        row("p", "m-long", .exact, 5, 20_005..<Int.max),
      ])
    func rate(_ provider: JSONString, _ model: JSONString, _ day: Int) -> PriceBook.Cost {
      book.cost(of: usage(1), account: PricedAccount(provider), model: model, secondsSinceEpoch: day * 86_400 + 86_399)
    }
    #expect(rate("q", "m-long", 1) == .nanoDollars(1) && rate("p", "m-x", 1) == .nanoDollars(2))
    #expect(rate("p", "m-long", 19_999) == .nanoDollars(3) && rate("p", "m-long", 20_000) == .nanoDollars(4))
    #expect(rate("p", "m-long", 20_005) == .nanoDollars(5))
  }

  @Test func sumsAreExactAndRoundedOnce() {
    let price = Price(input: 2_800_000, cacheRead: 1, output: 0)
    #expect(price.cost(of: usage(1)) == 3 && price.cost(of: usage(2)) == 6 && price.cost(of: usage(5)) == 14)
    #expect(price.cost(of: usage(500_000, cached: 500_000)) == 1)
    #expect(price.cost(of: usage(499_999, cached: 499_999)) == 0)
    let huge = usage(1_000_000_000_000, completion: 1_000_000_000_000)
    #expect(Price(input: .max, output: .max).cost(of: huge) == .max)
    #expect(Price(input: .max, output: .max).cost(of: huge, millionths: 1_000_000_000_000_000) == .max)
    #expect(price.cost(of: usage(1), millionths: 1_100_000) == 3)
    #expect(price.cost(of: usage(10), millionths: 1_100_000) == 31)
  }

  @Test func acceptsPartsLargerThanTheWhole() {
    #expect(cost(usage(10, cached: 1000), "openai", "gpt-5.5") == .nanoDollars(500_000))
  }
}
