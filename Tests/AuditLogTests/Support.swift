import Foundation
import JSONCore
import Synchronization
import System
import Testing

@testable import AuditLog

/// A folder of its own for one test, gone with it.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "audit-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Names of the day files, or of all files with that ending.
  func names(_ ending: String = ".jsonl") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(ending) }.sorted()
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path + "/" + name)))
  }

  /// All lines of all day files, in order. Fails when a file does not end with a line feed.
  func lines() throws -> [String] {
    try names().flatMap { name in
      let text = String(decoding: try bytes(name), as: UTF8.self)
      #expect(text.isEmpty || text.hasSuffix("\n"))
      return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
  }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path + "/" + name))
  }
}

/// What a log has reported, in order.
final class Notices: Sendable {
  private let notices = Mutex<[AuditNotice]>([])

  var all: [AuditNotice] { notices.withLock { $0 } }

  func add(_ notice: AuditNotice) { notices.withLock { $0.append(notice) } }

  func contains(_ isIt: (AuditNotice) -> Bool) -> Bool { all.contains(where: isIt) }
}

/// A clock that the test sets.
final class TestClock: Sendable {
  private let milliseconds: Atomic<Int>

  /// Noon of a day.
  init(_ date: String) { milliseconds = Atomic((UTCTime.day(date) ?? 0) * UTCTime.millisecondsPerDay + 43_200_000) }

  var now: Int { milliseconds.load(ordering: .relaxed) }

  func advance(days: Int = 0, hours: Int = 0) {
    milliseconds.add(days * UTCTime.millisecondsPerDay + hours * 3_600_000, ordering: .relaxed)
  }
}

/// `{"event_type":"request_received","request_id":...}` opens a request; any other type with its id closes it.
func requestRole(_ line: JSONSlice) -> AuditRole {
  var reader = JSONReader(line)
  var (id, type): (JSONString, JSONString) = ("", "")
  guard reader.beginObject() else { return .other }
  var isFirst = true
  while case .name = reader.nextMember(first: isFirst) {
    isFirst = false
    if reader.tokenEquals("event_type"), reader.string() {
      type = reader.takeString()
    } else if reader.tokenEquals("request_id"), reader.string() {
      id = reader.takeString()
    } else if !reader.skipValue() {
      return .other
    }
  }
  if id.isEmpty { return .other }
  return type == "request_received" ? .opens(id) : .closes(id)
}

func received(_ id: Int) -> String { #"{"event_type":"request_received","request_id":"\#(id)"}"# }
func finished(_ id: Int) -> String { #"{"event_type":"request_finished","request_id":"\#(id)"}"# }

extension AuditLog {
  func append(_ line: String) throws(AuditRefusal) { try append(Array(line.utf8).span) }
}

/// A configuration for tests: a small queue and no waiting for groups.
func configuration(
  _ folder: Folder, clock: TestClock? = nil, notices: Notices? = nil, device: (any AuditDevice)? = nil,
  change: (inout AuditConfiguration) -> Void = { _ in }
) -> AuditConfiguration {
  var configuration = AuditConfiguration(
    folder: folder.path, queueBytes: 1 << 18, groupDelay: .zero, role: requestRole, report: { notices?.add($0) })
  if let clock { configuration.clock = { clock.now } }
  if let device { configuration.device = device }
  change(&configuration)
  return configuration
}

/// Waits until `isTrue`, for five seconds at most.
func eventually(_ isTrue: () -> Bool) -> Bool {
  for _ in 0..<1000 {
    if isTrue() { return true }
    usleep(5000)
  }
  return isTrue()
}
