import JSONCore
import LLMWire
import Testing

@Suite struct ReportedCostTests {
  private func cost(_ format: APIFormat, _ usages: String...) -> Int? {
    var scanner = UsageScanner(format)
    for usage in usages { _ = scanner.scan(event: JSONBytes(#"{"id":"x","usage":\#(usage)}"#)) }
    #expect(scanner.malformed == 0)
    return scanner.reportedCost
  }

  /// OpenRouter's, Perplexity's and xAI's, as they write it.
  @Test(arguments: [
    (#"{"prompt_tokens":1,"completion_tokens":2,"cost":0.00492,"is_byok":false}"#, 4_920_000),
    (#"{"prompt_tokens":1,"completion_tokens":2,"cost":8.19e-05}"#, 81_900),
    (#"{"prompt_tokens":1,"cost":1}"#, 1_000_000_000), (#"{"prompt_tokens":1,"cost":0}"#, 0),
    (
      #"{"prompt_tokens":7,"cost":{"input_tokens_cost":0.000021,"output_tokens_cost":0.001,"request_cost":0.006,"total_cost":0.007021}}"#,
      7_021_000
    ),
    (#"{"prompt_tokens":32,"completion_tokens":9,"total_tokens":41,"cost_in_usd_ticks":37756005}"#, 3_775_601),
    // With a key of one's own at the provider behind it the rest of the bill comes from there.
    (#"{"cost":0.0001,"is_byok":true,"cost_details":{"upstream_inference_cost":0.002}}"#, 2_100_000),
    (#"{"cost":0.0001,"is_byok":false,"cost_details":{"upstream_inference_cost":0.002}}"#, 100_000),
  ])
  func readsWhatProvidersSay(_ usage: String, _ nanoDollars: Int) {
    for format in [APIFormat.openai, .responses, .anthropic] { #expect(cost(format, usage) == nanoDollars) }
  }

  @Test(arguments: [
    #"{"prompt_tokens":1}"#, #"{"cost":null}"#, #"{"cost":"0.1"}"#, #"{"cost":-1}"#, #"{"cost":[1]}"#, #"{"cost":{}}"#,
    #"{"cost":{"total":1}}"#, #"{"cost":1e999}"#, #"{"cost_in_usd_ticks":null}"#, #"{"cost":0.1,"is_byok":true}"#,
    #"{"cost":0.1,"is_byok":true,"cost_details":{"upstream_inference_cost":null}}"#, #"{"costs":0.1}"#, "null",
  ])
  func nothingElseIsACost(_ usage: String) {
    for format in [APIFormat.openai, .responses, .anthropic] { #expect(cost(format, usage) == nil) }
  }

  @Test func theLastOneCounts() {
    #expect(cost(.openai, #"{"cost":0.1}"#, #"{"cost":0.3}"#, #"{"prompt_tokens":1}"#, #"{"cost":0}"#) == 300_000_000)
    #expect(cost(.openai, #"{"cost":0}"#, #"{"cost":0.3}"#) == 300_000_000)
  }

  @Test func isBounded() { #expect(cost(.openai, #"{"cost":1e300}"#) == 1_000_000_000_000_000) }

  /// Tokens of images that were made have another price than those of text.
  @Test func imagesHaveNoPrice() {
    var scanner = UsageScanner(.openai)
    let body = #"{"usage":{"prompt_tokens":5,"completion_tokens":9,"completion_tokens_details":{"image_tokens":8}}}"#
    scanner.scan(body: JSONBytes(body))
    #expect(scanner.usage == usage(5, completion: 9, unpriced: 1))
    var plain = UsageScanner(.openai)
    plain.scan(body: JSONBytes(body.replacing(":8}", with: ":0}")))
    #expect(plain.usage == usage(5, completion: 9))
  }
}
