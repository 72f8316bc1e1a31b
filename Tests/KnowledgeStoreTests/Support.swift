import Database
import Foundation

@testable import KnowledgeStore

/// A directory of its own for one test, removed at the end.
final class Scratch {
  let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "/knowledge-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  var path: String { directory + "/knowledge.sqlite" }

  func store(_ migrations: [Migration] = Migration.all) -> KnowledgeStore {
    KnowledgeStore(path: path, migrations: migrations, now: { 1_735_689_600_123 })
  }

  func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

  func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

  func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: directory).sorted() }
}

extension KnowledgeStore {
  func save(
    _ content: String, _ type: EntryType = .insight, tags: [String] = [], session: String? = nil
  ) throws -> Entry {
    try saveKnowledge(NewEntry(content: content, type: type, tags: tags, sessionID: session))
  }
}

/// The error of a call that must fail; nil when it succeeds.
func failure(_ body: () throws -> Void) -> KnowledgeStoreError? {
  do {
    try body()
    return nil
  } catch {
    return error as? KnowledgeStoreError
  }
}

func mode(_ path: String) throws -> Int {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
}
