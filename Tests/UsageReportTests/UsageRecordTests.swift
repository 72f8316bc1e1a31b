import JSONCore
import Testing

@testable import UsageReport

/// What one line adds to which group.
@Suite struct UsageRecordTests {
  @Test func readsWhatAWholeRecordSays() throws {
    let line = finished(
      #","status":"success","prompt_tokens":100,"completion_tokens":20,"cached_tokens":40,"cache_write_tokens":5,"#
        + #""reasoning_tokens":7,"estimated_cost_nano_usd":123456789,"usage_partial":true"#)
    let record = try record(line)
    #expect(record.group.day == 20_777)
    #expect(record.group.texts == ["k1", "name of k1", "", "openai", "gpt-5", "chat", "", ""])
    var expected = UsageCounts()
    expected.requests = 1
    expected.promptTokens = 100
    expected.completionTokens = 20
    expected.cachedTokens = 40
    expected.cacheWriteTokens = 5
    expected.reasoningTokens = 7
    expected.costNanoDollars = 123_456_789
    expected.partial = 1
    #expect(record.counts == expected)
  }

  @Test(arguments: [
    // A success without a cost; usage without a price; the proxy's own mark.
    (#","status":"success","http_status":200"#, 1), (#","status":"failed","prompt_tokens":3,"http_status":502"#, 1),
    (#","status":"failed","http_status":500,"cost_unknown":"usage""#, 1),
    // Cut, ended by the client, out of time, died: the provider may charge.
    (#","status":"failed","http_status":200,"attempts":1"#, 1), (#","status":"cancelled","attempts":1"#, 1),
    (#","status":"timeout","http_status":504,"attempts":1"#, 1), (#","status":"unknown""#, 1),
    // Never sent; refused by the provider; a cost that is known to be none.
    (#","status":"cancelled","attempts":0"#, 0), (#","status":"failed","http_status":400,"attempts":1"#, 0),
    (#","status":"rate_limited","http_status":429,"attempts":2"#, 0),
    (#","status":"success","estimated_cost_nano_usd":0"#, 0),
  ])
  func distinguishesUnknownCostsFromNone(more: String, unknown: Int) throws {
    #expect(try record(finished(more)).counts.unknownCosts == unknown)
  }

  /// What is known of a cost is its lower bound.
  @Test func aCostThatIsNotAllOfItIsPartial() throws {
    let counts = try record(
      finished(#","status":"success","estimated_cost_nano_usd":5,"cost_unknown":"surcharge""#)
    ).counts
    #expect(counts.partial == 1)
    #expect(counts.unknownCosts == 0)
    #expect(counts.costNanoDollars == 5)
  }

  @Test(arguments: ["models", "count_tokens", "stored_response"])
  func someOperationsAreFree(operation: String) throws {
    let line =
      #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_finished","operation":"\#(operation)","status":"success"}"#
    #expect(try record(line).counts.unknownCosts == 0)
  }

  /// Records from before there were any have none.
  @Test(arguments: [
    ("", ["", "", ""]), (#","end_user":"alice","key_owner":"search team""#, ["search team", "alice", ""]),
    (#","tags":[]"#, ["", "", ""]), (#","tags":["a"]"#, ["", "", "a"]),
    (#","tags":["a","b,\u0022","c"]"#, ["", "", "a\nb,\"\nc"]),
    (#","metadata":{"end_user":"x","tags":["y"]}"#, ["", "", ""]),
  ])
  func readsWhomARequestIsFor(more: String, texts: [JSONString]) throws {
    let group = try record(finished(more)).group
    #expect([group.owner, group.user, group.tags] == texts)
  }

  @Test(arguments: [
    ("success", 0), ("cancelled", 0), ("failed", 1), ("rate_limited", 1), ("timeout", 1), ("unknown", 1),
  ])
  func countsErrors(status: String, errors: Int) throws {
    #expect(try record(finished(#","status":"\#(status)""#)).counts.errors == errors)
  }

  @Test func countsRefusalsApart() throws {
    let line = #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_rejected","status":"failed"}"#
    var expected = UsageCounts()
    expected.refused = 1
    #expect(try record(line).counts == expected)
    let many = #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_rejected","left_out":52}"#
    #expect(try record(many).counts.refused == 52)
  }

  @Test(arguments: [
    #"{"timestamp":"2026-11-20T00:00:00Z","request_id":"r","event_type":"request_received","model":"m"}"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","request_id":"r","event_type":"tool_finished","status":"success"}"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_rejected","operation":"execute_tool"}"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_finished","operation":"models","caused_by":"r"}"#,
  ])
  func leavesOtherEventsOut(line: String) {
    guard case .other = read(line) else { return #expect(Bool(false), "\(line)") }
  }

  @Test(arguments: [
    "", "{}", "[]", "nonsense", #"{"event_type":"request_finished"}"#, #"{"timestamp":"2026-11-20T00:00:00Z"}"#,
    #"{"timestamp":"yesterday","event_type":"request_finished"}"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_finished","prompt_tokens":-1}"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_finished","prompt_tokens":"1"}"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_finished","end_user":1}"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_finished","tags":"a"}"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_finished","tags":["a",1]}"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_finished","prompt_tokens":1"#,
    #"{"timestamp":"2026-11-20T00:00:00Z","event_type":"request_finished"}{}"#,
  ])
  func reportsWhatIsNoEvent(line: String) {
    guard case .unreadable = read(line) else { return #expect(Bool(false), "\(line)") }
  }

  /// The proxy writes UTC; what another wrote with an offset belongs to the day it is in UTC.
  @Test(arguments: [
    ("2026-11-20T23:30:00-01:00", 20_778), ("2026-11-20T00:30:00.5+01:00", 20_776),
    ("2026-11-20T23:59:59.999Z", 20_777),
    ("2024-02-29T10:00:00.123456Z", 19_782), ("2026-11-30T10:00:00Z", 20_787),
  ])
  func daysAreUTC(time: String, day: Int) throws {
    #expect(try record(#"{"timestamp":"\#(time)","event_type":"request_finished"}"#).group.day == day)
  }

  @Test func sumsDoNotWrap() {
    var sum = UsageCounts()
    var part = UsageCounts()
    part.costNanoDollars = .max
    sum.add(part)
    sum.add(part)
    #expect(sum.costNanoDollars == .max)
  }

  private func read(_ line: String) -> UsageRecord.Reading {
    let bytes = JSONBytes(line)
    // As the line feed behind a line is not a part of it.
    return UsageRecord.read(bytes, 0..<bytes.count - (line.hasSuffix("\n") ? 1 : 0))
  }

  private func record(_ line: String) throws -> UsageRecord {
    guard case .record(let record) = read(line) else { throw NoRecord() }
    return record
  }

  private struct NoRecord: Error {}
}
