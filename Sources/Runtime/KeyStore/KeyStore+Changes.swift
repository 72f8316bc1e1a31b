import Database
import Digest

extension KeyStore {
  /// Longer, and a rotated key would be two keys.
  package static let longestGrace: Int64 = 90 * 86_400_000

  /// Changes an active key: what the change does not name stays as it is.
  ///
  /// - Parameter idOrName: an id, the name of an active key, or a whole key, of which only the id counts.
  /// - Returns: the key as it is now.
  package func update(_ idOrName: String, _ change: KeyChange) throws(KeyStoreError) -> KeyRecord {
    let moment = now()
    let outcome = try changing(idOrName) {
      (connection, stored) throws(SQLiteFailure) -> Result<KeyRecord, KeyStoreError> in
      let record = change.applied(to: stored.record)
      if let error = Self.fault(in: record, changed: change, at: moment) { return .failure(error) }
      try connection.run(
        """
        UPDATE keys SET expires_at = ?2, requests_per_minute = ?3, burst = ?4, tokens_per_minute = ?5, models = ?6,
          tools = ?7, metrics = ?8, routes = ?9, owner = ?10, tags = ?11
        WHERE id = ?1
        """,
        [
          .text(record.id), .optionalInteger(record.expiresAt),
          .optionalInteger(record.limits.requestsPerMinute.map(Int64.init)),
          .optionalInteger(record.limits.burst.map(Int64.init)),
          .optionalInteger(record.limits.tokensPerMinute.map(Int64.init)),
          .optionalText(record.models?.joined(separator: "\n")),
          .optionalText(record.statedTools?.joined(separator: "\n")),
          .optionalInteger(record.statedMetrics.map { $0 ? 1 : 0 }),
          .optionalText(record.statedRoutes?.joined(separator: "\n")), .optionalText(record.owner),
          .optionalText(record.tags.isEmpty ? nil : record.tags.joined(separator: "\n")),
        ])
      return .success(record)
    }
    return try outcome.get()
  }

  /// An expiry that has passed is no reason against a change that leaves it.
  private static func fault(in record: KeyRecord, changed change: KeyChange, at now: Int64) -> KeyStoreError? {
    do throws(KeyStoreError) {
      try check(record)
      if let expiresAt = change.expiresAt, let expiresAt, expiresAt <= now { throw .invalid(.expiry) }
      return nil
    } catch {
      return error
    }
  }

  // MARK: rotation

  /// Gives an active key a new secret under its id. The one before is accepted for the grace, the one before that no
  /// more.
  ///
  /// - Parameter grace: milliseconds; 0 ends the old secret at once.
  package func rotate(
    _ idOrName: String, grace: Int64
  ) throws(KeyStoreError) -> (record: KeyRecord, secret: KeySecret) {
    guard (0...Self.longestGrace).contains(grace) else { throw .invalid(.grace) }
    let moment = now()
    return try changing(idOrName) { (connection, stored) throws(SQLiteFailure) in
      let secret = KeySecret.random(id: stored.id)
      try connection.run(
        """
        UPDATE keys SET former_digest = digest, digest = ?2, rotated_at = ?3, former_until = ?4 WHERE id = ?1
        """,
        [
          .text(stored.record.id), .bytes(secret.digest.bytes), .integer(moment), .integer(moment + grace),
        ])
      var record = stored.record
      record.rotation = KeyRotation(at: moment, formerUntil: moment + grace)
      return (record, secret)
    }
  }

  /// Takes a rotation back whose secret has reached nobody: the one before is the key's again, for good. Nothing
  /// happens when the key has been rotated once more since.
  package func takeBack(_ secret: KeySecret) throws(KeyStoreError) {
    try withConnection { (connection) throws(SQLiteFailure) in
      try connection.run(
        """
        UPDATE keys SET digest = former_digest, former_digest = NULL, rotated_at = NULL, former_until = NULL
        WHERE id = ?1 AND digest = ?2 AND former_digest IS NOT NULL
        """, [.text(secret.id), .bytes(secret.digest.bytes)])
    }
  }

  /// Looks an active key up and changes it, while no other process does.
  private func changing<Changed: Sendable>(
    _ idOrName: String, _ body: (Connection, StoredKey) throws(SQLiteFailure) -> Changed
  ) throws(KeyStoreError) -> Changed {
    let id = Self.publicPart(of: idOrName)
    let changed = try withConnection { (connection) throws(SQLiteFailure) in
      try connection.transaction { () throws(SQLiteFailure) -> Changed? in
        let found = try connection.rows(
          "SELECT id FROM keys WHERE revoked_at IS NULL AND (id = ?1 OR name = ?1)", [.text(id)]
        ) { (row) throws(SQLiteFailure) in try row.text(0) }.first
        guard let found, let stored = try StoredKey.all(connection, id: found).first else { return nil }
        return try body(connection, stored)
      }
    }
    guard let changed else { throw .unknownKey }
    return changed
  }
}
