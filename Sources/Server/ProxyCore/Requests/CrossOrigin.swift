import HTTPWire

/// What pages of other origins may read (CORS, as the Fetch standard has it): the responses to origins that
/// `listen.origins` names, errors too, and nothing else. Browsers send no cookies with it, since none are allowed:
/// pages send a key as every other client does.
enum CrossOrigin {
  /// Field names of responses that pages may read, beside the few that they always may.
  private static let exposed: StaticString =
    "x-securellm-request-id, x-securellm-provider, x-securellm-attempts, x-securellm-cache, age, request-id, x-request-id, retry-after, retry-after-ms, x-should-retry, ratelimit, ratelimit-policy, x-ratelimit-limit-requests, x-ratelimit-limit-tokens, x-ratelimit-remaining-requests, x-ratelimit-remaining-tokens, x-ratelimit-reset-requests, x-ratelimit-reset-tokens, openai-processing-ms, openai-version"

  /// Seconds for which a browser need not ask again. Two hours are the most that browsers keep.
  private static let maxAge = 7200

  static func allows(_ origin: Span<UInt8>, _ configuration: RuntimeConfiguration) -> Bool {
    configuration.settings.listen.origins.contains { origin.equalsIgnoringCase(Array($0.utf8)) }
  }

  /// The fields of every response, whatever it is, where pages may call. Caches must know that responses differ.
  static func writeFields(
    for head: borrowing RequestHead, _ configuration: RuntimeConfiguration, to writer: inout HeadWriter
  ) {
    writer.field("vary", "Origin")
    guard let value = head.fields[.origin], value.upperBound <= head.bytes.count else { return }
    head.with(value) { origin in
      guard allows(origin, configuration) else { return }
      writer.field("access-control-allow-origin", origin)
      writer.field("access-control-expose-headers", exposed)
    }
  }

  // MARK: preflight

  private static let requestMethod: StaticString = "access-control-request-method"
  private static let requestHeaders: StaticString = "access-control-request-headers"

  /// Whether a browser asks what a page may send. Other `OPTIONS` are those of no route.
  static func isPreflight(_ head: borrowing RequestHead) -> Bool {
    guard head.method == .options, head.fields.has(.origin) else { return false }
    var isFound = false
    head.forEachLine { _, name, _ in if name.equalsIgnoringCase(requestMethod) { isFound = true } }
    return isFound
  }

  /// The fields that the page wants to send, as it lists them; empty without a list. Which they are is no matter: what
  /// the proxy does not know goes nowhere.
  ///
  /// - Throws: when it is no list of names, which no browser sends.
  static func requestedHeaders(_ head: borrowing RequestHead) throws(ProxyFailure) -> [UInt8] {
    var list: [UInt8] = []
    head.forEachLine { _, name, value in
      guard name.equalsIgnoringCase(requestHeaders) else { return }
      if !list.isEmpty { list.append(contentsOf: ", ".utf8) }
      for index in value.indices { list.append(value[index]) }
    }
    let isList = list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).allSatisfy { name in
      let name = name.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }
      return !name.isEmpty && name.allSatisfy(isNameCharacter)
    }
    if list.isEmpty || isList { return list }
    throw ProxyFailure(.malformedRequest, "Access-Control-Request-Headers must be a list of header names.")
  }

  /// A character of a field's name (RFC 9110, 5.6.2).
  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  /// What the preflight is told beside `writeFields`.
  static func writePermission(_ methods: [HTTPMethod], _ headers: [UInt8], to writer: inout HeadWriter) {
    writer.field("access-control-allow-methods", Array(methods.map { "\($0.name)" }.joined(separator: ", ").utf8).span)
    if !headers.isEmpty { writer.field("access-control-allow-headers", headers.span) }
    writer.field("access-control-max-age", maxAge)
    writer.field("vary", "Access-Control-Request-Method, Access-Control-Request-Headers")
  }
}
