import Database
import Digest

/// A row of the table `keys`: the record, and the digest that no record has. The key itself is nowhere.
struct StoredKey: Sendable {
  let id: UInt32
  let record: KeyRecord
  let digest: SHA256Digest
  /// Of the secret before, which `KeyRecord.rotation` says the end of.
  var formerDigest: SHA256Digest?
}

extension StoredKey {
  /// Every row, or the one with this id; oldest first.
  static func all(_ connection: Connection, id: String? = nil) throws(SQLiteFailure) -> [StoredKey] {
    try connection.rows(
      """
      SELECT id, name, created_at, expires_at, revoked_at, requests_per_minute, burst, tokens_per_minute, models, digest,
        tools, metrics, routes, owner, tags, rotated_at, former_until, former_digest
      FROM keys WHERE ?1 IS NULL OR id = ?1 ORDER BY created_at, id
      """, [.optionalText(id)]
    ) { (row) throws(SQLiteFailure) in try StoredKey(row) }
  }

  /// - Throws: `mismatch` for what `KeyStore` cannot have written.
  private init(_ row: borrowing Row) throws(SQLiteFailure) {
    // The database may have been written by something else: nothing in it is taken on trust.
    guard let id = KeyText.id(row.bytes(0).span), let digest = SHA256Digest(row.bytes(9)) else { throw .mismatch }
    var record = KeyRecord(
      id: try row.text(0), name: try row.text(1), createdAt: row.integer(2), expiresAt: row.optionalInteger(3),
      revokedAt: row.optionalInteger(4),
      limits: KeyLimits(
        requestsPerMinute: row.optionalInteger(5).map { Int($0) }, burst: row.optionalInteger(6).map { Int($0) },
        tokensPerMinute: row.optionalInteger(7).map { Int($0) }),
      models: try row.optionalText(8).map(Self.lines), statedTools: try row.optionalText(10).map(Self.lines),
      statedMetrics: row.optionalInteger(11).map { $0 != 0 }, statedRoutes: try row.optionalText(12).map(Self.lines))
    record.owner = try row.optionalText(13)
    record.tags = try row.optionalText(14).map(Self.lines) ?? []
    if let moment = row.optionalInteger(15), let until = row.optionalInteger(16) {
      record.rotation = KeyRotation(at: moment, formerUntil: until)
    }
    self.init(id: id, record: record, digest: digest, formerDigest: SHA256Digest(row.bytes(17)))
  }

  /// Lists are kept as lines: entries have no control characters.
  private static func lines(_ text: String) -> [String] {
    text.utf8.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }
}
