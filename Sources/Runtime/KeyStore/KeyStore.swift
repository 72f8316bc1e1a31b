import Database
import Digest
import System

/// The client keys of the proxy in one SQLite file: who may call, with which limits, until when.
///
/// Calls are synchronous and wait at most five seconds for another process. Requests are checked by a `KeyTable`, never
/// by the database.
package final class KeyStore: Sendable {
  package static let nameBytes = 100
  package static let mostModels = 100
  package static let mostTools = 100
  package static let ownerBytes = 200
  package static let mostTags = 20

  let database: SharedDatabase
  let now: @Sendable () -> Int64

  /// The database file.
  package var path: String { database.path }

  /// Does not touch the disk. The first call makes missing directories (mode 0700) and the file (mode 0600).
  ///
  /// - Parameter now: milliseconds since 1970.
  package init(path: String, now: @escaping @Sendable () -> Int64 = { Int64(WallClock.milliseconds) }) {
    database = SharedDatabase(path: path, schema: .keys)
    self.now = now
  }

  /// Closes the file; a later call opens it again.
  package func close() { database.close() }

  /// Makes a key. The secret is in the result and nowhere else: it cannot be shown a second time.
  ///
  /// - Throws: `nameTaken` when an active key has this name; `invalid` for a value outside its bounds.
  package func create(
    name: String, expiresAt: Int64? = nil, limits: KeyLimits = KeyLimits(), models: [String]? = nil,
    tools: [String]? = nil, metrics: Bool? = nil, routes: [KeyRoute]? = nil, owner: String? = nil,
    tags: [String] = []
  ) throws(KeyStoreError) -> (record: KeyRecord, secret: KeySecret) {
    let createdAt = now()
    try Self.checkName(name)
    var draft = KeyRecord(
      id: "", name: name, createdAt: createdAt, expiresAt: expiresAt, revokedAt: nil, limits: limits, models: models,
      statedTools: tools, statedMetrics: metrics)
    draft.statedRoutes = routes?.map(\.rawValue)
    draft.owner = owner
    draft.tags = tags
    try Self.check(draft)
    if let expiresAt, expiresAt <= createdAt { throw .invalid(.expiry) }
    let secret = try withConnection { (connection) throws(SQLiteFailure) in
      try connection.transaction { () throws(SQLiteFailure) -> KeySecret? in
        if try connection.integer("SELECT count(*) FROM keys WHERE name = ?1 AND revoked_at IS NULL", [.text(name)]) > 0
        {
          return nil
        }
        var secret = KeySecret.random()
        while try connection.integer("SELECT count(*) FROM keys WHERE id = ?1", [.text(secret.id)]) > 0 {
          secret = .random()
        }
        try connection.run(
          """
          INSERT INTO keys (
            id, name, digest, created_at, expires_at, requests_per_minute, burst, tokens_per_minute, models, tools,
            metrics, routes, owner, tags)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
          """,
          [
            .text(secret.id), .text(name), .bytes(secret.digest.bytes), .integer(createdAt),
            .optionalInteger(expiresAt),
            .optionalInteger(limits.requestsPerMinute.map(Int64.init)), .optionalInteger(limits.burst.map(Int64.init)),
            .optionalInteger(limits.tokensPerMinute.map(Int64.init)),
            .optionalText(models?.joined(separator: "\n")), .optionalText(tools?.joined(separator: "\n")),
            .optionalInteger(metrics.map { $0 ? 1 : 0 }), .optionalText(draft.statedRoutes?.joined(separator: "\n")),
            .optionalText(owner), .optionalText(tags.isEmpty ? nil : tags.joined(separator: "\n")),
          ])
        return secret
      }
    }
    guard let secret else { throw .nameTaken }
    return (draft.with(id: secret.id), secret)
  }

  /// All keys, revoked ones too, oldest first.
  package func list() throws(KeyStoreError) -> [KeyRecord] {
    try withConnection { (connection) throws(SQLiteFailure) in try StoredKey.all(connection).map(\.record) }
  }

  /// How many keys are active; nil where there is no file yet, or none that can be read without recovering it. Makes,
  /// migrates and writes nothing: a server of an earlier version may be using the file.
  ///
  /// - Throws: why a start could not use the file.
  package func countActive() throws(KeyStoreError) -> Int? {
    let moment = now()
    do throws(DatabaseFailure) {
      return try database.inspect { (connection) throws(SQLiteFailure) in
        // A new file has no table yet.
        if try connection.integer("PRAGMA user_version") == 0 { return 0 }
        // These columns are in every version of the schema.
        return Int(
          try connection.integer(
            "SELECT count(*) FROM keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?1)",
            [.integer(moment)]))
      }
    } catch {
      throw .database(error)
    }
  }

  /// The names of active keys, oldest first, for whoever completes one; none where `countActive` is nil. Makes and
  /// writes nothing either.
  package func activeNames() throws(KeyStoreError) -> [String] {
    let moment = now()
    do throws(DatabaseFailure) {
      return try database.inspect { (connection) throws(SQLiteFailure) in
        if try connection.integer("PRAGMA user_version") == 0 { return [] }
        return try connection.rows(
          """
          SELECT name FROM keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?1)
          ORDER BY created_at, id
          """, [.integer(moment)]
        ) { (row) throws(SQLiteFailure) in try row.text(0) }
      } ?? []
    } catch {
      throw .database(error)
    }
  }

  /// Those of these names and ids that no active key has; nil where `countActive` is. Makes and writes nothing either.
  package func missing(_ names: [String]) throws(KeyStoreError) -> [String]? {
    let moment = now()
    do throws(DatabaseFailure) {
      return try database.inspect { (connection) throws(SQLiteFailure) in
        if try connection.integer("PRAGMA user_version") == 0 { return names }
        var missing: [String] = []
        for name in names {
          let count = try connection.integer(
            """
            SELECT count(*) FROM keys
            WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?1) AND (id = ?2 OR name = ?2)
            """, [.integer(moment), .text(name)])
          if count == 0 { missing.append(name) }
        }
        return missing
      }
    } catch {
      throw .database(error)
    }
  }

  /// Ends a key. A key that was revoked before stays as it is and is returned.
  ///
  /// - Parameter idOrName: an id, the name of an active key, or a whole key, of which only the id counts.
  /// - Returns: the record, and whether this call revoked it.
  package func revoke(_ idOrName: String) throws(KeyStoreError) -> (record: KeyRecord, isNew: Bool) {
    let moment = now()
    let id = Self.publicPart(of: idOrName)
    let found = try withConnection { (connection) throws(SQLiteFailure) in
      try connection.transaction { () throws(SQLiteFailure) -> (record: KeyRecord, isNew: Bool)? in
        let revoked = try connection.rows(
          "UPDATE keys SET revoked_at = ?2 WHERE revoked_at IS NULL AND (id = ?1 OR name = ?1) RETURNING id",
          [.text(id), .integer(moment)]
        ) { (row) throws(SQLiteFailure) in try row.text(0) }.first
        return try StoredKey.all(connection, id: revoked ?? id).first.map { ($0.record, revoked != nil) }
      }
    }
    guard let found else { throw .unknownKey }
    return found
  }

  func withConnection<T: Sendable>(_ body: (Connection) throws(SQLiteFailure) -> T) throws(KeyStoreError) -> T {
    do throws(DatabaseFailure) { return try database.withConnection(body) } catch { throw .database(error) }
  }
}

