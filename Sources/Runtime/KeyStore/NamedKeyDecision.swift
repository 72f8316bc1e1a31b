package import JSONCore
import System

/// A key that a client is let in with because it is known by something else than the key's text, such as a certificate.
/// Looked for once in each table; whether it was revoked or has expired since is asked each time.
package struct NamedKeyDecision: Sendable {
  private let name: JSONString
  private var table: KeyTable?
  private var found = KeyTable.Found.unknown

  /// - Parameter name: name or id of the key.
  package init(_ name: JSONString) { self.name = name }

  /// - Parameter now: milliseconds since 1970.
  package mutating func check(by table: KeyTable, at now: Int64 = Int64(WallClock.milliseconds)) -> KeyDecision {
    if table !== self.table {
      found = table.find(named: name)
      self.table = table
    }
    return table.decide(found, at: now)
  }
}
