import JSONCore
import LLMWire
import Pricing
import ProxyConfiguration
import ProxyProtocol
import SchemaRuntime
import Testing

/// The built-in table, as `make prices` made it.
@Suite struct PublishedTableTests {
  private let table = PublishedTable.read()

  @Test func coversWhatPeopleUse() {
    #expect(table.rows.count > 1000)
    #expect(Set(table.rows.map(\.provider)).count >= 20)
    #expect(Set(table.rows.filter { $0.provider != "openrouter" }.map(\.model)).count > 700)
  }

  @Test func everyRowHasASourceAndADate() {
    #expect(table.rows.allSatisfy { $0.source?.isEmpty == false && $0.date != nil })
  }

  @Test func noRowHidesAnother() {
    let names = table.rows.map { "\($0.provider)/\($0.model) \($0.from.map { "\($0.text)" } ?? "")" }
    #expect(Set(names).count == names.count)
  }

  /// A vendor of the table that no provider can be of would never be used.
  @Test func everyVendorIsOneThatProvidersAreOf() {
    let vendors = Set(table.rows.map { String($0.provider) })
    #expect(vendors.subtracting(Vendor.names) == [])
    #expect(Vendor.names.subtracting(vendors) == [])
  }

  /// Dollars for a million tokens in and a million out.
  @Test(arguments: [
    ("openai", "gpt-4.1-mini", 2.0), ("openai", "gpt-5-nano", 0.45), ("openai", "o4-mini", 5.5),
    ("openai", "gpt-5.1", 11.25), ("openai", "gpt-5-codex", 11.25), ("openai", "gpt-3.5-turbo", 2.0),
    ("openai", "text-embedding-3-large", 0.13), ("anthropic", "claude-sonnet-4-5", 28.5),
    ("anthropic", "claude-sonnet-4-5-20250929", 28.5), ("groq", "openai/gpt-oss-120b", 0.75),
    ("openrouter", "openai/gpt-5", 11.25), ("azure", "gpt-4o", 12.5), ("azure", "gpt-4o-2024-08-06", 12.5),
  ])
  func namesThatPeopleAskFor(_ vendor: String, _ model: String, _ dollars: Double) {
    var usage = Usage()
    usage.prompt = 1_000_000
    usage.completion = 1_000_000
    let found = PriceBook.published.cost(
      of: usage, account: PricedAccount(JSONString(vendor)), model: JSONString(model), secondsSinceEpoch: 1_796_000_000)
    #expect(found == .nanoDollars(Int((dollars * 1e9).rounded())))
  }

  @Test func pricesChangeOnAnnouncedDays() {
    var usage = Usage()
    usage.prompt = 1_000_000
    func cost(_ seconds: Int) -> PriceBook.Cost {
      PriceBook.published.cost(
        of: usage, account: PricedAccount("google"), model: "gemini-3.8-flash", secondsSinceEpoch: seconds)
    }
    // The last second of 2026 and the first of 2027.
    #expect(cost(1_798_761_599) == .nanoDollars(750_000_000) && cost(1_798_761_600) == .nanoDollars(1_500_000_000))
  }
}