extension KeyStore {
  /// A name that looks like an id would make `revoke` ambiguous; one that looks like a key may be one, pasted.
  private static func checkName(_ name: String) throws(KeyStoreError) {
    let bytes = Array(name.utf8)
    guard (1...nameBytes).contains(bytes.count), !name.unicodeScalars.contains(where: Self.isControl),
      KeyText.id(bytes.span) == nil, !KeyText.hasPrefix(bytes.span)
    else { throw .invalid(.name) }
  }

  /// C0, DEL and C1: a list of keys must not steer the terminal.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
  }

  /// Everything but the name and the expiry, which are only looked at when they are given.
  static func check(_ record: KeyRecord) throws(KeyStoreError) {
    let limits = record.limits
    for limit in [limits.requestsPerMinute, limits.burst, limits.tokensPerMinute] {
      if let limit, !KeyLimits.range.contains(limit) { throw .invalid(.limits) }
    }
    if limits.burst != nil, limits.requestsPerMinute == nil { throw .invalid(.burst) }
    if let models = record.models {
      guard (1...mostModels).contains(models.count), models.allSatisfy(ModelPattern.isValid) else {
        throw .invalid(.models)
      }
    }
    if let tools = record.statedTools {
      guard tools.count <= mostTools, tools.allSatisfy(ToolPattern.isValid) else { throw .invalid(.tools) }
    }
    if let owner = record.owner {
      guard (1...ownerBytes).contains(owner.utf8.count), !owner.unicodeScalars.contains(where: isControl) else {
        throw .invalid(.owner)
      }
    }
    guard record.tags.count <= mostTags, record.tags.allSatisfy(isTag) else { throw .invalid(.tags) }
  }

  private static func isTag(_ tag: String) -> Bool {
    (1...64).contains(tag.utf8.count)
      && tag.utf8.allSatisfy { byte in
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "._:=/@-".utf8.contains(byte)
      }
  }

  /// The id of a whole key, any other text as it is: a secret never gets into a statement.
  static func publicPart(of text: String) -> String {
    let bytes = Array(text.utf8)
    guard KeyText.hasPrefix(bytes.span) else { return text }
    return String(decoding: bytes.dropFirst(KeyText.idStart).prefix(8), as: UTF8.self)
  }
}
