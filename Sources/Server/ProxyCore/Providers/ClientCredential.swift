import HTTPWire
import KeyStore

/// A client's own key or token for a provider, as it passes through: `Authorization` and `x-api-key`, whichever of them
/// the client has sent. It is never kept, logged or recorded; and a key of this proxy, which a client may have sent in
/// the same fields, never goes on.
enum ClientCredential {
  private static let fields: [HTTPField] = [.authorization, .xAPIKey]

  static func isPresent(_ head: borrowing RequestHead) -> Bool {
    for field in fields where goesOn(field, head) { return true }
    return false
  }

  static func write(_ head: borrowing RequestHead, to writer: inout HeadWriter) {
    for field in fields where goesOn(field, head) { head.with(field) { writer.field(field.name, $0) } }
  }

  /// Whether a key of this proxy is in one of them, be it a wrong one.
  static func hasOwnKey(_ head: borrowing RequestHead) -> Bool {
    for field in fields where head.with(field, { isOwn($0) }) == true { return true }
    return false
  }

  private static func goesOn(_ field: HTTPField, _ head: borrowing RequestHead) -> Bool {
    head.with(field) { $0.count > 0 && !isOwn($0) } ?? false
  }

  /// Whether a key of this proxy is anywhere in the value, whatever is before it.
  private static func isOwn(_ value: Span<UInt8>) -> Bool {
    for start in value.indices where ClientKey.isMeant(value.extracting(start..<value.count)) { return true }
    return false
  }
}
