import Foundation
import JSONCore
import Synchronization
import System
import Testing

@testable import StoredResponses

/// A folder of its own for one test, gone with it.
final class Folder: Sendable {
  let path: String
  var file: String { path + "/responses" }

  init() throws {
    path = NSTemporaryDirectory() + "responses-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func bytes(_ name: String = "responses") throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path + "/" + name)))
  }

  func write(_ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
  }

  func lineCount() -> Int { StoredResponsesTests.lineCount(file) }
}

/// How many lines of a file have something in them; none of a file that is not there.
func lineCount(_ path: String) -> Int {
  ((try? Files.read(path, limit: .max)) ?? []).split(separator: 0x0A).count
}

/// What was reported, in order.
final class Notices: Sendable {
  private let notices = Mutex<[StoredResponsesNotice]>([])

  var all: [StoredResponsesNotice] { notices.withLock { $0 } }

  func add(_ notice: StoredResponsesNotice) { notices.withLock { $0.append(notice) } }
}

/// The moment of all tests that do not say another one.
let now = 1_790_000_000

/// What a text is as an id; macros cannot be given the spans.
func parsed(_ text: [UInt8]) -> ResponseID? { ResponseID(text.span) }

/// An id as OpenAI makes them, 53 bytes; or as long as wanted.
func id(_ number: Int, length: Int = 53) -> ResponseID {
  let digits = String(number)
  let text = "resp_" + String(repeating: "0", count: max(0, length - 5 - digits.count)) + digits
  guard let id = parsed(Array(text.utf8)) else { preconditionFailure("\(text) is no id") }
  return id
}

func owner(_ number: Int = 1, key: UInt64? = 7, created: Int = now) -> ResponseOwner {
  ResponseOwner(provider: "openai", key: key, model: JSONString("gpt-\(number % 10)"), created: created)
}

extension StoredResponses {
  func knows(_ id: ResponseID, key: UInt64? = 7) -> Bool { owner(of: id, for: key, now: now) != nil }

  /// A store of a folder's file, at the tests' moment.
  static func open(
    _ folder: Folder, capacity: Int = 1000, now: Int = now, notices: Notices? = nil
  ) throws(StoredResponsesFailure) -> StoredResponses {
    try StoredResponses(file: folder.file, capacity: capacity, now: now, report: { notices?.add($0) })
  }
}

/// Waits until `isTrue`, for ten seconds at most.
func eventually(_ isTrue: () -> Bool) -> Bool {
  for _ in 0..<1000 {
    if isTrue() { return true }
    usleep(10_000)
  }
  return isTrue()
}
