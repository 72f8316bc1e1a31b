import JSONCore
import Testing

@testable import UsageReport

@Suite struct UsageOutputTests {
  private let folder: AuditFixture

  init() throws {
    folder = try AuditFixture()
    try folder.write(
      "2026-11-20",
      finished(paid) + finished(paid, key: "k2", model: #"=cmd,\"x\"\u001b[31m"#)
        + finished(#","status":"success""#, day: "2026-11-21") + finished(paid, day: "2026-11-21"))
  }

  private func report(_ dimensions: [UsageDimension], _ days: ClosedRange<Int> = 0...Int.max) async throws
    -> UsageReport
  {
    UsageReport(try await folder.refresh(), by: dimensions, days: days)
  }

  @Test func theTableAligns() async throws {
    let table = UsageOutput(try await report([.day, .key])).table
    #expect(
      table == """
        day         key              requests  errors  refused  prompt  cached  cache write  completion  reasoning        cost $  unknown cost  partial
        2026-11-20  name of k1 (k1)         1       0        0      10       0            0           3          0    0.00000025             0        0
        2026-11-20  name of k2 (k2)         1       0        0      10       0            0           3          0    0.00000025             0        0
        2026-11-21  name of k1 (k1)         2       0        0      10       0            0           3          0  >=0.00000025             1        0
        total                               4       0        0      30       0            0           9          0  >=0.00000075             1        0

        """)
  }

  @Test func nothingInATableSteersTheTerminal() async throws {
    let table = UsageOutput(try await report([.model])).table
    #expect(!table.utf8.contains(0x1B))
    #expect(table.contains("\u{241B}[31m"))
  }

  @Test func aSpreadsheetCalculatesNothing() async throws {
    let csv = csv(try await report([.model]))
    let lines = csv.split(separator: "\n")
    #expect(lines.first?.hasPrefix("model,requests,errors,refused,prompt_tokens,") == true)
    #expect(csv.contains("\"'=cmd,\"\"x\"\"\u{1B}[31m\",1,0,0,10,0,0,3,0,0.00000025,0,0\n"))
    #expect(csv.contains("gpt-5,3,0,0,20,0,0,6,0,0.0000005,1,0\n"))
  }

  @Test func theObjectHasRowsAndTotal() async throws {
    var writer = JSONWriter()
    UsageOutput(try await report([.key], 20_778...20_778)).write(to: &writer)
    let text = String(decoding: writer.bytes, as: UTF8.self)
    #expect(
      text == #"{"rows":[{"key_id":"k1","key":"name of k1","requests":2,"errors":0,"refused":0,"prompt_tokens":10,"#
        + #""cached_tokens":0,"cache_write_tokens":0,"completion_tokens":3,"reasoning_tokens":0,"#
        + #""unknown_cost_requests":1,"partial_requests":0,"cost_usd":0.00000025,"cost_nano_usd":250}],"#
        + #""total":{"requests":2,"errors":0,"refused":0,"prompt_tokens":10,"cached_tokens":0,"cache_write_tokens":0,"#
        + #""completion_tokens":3,"reasoning_tokens":0,"unknown_cost_requests":1,"partial_requests":0,"#
        + #""cost_usd":0.00000025,"cost_nano_usd":250},"unreadable_lines":0}"# + "\n")
  }

  /// A key that was renamed is one row, under its last name.
  @Test func keysAreGroupedByID() async throws {
    try folder.write("2026-11-22", finished(paid, day: "2026-11-22").replacing("name of k1", with: "new name"))
    let report = try await report([.key])
    #expect(report.rows.map { report.text($0, .key) } == ["k1", "k2"])
    #expect(report.rows.map { report.keyName($0) } == ["new name", "name of k2"])
  }

  /// A request with two tags is in both rows, and once in the total.
  @Test func tagsAreRowsOfTheirOwn() async throws {
    try folder.write(
      "2026-11-22",
      finished(paid + #","tags":["a","b"]"#, day: "2026-11-22") + finished(paid + #","tags":["b"]"#, day: "2026-11-22")
        + finished(paid + #","tags":["c","c"],"end_user":"alice""#, day: "2026-11-22"))
    let day = 20_779...20_779
    let byTag = try await report([.tag], day)
    #expect(byTag.rows.map { byTag.text($0, .tag) } == ["b", "a", "c"])
    #expect(byTag.rows.map(\.counts.requests) == [2, 1, 1])
    #expect(byTag.total.requests == 3)
    let byBoth = try await report([.user, .tag], day)
    #expect(csv(byBoth).hasPrefix("user,tag,requests,"))
    #expect(csv(byBoth).contains("\n,b,2,0,0,20,") && csv(byBoth).contains("\nalice,c,1,0,0,10,"))
    #expect(UsageOutput(byBoth).table.contains("\nalice  c           1"))
    var writer = JSONWriter()
    UsageOutput(byBoth).write(to: &writer)
    let text = String(decoding: writer.bytes, as: UTF8.self)
    #expect(
      text.contains(#"{"user":null,"tag":"b","requests":2,"#)
        && text.contains(#"{"user":"alice","tag":"c","requests":1,"#))
  }

  @Test func ownersAreGroupedBy() async throws {
    try folder.write(
      "2026-11-22", finished(paid + #","key_owner":"ops""#, day: "2026-11-22") + finished(paid, day: "2026-11-22"))
    let report = try await report([.owner], 20_779...20_779)
    #expect(report.rows.map { report.text($0, .owner) } == ["", "ops"])
  }

  private func csv(_ report: UsageReport) -> String {
    var writer = JSONWriter()
    UsageOutput(report).writeCSV(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (0, "0.00"), (1, "0.000000001"), (10_000_000, "0.01"), (1_500_000_000, "1.50"), (122_500, "0.0001225"),
    (100_000_000, "0.10"), (999_999_999, "0.999999999"), (-1_500_000_000, "-1.50"),
    (9_223_372_036_854_775_807, "9223372036.854775807"),
  ])
  func dollarsAreExact(nano: Int, text: String) { #expect(Dollars.text(nano) == text) }
}
