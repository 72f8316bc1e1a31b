import Database
import Digest
package import JSONCore
import System

/// A key as requests meet it: one object per key and table, so that holding it costs a reference count.
package final class ClientKey: Sendable {
  /// Whether a text could have been meant as a key, whatever is behind its beginning.
  package static func isMeant(_ text: Span<UInt8>) -> Bool { KeyText.hasPrefix(text) }

  package let record: KeyRecord
  /// Public part and name, as the audit has them of every request.
  package let id: JSONString
  package let name: JSONString
  /// Owner and tags, for audits that have them.
  package let owner: JSONString?
  package let tags: [JSONString]
  /// The id as a number of 32 bits: what limits are found by.
  package let number: UInt64
  private let patterns: [ModelPattern]?
  private let toolPatterns: [ToolPattern]?

  init(_ record: KeyRecord) {
    self.record = record
    id = JSONString(record.id)
    name = JSONString(record.name)
    owner = record.owner.map { JSONString($0) }
    tags = record.tags.map { JSONString($0) }
    number = UInt64(record.id, radix: 16) ?? 0
    patterns = record.models?.map(ModelPattern.init)
    toolPatterns = record.tools?.map(ToolPattern.init)
  }

  package var readsMetrics: Bool { record.readsMetrics }

  /// Whether the key may call the tool of that name.
  package func allows(tool: JSONString) -> Bool {
    guard let toolPatterns else { return true }
    return tool.withSpan { name in
      for pattern in toolPatterns where pattern.matches(name) { return true }
      return false
    }
  }

  /// Whether the key may use a model of a provider, both as resolved by the router, never as the client wrote them.
  package func allows(provider: Span<UInt8>, model: Span<UInt8>) -> Bool {
    guard let patterns else { return true }
    for pattern in patterns where pattern.matches(provider: provider, model: model) { return true }
    return false
  }

  /// Whether the key may use a route, by the route's own name: which models it leads to is the operator's to say. A
  /// pattern that names a provider opens none.
  package func allows(route: JSONString) -> Bool {
    guard let patterns else { return true }
    return route.withSpan { name in
      for pattern in patterns where pattern.matches(route: name) { return true }
      return false
    }
  }
}

package enum KeyDecision: Sendable {
  case accepted(ClientKey)
  case refused(KeyRefusal)
}

/// Why a key does not open anything. Only who holds the whole key learns that it was revoked or has expired.
package enum KeyRefusal: Sendable {
  /// Not of the form of a key.
  case malformed
  /// No such id, or not its secret: one result for both.
  case unknown
  case revoked(ClientKey)
  case expired(ClientKey)
  /// The secret before the present one, after its grace.
  case replaced(ClientKey)
  /// The store could not be read for too long: nobody is let in.
  case unavailable
}

