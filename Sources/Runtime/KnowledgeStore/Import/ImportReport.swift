/// What an import did, or would do, in numbers and reasons. Never a text of somebody's knowledge.
package struct ImportReport: Equatable, Sendable {
  package struct Count: Equatable, Sendable {
    /// In the other database.
    package internal(set) var found = 0
    package internal(set) var imported = 0
    /// Imported by an earlier run.
    package internal(set) var present = 0
  }

  /// Something that could not be taken over as it was, with the reason.
  package struct Note: Equatable, Sendable {
    package let reason: String
    package internal(set) var count: Int
    /// The first rows it is about, by their numbers in the other database.
    package internal(set) var rows: [String]
  }

  package internal(set) var sessions = Count()
  package internal(set) var entries = Count()
  /// Nothing of these is in our database.
  package internal(set) var leftOut: [Note] = []
  /// These are, with a change.
  package internal(set) var changed: [Note] = []

  /// Enough to find one, and to see which kind they are.
  private static let mostRows = 5

  mutating func leaveOut(_ reason: String, row: String? = nil, count: Int = 1) {
    Self.add(reason, row, count, to: &leftOut)
  }

  mutating func change(_ reason: String, row: String) { Self.add(reason, row, 1, to: &changed) }

  private static func add(_ reason: String, _ row: String?, _ count: Int, to notes: inout [Note]) {
    let rows = [row].compactMap(\.self)
    guard let index = notes.firstIndex(where: { $0.reason.utf8.elementsEqual(reason.utf8) }) else {
      return notes.append(Note(reason: reason, count: count, rows: rows))
    }
    notes[index].count += count
    if notes[index].rows.count < mostRows { notes[index].rows += rows }
  }
}

/// Why nothing was imported.
package struct ImportFailure: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let reason: String

  package var description: String { "\(path): \(reason)" }
}
