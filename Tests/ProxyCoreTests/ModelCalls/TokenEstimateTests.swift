import JSONCore
import LLMWire
import Testing

@testable import ProxyCore

@Suite struct TokenEstimateTests {
  private func tokens(_ content: String, _ more: String = #","max_tokens":16"#) throws -> UInt64 {
    let body = JSONBytes(
      Array(#"{"model":"gpt-5","messages":[{"role":"user","content":\#(content)}]\#(more)}"#.utf8))
    let scan = try #require(RequestScan(body))
    return TokenEstimate.tokens(maxTokens: scan.maxTokens, choices: scan.choices, body)
  }

  private func image(_ bytes: Int) -> String {
    #"{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(String(repeating: "A", count: bytes))"}}"#
  }

  @Test func aQuarterOfTheBytesPlusTheResponse() throws {
    let short = try tokens("\"Hello\"")
    #expect((30...50).contains(short))
    let three = try tokens("\"Hello\"", #","max_tokens":1000,"n":3"#)
    #expect((short + 2984...short + 2988).contains(three))
    // No bound of the response: a usual one.
    let unbounded = try tokens("\"Hello\"", "")
    #expect((short + 978...short + 982).contains(unbounded))
    #expect(try tokens("\"\(String(repeating: "word ", count: 200_000))\"") > 250_000)
  }

  /// The same for a small image and a large one.
  @Test func imagesHaveAFixedNumber() throws {
    let without = try tokens("[]")
    let one = try tokens("[\(image(20_000))]")
    #expect(one == (try tokens("[\(image(4_000_000))]")))
    #expect((1600...1650).contains(one - without))
    let three = try tokens("[\(image(9000)),\(image(90_000)),\(image(900_000))]")
    #expect((4800...4950).contains(three - without))
  }
}
