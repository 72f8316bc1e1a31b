import Foundation
import JSONCore
import Testing

@testable import ProxyCore

@Suite struct MetricFamilyTests {
  @Test func namesAreUniqueAndOfTheirKind() {
    #expect(Set(MetricFamily.all.map { "\($0.name)" }).count == MetricFamily.all.count)
    for family in MetricFamily.all {
      let isTotal = "\(family.name)".hasSuffix("_total")
      #expect(isTotal == (family.kind == .counter), "\(family.name)")
      #expect(!"\(family.help)".utf8.contains { $0 == 0x5C || $0 == 0x0A }, "help is written as it is")
    }
  }

  /// With `SECURELLM_RECORD_METRICS=1` the page is written, and the test fails once.
  @Test func theDocumentationIsThisTable() throws {
    let page = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../docs/metrics.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    let begin = try #require(text.range(of: "MetricFamily.swift -->\n")).upperBound
    let end = try #require(text.range(of: "<!-- end -->")).lowerBound
    #expect(String(text[begin..<end]) == MetricFamily.documentation)
    guard ProcessInfo.processInfo.environment["SECURELLM_RECORD_METRICS"] != nil else { return }
    try text.replacingCharacters(in: begin..<end, with: MetricFamily.documentation)
      .write(to: page, atomically: true, encoding: .utf8)
    Issue.record("docs/metrics.md was written")
  }

  @Test func labelsAreEscapedByteByByte() {
    var text = PrometheusText()
    text.family(.attempts) { text in
      text.sample(.attempts, ["a\\b\"c\nd"], 1)
      // A quote with an accent is one character of Swift.
      text.sample(.attempts, [JSONString("\"\u{301}\r\n")], 2)
    }
    let lines = String(decoding: text.bytes, as: UTF8.self)
    #expect(lines.contains(#"securellm_upstream_attempts_total{provider="a\\b\"c\nd"} 1"#))
    #expect(lines.contains("{provider=\"\\\"\u{301}\r\\n\"} 2\n"))
  }

  @Test func moneyIsExact() {
    var text = PrometheusText()
    text.sample(.cost, ["p", "m", "k"], nanoDollars: 12_000_000_007)
    #expect(
      String(decoding: text.bytes, as: UTF8.self)
        == #"securellm_cost_usd_total{gen_ai_provider_name="p",gen_ai_request_model="m",securellm_key="k"} 12.000000007"#
        + "\n")
  }
}
