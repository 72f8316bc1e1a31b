import JSONCore
import ProxyConfiguration
import ProxyProtocol
import Testing

@Suite struct PriceTableCheckTests {
  private static let price = #""price": { "input": 1, "output": 2 }"#

  private func file(_ rows: [String]) throws -> PriceTableFile {
    try PriceTableFile(Array("{ \"version\": \"v\", // mine\n\"rows\": [\n\(rows.joined(separator: ",\n"))\n] }".utf8))
  }

  private func row(_ model: String, _ rest: String = "", of provider: String = "mine") -> String {
    #"{ "provider": "\#(provider)", "model": "\#(model)", \#(rest.isEmpty ? "" : rest + ", ")\#(Self.price) }"#
  }

  private func findings(_ rows: [String], builtIn: [String] = []) throws -> [String] {
    PriceTableCheck(try file(rows), builtIn: try file(builtIn).table).findings.map(\.line)
  }

  @Test func aTableOfNewModelsHasNothingToSay() throws {
    #expect(try findings([row("a"), row("b", #""match": "prefix""#), row("*", of: "mine")]) == [])
    #expect(try findings([]) == [])
  }

  @Test func namesRowsThatNeverApply() throws {
    #expect(
      try findings([row("a", #""from": "2027-01-02", "until": "2027-01-02""#)]) == [
        "3:1: /rows/0: warning: never applies: until is not after from"
      ])
    #expect(
      try findings([row("a"), row("b"), row("a")]) == [
        "3:1: /rows/0: warning: never applies: the row of the same model at 5:1 does"
      ])
    #expect(
      try findings([row("a", #""match": "exact""#), row("a")]).count == 1)
    #expect(
      try findings([row("a"), row("a", #""match": "exact""#)]) == [
        "3:1: /rows/0: warning: overlaps with the row of the same model at 4:1, which applies where both do"
      ])
  }

  @Test func rowsOfFollowingDaysDoNotOverlap() throws {
    #expect(try findings([row("a", #""until": "2027-01-01""#), row("a", #""from": "2027-01-01""#)]) == [])
    #expect(try findings([row("a", #""until": "2027-01-02""#), row("a", #""from": "2027-01-01""#)]).count == 1)
    #expect(try findings([row("a", of: "x"), row("a", of: "y")]) == [])
  }

  @Test func namesPartsThatNeverApply() throws {
    let tier = #"{ "above": 5, "price": { "input": 1, "output": 1 } }"#
    let window = #"{ "days": ["monday"], "hours": [{ "from": 9, "to": 3 }], "price": { "input": 1, "output": 1 } }"#
    let found = try findings([
      row("a", #""tiers": [\#(tier), \#(tier)]"#), row("b", #""windows": [\#(window)]"#),
      row("c", #""serviceTiers": { "flex": 50 }, "servicePrices": { "flex": { \#(Self.price) } }"#),
      row("d", of: "opnai"),
    ])
    #expect(
      found == [
        "3:1: /rows/0: warning: has two tiers above 5: one of them never applies",
        "4:1: /rows/1: warning: windows/0 has hours that never come: to must be after from",
        "5:1: /rows/2: warning: serviceTiers/flex never applies: servicePrices has prices for it",
        #"6:1: /rows/3: warning: no vendor is called "opnai"; did you mean "openai"?"#,
      ])
  }

  @Test func showsWhatIsReplaced() throws {
    let builtIn = [
      #"{ "provider": "openai", "model": "gpt-5", "price": { "input": 1.25, "cacheRead": 0.125, "output": 2 }, "serviceTiers": { "flex": 50 } }"#,
      row("gpt-5-mini", of: "openai"), row("o3", of: "openai"),
    ]
    #expect(
      try findings([row("gpt-5", of: "openai")], builtIn: builtIn) == [
        "3:1: /rows/0: note: replaces the built-in price of openai/gpt-5: input 1.25 -> 1, cacheRead 0.125 -> none, flex 50 % -> none"
      ])
    #expect(
      try findings([row("o3", of: "openai")], builtIn: builtIn) == [
        "3:1: /rows/0: note: replaces the built-in price of openai/o3: which is the same"
      ])
    #expect(
      try findings([row("gpt-", #""match": "prefix""#, of: "openai"), row("*", of: "*")], builtIn: builtIn) == [
        "3:1: /rows/0: note: does not apply where 2 built-in rows say more of the model's name, such as openai/gpt-5",
        "4:1: /rows/1: note: does not apply where 3 built-in rows say more of the model's name, such as openai/gpt-5",
      ])
  }

  @Test func modelsThatSearchNeedAFee() throws {
    let warning = "/rows/0: warning: gives no cost: such a model searches for every request; write perRequest, the fee"
    let found = try findings([row("sonar-pro", of: "perplexity"), row("gpt-5", of: "openai")])
    #expect(found.count == 1 && found[0].contains(warning), "\(found)")
    #expect(
      try findings([row("sonar-pro", #""perRequest": 0.006"#, of: "perplexity"), row("sonar", of: "ollama")]) == [])
  }

  @Test func differencesAreOfWholeTables() throws {
    let old = try file([row("a"), row("b"), row("c", #""webSearch": 0.01, "perRequest": 0.005"#)]).table
    let new = try file([row("c"), row("a"), row("d", #""serviceTiers": { "flex": 50 }"#)]).table
    #expect(PriceDifference(from: old, to: old).lines == [])
    #expect(
      PriceDifference(from: old, to: new).lines == [
        "- mine/b: input 1, output 2", "~ mine/c: web search 0.01 -> none, request 0.005 -> none",
        "+ mine/d: input 1, output 2, flex 50 %",
      ])
  }

  @Test func listsRowsByVendorAndModel() throws {
    let table = try file([
      row("gpt-5", of: "openai"), row("gpt-5", of: "azure"), row("*", of: "ollama"),
      row("x", #""match": "prefix""#, of: "google"),
    ]).table
    func titles(_ vendor: String?, _ model: String?) -> [JSONString] {
      PriceListing(table, vendor: vendor, model: model).rows.map(\.provider)
    }
    #expect(titles(nil, nil).count == 4)
    #expect(titles(nil, "gpt-5-2025-08-07") == ["openai", "azure"])
    #expect(titles("gemini", nil) == ["google"] && titles(nil, "xyz") == ["google"])
    #expect(titles("ollama", "any") == ["ollama"] && titles("openai", "x") == [])
    #expect(PriceListing(table, vendor: "openai").lines == "openai/gpt-5  input 1, output 2\n")
    #expect(PriceListing(table, vendor: "google").lines == "google/x*  input 1, output 2\n")
  }
}
