import Foundation
import TestData
import Testing

@testable import AuditLog

/// A process that appends under load is killed at random moments, its recovery included: what it had acknowledged is in
/// the files, once.
@Suite struct KillTests {
  /// `SECURELLM_PROOF=1` makes it 500.
  private static let rounds = ProcessInfo.processInfo.environment["SECURELLM_PROOF"] == nil ? 20 : 500
  /// Rounds in one folder before the files are looked at.
  private static let roundsPerFolder = 20

  @Test func keepsAcknowledgedRecordsWhenKilled() throws {
    for first in stride(from: 0, to: Self.rounds, by: Self.roundsPerFolder) {
      let folder = try Folder()
      var acknowledged: [String] = []
      for round in first..<first + Self.roundsPerFolder {
        acknowledged += try self.round(round, in: folder.path)
      }
      #expect(acknowledged.count > 1000)
      try check(folder, acknowledged)
    }
  }

  /// Starts the helper, kills it after a random time, and returns what it acknowledged.
  private func round(_ number: Int, in path: String) throws -> [String] {
    let process = Process()
    process.executableURL = try BuiltProgram.url("audit-writer")
    process.arguments = [path, "\(number)", "3"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let identifier = process.processIdentifier
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int.random(in: 1...150))) {
      kill(identifier, SIGKILL)
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL)
    // A line that was cut by the kill was not reported.
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  private struct Event: Decodable {
    let event_type: String
    let request_id: String
  }

  private func check(_ folder: Folder, _ acknowledged: [String]) throws {
    let (log, unclosed) = try AuditLog.open(configuration(folder))
    #expect(log.close())
    let events = try folder.lines().map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    let written = events.map { "\($0.event_type) \($0.request_id)" }
    var seen = Set<String>()
    let doubled = written.filter { !seen.insert($0).inserted }
    #expect(doubled.isEmpty, "\(doubled.count) duplicate records, first \(doubled.first ?? "")")
    let lost = acknowledged.filter { !seen.contains($0) }
    #expect(lost.isEmpty, "\(lost.count) of \(acknowledged.count) records lost, first \(lost.first ?? "")")
    let closed = Set(events.filter { $0.event_type != "request_received" }.map(\.request_id))
    let open = Set(events.map(\.request_id)).subtracting(closed)
    #expect(Set(unclosed.map { String(decoding: $0.id, as: UTF8.self) }) == open)
  }
}