/// All keys at one moment, for the request path: no SQL, no lock, no allocation.
package final class KeyTable: Sendable {
  private struct Entry {
    let id: UInt32
    let digest: SHA256Digest
    let key: ClientKey?
    let isRevoked: Bool
    let expiresAt: Int64
    /// Of the secret before; nobody's where there is none, so that looking costs the same.
    let formerDigest: SHA256Digest
    let formerUntil: Int64
  }

  /// The first is nobody's: what an unknown id is compared with, so that it costs what a wrong secret does.
  private let entries: [Entry]
  /// Indices of `entries` by id, open addressing, 0 is free. Ids are random and ours, so their low bits spread them.
  private let buckets: [Int32]
  let version: KeyTableVersion?

  /// - Parameter version: nil for the table that refuses everybody.
  init(_ keys: [StoredKey], version: KeyTableVersion?) {
    let nobody = SHA256().finish()
    var entries = [
      Entry(id: 0, digest: nobody, key: nil, isRevoked: true, expiresAt: 0, formerDigest: nobody, formerUntil: 0)
    ]
    var buckets = [Int32](repeating: 0, count: 4)
    while buckets.count < keys.count * 2 { buckets += buckets }
    for stored in keys {
      let record = stored.record
      var bucket = Int(stored.id) & (buckets.count - 1)
      while buckets[bucket] != 0 { bucket = (bucket + 1) & (buckets.count - 1) }
      buckets[bucket] = Int32(entries.count)
      entries.append(
        Entry(
          id: stored.id, digest: stored.digest, key: ClientKey(record), isRevoked: record.revokedAt != nil,
          expiresAt: record.expiresAt ?? .max, formerDigest: stored.formerDigest ?? nobody,
          formerUntil: record.rotation?.formerUntil ?? 0))
    }
    self.entries = entries
    self.buckets = buckets
    self.version = version
  }

  /// Refuses everybody.
  static let closed = KeyTable([], version: nil)

  /// How many keys there are, revoked ones too.
  package var count: Int { entries.count - 1 }

  /// Checks the text that a client sent as its key.
  ///
  /// - Parameter now: milliseconds since 1970.
  package func check(_ presented: Span<UInt8>, at now: Int64 = Int64(WallClock.milliseconds)) -> KeyDecision {
    decide(find(presented), at: now)
  }

  /// What a text leads to, before it is asked whether that still opens anything.
  enum Found {
    /// The entry whose whole key it is.
    case entry(Int)
    /// The entry whose former key it is.
    case former(Int)
    case malformed, unknown
  }

  func find(_ presented: Span<UInt8>) -> Found {
    guard let id = KeyText.id(of: presented) else { return .malformed }
    let digest = KeyText.digest(of: presented)
    let index = index(of: id)
    if entries[index].digest.isEqual(digest), index > 0 { return .entry(index) }
    return entries[index].formerDigest.isEqual(digest) && index > 0 ? .former(index) : .unknown
  }

  /// The key of that id, or else the active one of that name; of revoked ones any. No name is an id.
  func find(named name: JSONString) -> Found {
    if let id = name.withSpan({ KeyText.id($0) }) {
      let index = index(of: id)
      return index > 0 ? .entry(index) : .unknown
    }
    let named = entries.indices.filter { entries[$0].key?.name == name }
    return (named.first { !entries[$0].isRevoked } ?? named.last).map { .entry($0) } ?? .unknown
  }

  func decide(_ found: Found, at now: Int64) -> KeyDecision {
    if version == nil { return .refused(.unavailable) }
    switch found {
    case .malformed: return .refused(.malformed)
    case .unknown: return .refused(.unknown)
    case .entry(let index): return decide(entries[index], at: now)
    case .former(let index):
      let entry = entries[index]
      if entry.formerUntil <= now, !entry.isRevoked, let key = entry.key { return .refused(.replaced(key)) }
      return decide(entry, at: now)
    }
  }

  private func decide(_ entry: Entry, at now: Int64) -> KeyDecision {
    guard let key = entry.key else { return .refused(.unknown) }
    if entry.isRevoked { return .refused(.revoked(key)) }
    return entry.expiresAt <= now ? .refused(.expired(key)) : .accepted(key)
  }

  /// 0 when there is no such id.
  private func index(of id: UInt32) -> Int {
    var bucket = Int(id) & (buckets.count - 1)
    while buckets[bucket] != 0 {
      let index = Int(buckets[bucket])
      if entries[index].id == id { return index }
      bucket = (bucket + 1) & (buckets.count - 1)
    }
    return 0
  }
}

/// Of what state of the database a table is a copy.
struct KeyTableVersion: Equatable, Sendable {
  let opening: Int
  let changes: DatabaseChanges
}

extension KeyStore {
  /// A copy of all keys as they are now.
  package func table() throws(KeyStoreError) -> KeyTable {
    let copy = try withOpening { (connection, opening) throws(SQLiteFailure) in
      try connection.snapshot { () throws(SQLiteFailure) in
        let version = KeyTableVersion(opening: opening, changes: try connection.changes())
        return (version, try StoredKey.all(connection))
      }
    }
    return KeyTable(copy.1, version: copy.0)
  }

  /// Whether the database has changed since the table was copied, by this process or another, or is another file now.
  /// Reads one page of shared memory; meant to be asked about once a second, away from requests.
  package func isStale(_ table: KeyTable) throws(KeyStoreError) -> Bool {
    try withOpening { (connection, opening) throws(SQLiteFailure) in
      table.version != KeyTableVersion(opening: opening, changes: try connection.changes())
    }
  }

  private func withOpening<T: Sendable>(
    _ body: (Connection, _ opening: Int) throws(SQLiteFailure) -> T
  ) throws(KeyStoreError) -> T {
    do throws(DatabaseFailure) { return try database.withOpening(body) } catch { throw .database(error) }
  }
}
