package import System

/// All files of an audit, added up. It is made of the files alone: `refreshed` reads what is new, and an index that
/// is deleted, damaged or of another version is made again.
package struct UsageIndex: Sendable, Equatable {
  /// Beside the files; no name of the audit's own.
  static let fileName = "usage.index"

  /// In the order of their names, which is that of their days.
  private(set) var files: [AuditFileSummary]

  init(files: [AuditFileSummary] = []) { self.files = files }

  /// Why the index could not be kept for the next run, which then reads all files again. The result is right anyway.
  package struct NotKept: Sendable {
    package let path: String
    package let reason: SystemError
  }

  /// Brings the index of a folder up to date and keeps it. Any number of runs may do that at once: each replaces the
  /// whole index by one that was right when it looked.
  ///
  /// - Parameters:
  ///   - rebuilding: whether all files are read, whatever an index says.
  ///   - threads: how many files are read at a time.
  package static func refreshed(
    _ folder: String, rebuilding: Bool = false, threads: Int
  ) async throws -> (index: UsageIndex, notKept: NotKept?) {
    let path = folder + "/" + fileName
    let kept = rebuilding ? nil : (try? Files.read(path, limit: UsageIndex.largest)).flatMap { UsageIndex(reading: $0) }
    let names = try auditFiles(folder)
    let known = Dictionary((kept?.files ?? []).map { ($0.name, $0) }) { first, _ in first }
    let index = UsageIndex(files: try await read(folder, names, known, threads))
    if index == kept { return (index, nil) }
    do throws(SystemError) {
      try Files.replace(path, with: index.bytes())
      return (index, nil)
    } catch {
      return (index, NotKept(path: path, reason: error))
    }
  }

  /// All but the incomplete ends that were moved aside: what was whole in them is in the file again.
  private static func auditFiles(_ folder: String) throws(UsageFailure) -> [String] {
    do throws(SystemError) {
      return try Folders.names(in: folder).map { String(decoding: $0, as: UTF8.self) }
        .filter { $0.hasPrefix("audit-") && $0.hasSuffix(".jsonl") }.sorted()
    } catch {
      throw UsageFailure(folder, .system(error))
    }
  }

  /// Each task takes the next file when it is done with one.
  private static func read(
    _ folder: String, _ names: [String], _ known: [String: AuditFileSummary], _ threads: Int
  ) async throws -> [AuditFileSummary] {
    try await withThrowingTaskGroup(of: (Int, AuditFileSummary?).self) { group in
      var found: [AuditFileSummary?] = Array(repeating: nil, count: names.count)
      var next = 0
      while next < min(threads, names.count) {
        group.addTask { [next] in (next, try AuditFileSummary.read(folder, names[next], known: known[names[next]])) }
        next += 1
      }
      while let (position, summary) = try await group.next() {
        found[position] = summary
        guard next < names.count else { continue }
        group.addTask { [next] in (next, try AuditFileSummary.read(folder, names[next], known: known[names[next]])) }
        next += 1
      }
      return found.compactMap(\.self)
    }
  }
}
