import JSONCore
import LLMWire
import Pricing
import Testing

/// Whose prices a provider has, by what is known of it.
@Suite struct VendorTests {
  private let book = PriceBook(
    version: "v",
    rows: [
      PriceRow(provider: "openai", model: "gpt-oss", price: Price(input: 1_000_000, output: 0)),
      PriceRow(provider: "groq", model: "gpt-oss", price: Price(input: 2_000_000, output: 0)),
      PriceRow(provider: "openai-eu", model: "gpt-4o", price: Price(input: 3_000_000, output: 0)),
      PriceRow(provider: "ollama", model: "*", price: Price(input: 0, output: 0)),
      PriceRow(provider: "gemini", model: "flash", price: Price(input: 4_000_000, output: 0)),
    ])

  private func cost(_ account: PricedAccount, _ model: JSONString) -> PriceBook.Cost {
    var usage = Usage()
    usage.prompt = 1
    return book.cost(of: usage, account: account, model: model, secondsSinceEpoch: 0)
  }

  private func vendor(_ name: String, _ hosts: [String] = [], declared: String? = nil) -> JSONString {
    Vendor.account(named: name, declared: declared, hosts: hosts).vendor
  }

  @Test(arguments: [
    ("openai-eu", "api.openai.com", "openai"), ("a", "eu.api.openai.com", "openai"), ("a", "API.GROQ.com", "groq"),
    ("a", "mine.openai.azure.com", "azure"), ("a", "generativelanguage.googleapis.com", "google"),
    ("a", "openrouter.ai", "openrouter"), ("openai", "api.groq.com", "groq"),
    // Nothing is known of the host: the name decides.
    ("openai", "127.0.0.1", "openai"), ("gemini", "gateway.example", "google"), ("mine", "gateway.example", "mine"),
    // Hosts whose names only look alike.
    ("a", "notapi.openai.com", "a"), ("a", "api.openai.com.example", "a"), ("a", "openai.com", "a"),
  ])
  func isThatOfTheHostElseTheName(_ name: String, _ host: String, _ expected: String) {
    #expect(vendor(name, [host]) == JSONString(expected))
  }

  @Test func isDeclaredBeforeAnythingElse() {
    #expect(vendor("a", ["api.groq.com"], declared: "openai") == "openai")
    #expect(vendor("openai", declared: "mine") == "mine")
  }

  @Test func isNotGuessedFromSeveralHosts() {
    #expect(vendor("a", ["api.openai.com", "api.groq.com"]) == "a")
    #expect(vendor("a", ["api.openai.com", "gateway.example"]) == "a")
    #expect(vendor("a", ["api.openai.com", "eu.api.openai.com"]) == "openai")
  }

  @Test func rowsNameTheVendorOrTheProvider() {
    let second = Vendor.account(named: "openai-eu", declared: nil, hosts: ["api.openai.com"])
    #expect(cost(second, "gpt-oss") == .nanoDollars(1) && cost(second, "gpt-4o") == .nanoDollars(3))
    #expect(cost(PricedAccount("openai"), "gpt-4o") == .unknownModel)
    // By the name it has in the configuration, though the vendor has another.
    let gemini = Vendor.account(named: "gemini", declared: nil, hosts: ["generativelanguage.googleapis.com"])
    #expect(cost(gemini, "flash") == .nanoDollars(4))
  }

  @Test func noVendorHasThePricesOfAnother() {
    // Called as one vendor, it calls another.
    let misnamed = Vendor.account(named: "openai", declared: nil, hosts: ["api.groq.com"])
    #expect(cost(misnamed, "gpt-oss") == .nanoDollars(2))
    let elsewhere = Vendor.account(named: "ollama", declared: "ollama-cloud", hosts: ["ollama.com"])
    #expect(cost(elsewhere, "llama3:8b") == .unknownModel)
    #expect(cost(Vendor.account(named: "a", declared: nil, hosts: ["10.0.0.1"]), "gpt-oss") == .unknownModel)
  }

  @Test func regionalHostsSayTheGeography() {
    func geography(_ hosts: [String], _ told: ShortText = "") -> ShortText {
      var variant = ServiceVariant()
      variant.geography = told
      return Vendor.account(named: "a", declared: nil, hosts: hosts).completed(variant).geography
    }
    #expect(geography(["eu.api.openai.com"]) == "eu" && geography(["us.api.openai.com"]) == "us")
    #expect(geography(["api.openai.com"]) == "" && geography(["eu.api.openai.com", "api.openai.com"]) == "")
    #expect(geography(["eu.api.openai.com"], "global") == "global")
    #expect(geography(["eu.api.groq.com"]) == "")
  }
}
