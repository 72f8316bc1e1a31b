/// The methods that are distinguished; the router responds with 405 or 501 to those it does not serve.
package enum HTTPMethod: Sendable {
  /// Those of RFC 9110, 9.3, and PATCH. Only GET and POST have routes.
  case get, head, post, put, patch, delete, options, trace, connect
  /// Any other token, lower-case spellings of the above included: methods are case-sensitive.
  case other

  package var name: StaticString {
    switch self {
    case .get: "GET"
    case .head: "HEAD"
    case .post: "POST"
    case .put: "PUT"
    case .patch: "PATCH"
    case .delete: "DELETE"
    case .options: "OPTIONS"
    case .trace: "TRACE"
    case .connect: "CONNECT"
    case .other: ""
    }
  }

  /// The method that these bytes name; nil when they are no token, and above 32 bytes, which no registered one has.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty, range.count <= 32 else { return nil }
    // The two that nearly every request has, as words.
    switch Words.prefix(bytes.word(at: range.lowerBound), range.count) {
    case 0x5453_4F50 where range.count == 4:
      self = .post
      return
    case 0x54_4547 where range.count == 3:
      self = .get
      return
    default: break
    }
    // All others by comparing, in no particular order: a proxy hardly sees them.
    let name = bytes.extracting(range)
    guard ByteClass.token.holds(name) else { return nil }
    for method in [Self.put, .patch, .delete, .head, .options, .trace, .connect]
    where name.equals(method.name) {
      self = method
      return
    }
    self = .other
  }
}
