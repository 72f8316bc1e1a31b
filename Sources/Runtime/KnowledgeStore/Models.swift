/// What a piece of knowledge is.
package enum EntryType: String, CaseIterable, Sendable {
  case insight, code, decision, reference, question, answer
}

package enum Priority: String, CaseIterable, Sendable {
  case low, medium, high
}

/// A named group of entries.
package struct Session: Equatable, Sendable {
  /// A random (version 4) UUID in lower case.
  package let id: String
  package let title: String
  /// The text of one JSON object.
  package let metadata: String
  /// ISO 8601, UTC, milliseconds: `2025-01-31T23:59:59.123Z`.
  package let createdAt: String
}

/// What a caller hands in to be saved.
package struct NewEntry: Equatable, Sendable {
  package var content: String
  package var type: EntryType
  package var priority: Priority
  package var tags: [String]
  /// The text of one JSON object.
  package var metadata: String
  /// A session that exists, or none.
  package var sessionID: String?

  package init(
    content: String, type: EntryType, priority: Priority = .medium, tags: [String] = [], metadata: String = "{}",
    sessionID: String? = nil
  ) {
    self.content = content
    self.type = type
    self.priority = priority
    self.tags = tags
    self.metadata = metadata
    self.sessionID = sessionID
  }
}

/// A saved piece of knowledge.
package struct Entry: Equatable, Sendable {
  /// Grows by time of saving and is never given out twice.
  package let id: Int64
  package let sessionID: String?
  package let type: EntryType
  package let priority: Priority
  package let content: String
  package let tags: [String]
  /// The text of one JSON object.
  package let metadata: String
  /// ISO 8601, UTC, milliseconds.
  package let createdAt: String
}

/// One result of a search.
package struct Hit: Equatable, Sendable {
  package let entry: Entry
  /// BM25, higher is better; comparable only within one search.
  package let score: Double
  /// About two dozen words of the content around the best match, verbatim, `…` where something was left out.
  package let snippet: String
}

/// Counts and sizes of the store.
package struct Statistics: Equatable, Sendable {
  package let sessions: Int64
  package let entries: Int64
  /// Every type, also those without entries.
  package let entriesByType: [EntryType: Int64]
  /// The database file, bytes.
  package let databaseBytes: Int64
  /// The write-ahead log beside it, bytes; moved into the database from time to time.
  package let logBytes: Int64
  package let schemaVersion: Int32
}
