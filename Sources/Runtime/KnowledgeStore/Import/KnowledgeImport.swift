import Database
import Digest
import System

extension KnowledgeStore {
  /// Takes the sessions and entries of a database of the older server over, all or nothing, and once: what an earlier run
  /// has brought is recognized.
  ///
  /// - Parameters:
  ///   - path: of that database, of which no byte changes.
  ///   - isDryRun: reports what would happen, and makes and writes nothing.
  package func importOlder(_ path: String, isDryRun: Bool) throws -> ImportReport {
    let older = try OlderDatabase(path)
    let (sessions, entries, others) = try older.attributed { (connection) throws(SQLiteFailure) in
      (try older.sessions(connection), try older.entries(connection), try older.otherTables(connection))
    }
    let known = try imported(isDryRun: isDryRun)
    var plan = ImportPlan(now: UTCTime.text(Int(now())), known)
    for session in sessions { plan.take(session) }
    for entry in entries { plan.take(entry) }
    for other in others { plan.report.leaveOut(other.reason, count: other.count) }
    if !isDryRun, !plan.isEmpty { try write(plan) }
    return plan.report
  }

  /// What earlier runs have brought. A database that is not there yet has nothing, and a dry run does not make it.
  private func imported(isDryRun: Bool) throws(KnowledgeStoreError) -> ImportPlan.Known {
    if isDryRun, FileStatus(path) == nil { return ImportPlan.Known() }
    return try withConnection { (connection) throws(SQLiteFailure) in
      try connection.snapshot { () throws(SQLiteFailure) in
        ImportPlan.Known(
          sessions: Set(
            try connection.rows("SELECT id FROM sessions") { (row) throws(SQLiteFailure) in try row.text(0) }),
          entries: Set(
            try connection.rows(
              """
              SELECT json_extract(metadata, '$.imported.session'), json_extract(metadata, '$.imported.entry')
              FROM entries WHERE json_valid(metadata) AND json_extract(metadata, '$.imported.from') = 'securellm-mcp'
              """
            ) { (row) throws(SQLiteFailure) in
              ImportPlan.EntryOrigin(session: try row.optionalText(0) ?? "", entry: row.integer(1))
            }))
      }
    }
  }

  private func write(_ plan: ImportPlan) throws(KnowledgeStoreError) {
    try withConnection { (connection) throws(SQLiteFailure) in
      try connection.transaction { () throws(SQLiteFailure) in
        for session in plan.sessions {
          try connection.run(
            "INSERT INTO sessions (id, title, created_at, metadata) VALUES (?1, ?2, ?3, ?4)",
            [.text(session.id), .text(session.title), .text(session.createdAt), .text(session.metadata)])
        }
        for (entry, createdAt) in plan.entries {
          try connection.run(
            """
            INSERT INTO entries (session_id, type, priority, content, tags, metadata, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            [
              .optionalText(entry.sessionID), .text(entry.type.rawValue), .text(entry.priority.rawValue),
              .text(entry.content), .text(TagList.json(entry.tags)), .text(entry.metadata), .text(createdAt),
            ])
        }
      }
    }
  }
}

/// Decides for each row of the older database what becomes of it; writes nothing.
struct ImportPlan {
  struct EntryOrigin: Hashable {
    let session: String
    let entry: Int64
  }

  struct Known {
    var sessions: Set<String> = []
    var entries: Set<EntryOrigin> = []
  }

  private(set) var sessions: [Session] = []
  private(set) var entries: [(entry: NewEntry, createdAt: String)] = []
  var report = ImportReport()
  private let now: String
  private let known: Known

  init(now: String, _ known: Known) {
    self.now = now
    self.known = known
  }

  var isEmpty: Bool { sessions.isEmpty && entries.isEmpty }

  mutating func take(_ session: OlderSession) {
    report.sessions.found += 1
    let id = Self.sessionID(session.id)
    if known.sessions.contains(id) { return report.sessions.present += 1 }
    guard session.title != nil || session.entryCount > 0 else {
      return report.leaveOut("sessions without a summary and without entries", row: session.id)
    }
    if !session.hasWholeTitle {
      report.change(
        "titles are one line of 500 bytes; the whole summary is in imported.summary of the metadata", row: session.id)
    }
    let createdAt = session.createdAt ?? now
    if session.createdAt == nil { report.change("the time is no time: that of the import is used", row: session.id) }
    sessions.append(
      Session(
        id: id, title: session.title ?? "Session of \(createdAt.prefix(10))",
        metadata: fitting(session.metadata, session.origin, row: session.id), createdAt: createdAt))
    report.sessions.imported += 1
  }

  mutating func take(_ entry: OlderEntry) {
    report.entries.found += 1
    let row = "\(entry.id)"
    if known.entries.contains(EntryOrigin(session: entry.namedSession, entry: entry.id)) {
      return report.entries.present += 1
    }
    guard let content = entry.content, !content.utf8.isEmpty, !content.utf8.contains(0) else {
      return report.leaveOut(Self.reason(entry), row: row)
    }
    guard let type = entry.type else {
      return report.leaveOut("entries of a type that neither program has", row: row)
    }
    if entry.priority == nil { report.change("the priority is none that there is: medium is used", row: row) }
    if entry.createdAt == nil { report.change("the time is no time: that of the import is used", row: row) }
    if entry.sessionID == nil { report.change("their session is gone: they belong to none", row: row) }
    let new = NewEntry(
      content: content, type: type, priority: entry.priority ?? .medium, tags: tags(entry, row),
      metadata: fitting(entry.metadata, entry.origin, row: row), sessionID: entry.sessionID.map(Self.sessionID))
    entries.append((new, entry.createdAt ?? now))
    report.entries.imported += 1
  }

  private static func reason(_ entry: OlderEntry) -> String {
    if entry.contentBytes > Limits.contentBytes {
      return "entries with more than \(Limits.contentBytes >> 10) KiB of content"
    }
    if entry.contentBytes == 0 { return "entries without content" }
    return "entries whose content is no text, or has a zero byte"
  }

  /// Those that this program keeps.
  private mutating func tags(_ entry: OlderEntry, _ row: String) -> [String] {
    let tags = entry.tags.filter { tag in
      !tag.utf8.isEmpty && tag.utf8.count <= Limits.tagBytes && tag.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
    let kept = Array(tags.prefix(Limits.tags))
    if !entry.hasTagList || kept.count < entry.tags.count {
      report.change("tags are up to \(Limits.tags) of \(Limits.tagBytes) bytes: others were dropped", row: row)
    }
    return kept
  }

  private mutating func fitting(_ metadata: String, _ origin: String, row: String) -> String {
    if metadata.utf8.count <= Limits.metadataBytes { return metadata }
    report.change("metadata has up to \(Limits.metadataBytes >> 10) KiB: longer metadata was dropped", row: row)
    return origin
  }

  /// The same for the same session each time: a UUID (version 8) of the digest of its id.
  private static func sessionID(_ id: String) -> String {
    let bytes = SHA256.digest(Array("securellm-mcp session \(id)".utf8).span).bytes
    func word(_ start: Int) -> UInt64 { bytes[start..<(start + 8)].reduce(0) { $0 << 8 | UInt64($1) } }
    return SessionID.text(high: word(0) & ~0xf000 | 0x8000, low: word(8) & ~(0b11 << 62) | 0b10 << 62)
  }
}
