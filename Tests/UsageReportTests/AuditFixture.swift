import Foundation
import Testing

@testable import UsageReport

/// A folder with audit files, gone with the value.
final class AuditFixture {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "usage-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ day: String) -> String { "\(path)/audit-\(day).jsonl" }

  /// Writes a file anew: under another inode, as an editor does.
  func write(_ day: String, _ text: String) throws {
    try text.write(toFile: file(day), atomically: true, encoding: .utf8)
    settle(day)
  }

  /// Adds to a file as the proxy does.
  func append(_ day: String, _ text: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: file(day)))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  /// Waits until the file's time is old enough to be trusted: a run in the same moment reads the file once more, which
  /// is right and which these tests are not about.
  func settle(_ day: String) { usleep(120_000) }

  @discardableResult
  func refresh(rebuilding: Bool = false) async throws -> UsageIndex {
    try await UsageIndex.refreshed(path, rebuilding: rebuilding, threads: 2).index
  }

  func total() async throws -> UsageCounts { UsageReport(try await refresh(), by: [], days: 0...Int.max).total }
}

/// A closing event; members that a test is about are given as text.
func finished(
  _ more: String, day: String = "2026-11-20", key: String = "k1", model: String = "gpt-5"
) -> String {
  #"{"timestamp":"\#(day)T12:00:00.000Z","request_id":"r1","event_type":"request_finished","operation":"chat","#
    + #""user":"name of \#(key)","key_id":"\#(key)","provider":"openai","model":"\#(model)""# + more + "}\n"
}

let paid = #","status":"success","prompt_tokens":10,"completion_tokens":3,"estimated_cost_nano_usd":250"#
