import JSONCore
import LLMWire
import Pricing
import ProxyConfiguration
import Testing

@Suite struct PriceTablesTests {
  private func cost(_ book: PriceBook, _ provider: JSONString, _ model: JSONString, _ usage: Usage, at seconds: Int)
    -> PriceBook.Cost
  {
    book.cost(of: usage, account: PricedAccount(provider), model: model, secondsSinceEpoch: seconds)
  }

  /// A Monday, 02:00 UTC.
  private let peak = 1_795_399_200

  private var usage: Usage {
    var usage = Usage()
    usage.prompt = 1_000_000
    usage.cached = 400_000
    usage.completion = 100_000
    return usage
  }

  /// Million-token prices by hand: 0.6 x in + 0.4 x cached + 0.1 x out, in nano-dollars.
  @Test(arguments: [
    ("openai", "gpt-5", 1_800_000_000), ("openai", "gpt-5-mini-2025-08-07", 360_000_000),
    ("openai", "gpt-4o-mini", 180_000_000), ("openai", "gpt-5.5", 10_900_000_000),
    ("anthropic", "claude-opus-5", 5_700_000_000), ("anthropic", "claude-haiku-4-5-20251001", 1_140_000_000),
    ("deepseek", "deepseek-v4-pro", 1_205_600_000), ("deepseek", "deepseek-v4-flash", 302_400_000),
    ("google", "gemini-2.5-pro", 3_100_000_000), ("mistral", "mistral-large-latest", 470_000_000), ("ollama", "any", 0),
  ])
  func publishedPrices(_ provider: String, _ model: String, _ nanoDollars: Int) {
    let found = cost(.published, JSONString(provider), JSONString(model), usage, at: peak)
    #expect(found == .nanoDollars(nanoDollars))
  }

  @Test func halfPriceAtNight() {
    let found = cost(.published, "deepseek", "deepseek-v4-pro", usage, at: peak - 3600 * 2)
    #expect(found == .nanoDollars(602_800_000))
  }

  @Test func unpublishedPricesAreUnknown() {
    #expect(cost(.published, "openai", "gpt-9", usage, at: peak) == .unknownModel)
    #expect(cost(.published, "openai", "text-embedding-3-small", usage, at: peak) == .unknownBucket)
  }

  @Test func filesOverrideCompiledPrices() throws {
    let text = """
      { "version": "ours", // until the contract ends
        "rows": [
          { "provider": "openai", "model": "gpt-5", "until": "2026-11-24", "price": { "input": 1, "cacheRead": 0.000000001, "output": 2 } },
          { "provider": "openai", "model": "gpt-6", "from": "2026-11-24", "price": { "input": 1, "cacheRead": 0.1, "output": 2 } },
        ] }
      """
    let book = PriceBook(try OwnPrices(Array(text.utf8), file: "p"))
    #expect(book.version == JSONString("ours+\(PriceBook.published.version)"))
    #expect(cost(book, "openai", "gpt-5", usage, at: peak) == .nanoDollars(800_000_000))
    #expect(cost(book, "openai", "gpt-5", usage, at: peak + 86_400) == .nanoDollars(1_800_000_000))
    #expect(cost(book, "openai", "gpt-6", usage, at: peak) == .unknownModel)
    #expect(cost(book, "openai", "gpt-6", usage, at: peak + 86_400) == .nanoDollars(840_000_000))
    #expect(cost(book, "openai", "gpt-4o", usage, at: peak) == .nanoDollars(3_000_000_000))
  }

  @Test func surchargesOfPublishedAndOwnPrices() throws {
    func cost(_ book: PriceBook, _ model: JSONString, searches: Int = 0, _ geography: ShortText, _ speed: ShortText)
      -> PriceBook.Cost
    {
      var usage = Usage()
      usage.prompt = 1000
      usage.webSearches = searches
      var variant = ServiceVariant()
      variant.geography = geography
      variant.speed = speed
      return book.cost(
        of: usage, account: PricedAccount("anthropic"), model: model, secondsSinceEpoch: peak, variant: variant)
    }
    #expect(cost(.published, "claude-opus-5", searches: 3, "us", "fast") == .nanoDollars(11_000_000 + 30_000_000))
    #expect(cost(.published, "claude-sonnet-4-6", "us", "standard") == .nanoDollars(3_300_000))
    #expect(cost(.published, "claude-haiku-4-5", "us", "standard") == .unknownSurcharge)
    let text = """
      { "version": "ours", "rows": [{ "provider": "anthropic", "model": "m", "price": { "input": 1, "output": 1 },
        "geographies": { "eu": 120 }, "speeds": { "fast": 300 }, "webSearch": 0.005 }] }
      """
    let book = PriceBook(try OwnPrices(Array(text.utf8), file: "p"))
    #expect(cost(book, "m", searches: 1, "eu", "fast") == .nanoDollars(3_600_000 + 5_000_000))
    #expect(cost(book, "m", "us", "") == .unknownSurcharge)
  }

  @Test func reportsTheLocationOfErrorsInFiles() {
    let text =
      "{ \"version\": \"1\",\n \"rows\": [{ \"provider\": \"p\", \"model\": \"m\", \"price\": { \"imput\": 1, \"output\": 1 } }] }"
    let error = #expect(throws: InvalidFile.self) { try OwnPrices(Array(text.utf8), file: "p") }
    #expect(
      error?.lines.contains(#"2:55: /rows/0/price/imput: is not a declared member; did you mean "input"?"#) == true)
  }
}
