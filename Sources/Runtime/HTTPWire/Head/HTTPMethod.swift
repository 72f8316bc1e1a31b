/// The methods that are told apart; the router answers 405 or 501 to those it does not serve.
package enum HTTPMethod: Sendable {
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

  /// The method that these bytes name; nil when they are no token.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard let length = Optional(range.count), length > 0, length <= 32 else { return nil }
    let token = ByteClass.token
    for index in range where !token.contains(bytes[index]) { return nil }
    let name = bytes.extracting(range)
    for method in [Self.get, .post, .put, .patch, .delete, .head, .options, .trace, .connect]
    where name.equals(method.name) {
      self = method
      return
    }
    self = .other
  }
}
