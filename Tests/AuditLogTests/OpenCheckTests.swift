import Foundation
import Testing

@testable import AuditLog

/// What `open` would say, found by looking alone.
struct OpenCheckTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "audit-check-\(UUID().uuidString)").path

  private func failure(_ path: String, queueBytes: Int = 1 << 18) -> AuditOpenFailure? {
    do throws(AuditOpenFailure) {
      try AuditLog.check(folder: path, queueBytes: queueBytes)
      return nil
    } catch {
      return error
    }
  }

  private func clean() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func looksWithoutMakingAnything() throws {
    defer { clean() }
    #expect(failure(folder + "/a/b") == nil)
    #expect(!FileManager.default.fileExists(atPath: folder))
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    #expect(failure(folder) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    // No disk has room for such a queue.
    #expect(failure(folder, queueBytes: 1 << 60) == .system(operation: "write", path: folder + "/audit.ring", code: 28))
  }

  @Test func namesWhatIsInTheWay() throws {
    defer { clean() }
    try Data("text".utf8).write(to: URL(filePath: folder))
    #expect(failure(folder) == .system(operation: "write", path: folder, code: 20))
    #expect(failure(folder + "/a/b") == .system(operation: "write", path: folder, code: 20))
    clean()
    try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: folder + "-nowhere")
    #expect(failure(folder + "/a") == .system(operation: "write", path: folder, code: 2))
    #expect("\(AuditOpenFailure.system(operation: "write", path: "/a", code: 20))".contains("Not a directory"))
  }

  /// The log that has the folder goes on, and one that looks keeps no other from opening it.
  @Test func distinguishesALogAtWorkFromOneThatIsLeft() throws {
    defer { clean() }
    let (log, _) = try AuditLog.open(AuditConfiguration(folder: folder, queueBytes: 1 << 18, role: { _ in .other }))
    #expect(failure(folder) == .inUse(path: folder + "/audit.ring"))
    try log.append(Array(#"{"a":1}"#.utf8).span)
    #expect(log.close())
    let before = try Data(contentsOf: URL(filePath: folder + "/audit.ring"))
    #expect(failure(folder) == nil)
    #expect(try Data(contentsOf: URL(filePath: folder + "/audit.ring")) == before)
    let (again, _) = try AuditLog.open(AuditConfiguration(folder: folder, queueBytes: 1 << 18, role: { _ in .other }))
    #expect(again.close())
    try Data("SLaudit1 and more than a header".utf8).write(to: URL(filePath: folder + "/audit.ring"))
    #expect(failure(folder) == .damagedQueue(path: folder + "/audit.ring"))
  }
}
