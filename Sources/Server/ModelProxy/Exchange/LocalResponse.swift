import HTTPWire
import JSONCore
import LLMWire

/// Responses that the proxy makes itself: errors, and those of its built-in endpoints. They are written into the
/// connection's buffer; the caller flushes and finishes.
enum LocalResponse {
  /// An error in the route's API format. A 405 has `Allow` and a 401 `WWW-Authenticate`, as RFC 9110 requires
  /// (15.5.6, 15.5.2).
  static func failure(
    _ failure: ProxyFailure, for client: ClientConnection, format: APIFormat = .openai, requestID: JSONString? = nil,
    keepAlive: Bool
  ) {
    ErrorBody.write(failure, format, requestID: requestID) { body in
      write(failure.status, type: "application/json", body, for: client, keepAlive: keepAlive) { writer in
        if let seconds = failure.retryAfterSeconds { writer.field("retry-after", max(1, seconds)) }
        if let method = failure.allowed { writer.field("allow", method == .get ? "GET" : "POST") }
        if failure.status == 401 { writer.field("www-authenticate", "Bearer") }
        if let requestID { requestID.withSpan { writer.field("x-securellm-request-id", $0) } }
        failure.limit?.writeFields(into: &writer)
      }
    }
  }

  /// Anything else. `nosniff` keeps browsers from taking what is quoted in an error for a page.
  ///
  /// - Parameter more: adds fields.
  static func write(
    _ status: Int, type: StaticString, _ body: Span<UInt8>, for client: ClientConnection, keepAlive: Bool,
    _ more: (inout HeadWriter) -> Void = { _ in }
  ) {
    client.loop.headWriter.reset()
    client.loop.headWriter.response(status)
    client.loop.headWriter.field("content-type", type)
    client.loop.headWriter.field("content-length", body.count)
    client.loop.headWriter.field("x-content-type-options", "nosniff")
    more(&client.loop.headWriter)
    if !keepAlive || !client.parser.head.keepAlive { client.loop.headWriter.field("connection", "close") }
    // Every value is of the program or was checked when it was read.
    guard client.loop.headWriter.finish() else { return client.cut() }
    client.loop.headWriter.withSpan { client.write($0) }
    // A response to HEAD says the length of a body that it does not have (RFC 9110, 9.3.2).
    if client.parser.head.method != .head { client.write(body) }
  }
}

/// The head of a provider's response, as the client gets it: written anew field by field, so that what is meant for
/// this connection (RFC 9110, 7.6.1) ends here.
enum ResponseHeads {
  /// What is adopted from the provider: what SDKs read. Everything else ends here, cookies and hop-by-hop fields
  /// among it.
  private static func passes(_ field: HTTPField) -> Bool {
    switch field {
    case .contentType, .contentEncoding, .retryAfter, .retryAfterMilliseconds, .requestID, .xRequestID,
      .openAIProcessingMilliseconds, .openAIVersion, .openAIOrganization, .xShouldRetry, .xRateLimit,
      .anthropicRateLimit:
      true
    default: false
    }
  }

  /// - Parameter framing: what the client's body will have, which may differ from the provider's.
  static func relay(
    _ head: borrowing ResponseHead, status: Int, framing: BodyFraming, requestID: JSONString,
    secret: SecretFinder?, to client: ClientConnection
  ) {
    client.loop.headWriter.reset()
    client.loop.headWriter.response(status)
    head.with(0..<head.bytes.count) { bytes in
      for index in 0..<head.fields.count where passes(head.fields[index].field) {
        // What the provider quotes of its key goes to nobody.
        let value = head.fields[index].value
        if let secret, value.count >= secret.window, secret.occurs(in: bytes.extracting(value)) { continue }
        client.loop.headWriter.field(head.fields[index], of: bytes)
      }
    }
    requestID.withSpan { client.loop.headWriter.field("x-securellm-request-id", $0) }
    switch framing {
    case .length(let length): client.loop.headWriter.field("content-length", length)
    case .chunked: client.loop.headWriter.field("transfer-encoding", "chunked")
    case .untilClose, .none: break
    }
    if !client.parser.head.keepAlive || framing == .untilClose { client.loop.headWriter.field("connection", "close") }
    guard client.loop.headWriter.finish() else { return client.cut() }
    client.loop.headWriter.withSpan { client.write($0) }
  }
}
