package import HTTPWire

/// What a request's head alone decides, before a byte of its body is taken: the host it means, the page it comes
/// from, the route, the media type. Keys are looked at afterwards, so that a scan of routes costs no digest.
enum RequestHeadChecks {
  /// - Parameters:
  ///   - configuration: asked for single settings: a copy of all of them costs some hundred instructions.
  ///   - routes: where it may go.
  /// - Throws: what is sent; the connection is closed then.
  /// - Returns: the index of the route, and where the name in its path is.
  static func route(
    _ head: borrowing RequestHead, _ routes: RouteTable, _ configuration: RuntimeConfiguration
  ) throws(ProxyFailure) -> (index: Int, name: Range<Int>) {
    try checkSource(head, configuration)
    let found = try match(head, routes)
    let route = routes.routes[found.index]
    if case .metrics = route.access, !configuration.settings.metricsEnabled { throw Self.unknownRoute }
    try checkQuery(head)
    if route.method == .post { try checkMedia(head, route.media) }
    return found
  }

  /// The host that it means and the page that it comes from.
  static func checkSource(
    _ head: borrowing RequestHead, _ configuration: RuntimeConfiguration
  ) throws(ProxyFailure) {
    try checkHost(head, configuration)
    try checkOrigin(head, configuration)
  }

  /// In whose format a request is refused that has no route yet: that of the first route with its path, or what its
  /// head says of the client.
  static func format(_ head: borrowing RequestHead, _ routes: RouteTable) -> WireFormat {
    // A head that was refused has no bytes any more.
    guard head.path.upperBound <= head.bytes.count else { return .openAI }
    return head.with(head.path) { path in
      for route in routes.routes where route.path.match(path) != nil { return route.format(for: head) }
      return path.beginsIgnoringCase(with: "/v1/messages") ? .anthropic : .ofClient(head)
    }
  }

  /// A page that rebinds its own name to this address (DNS rebinding) makes browsers send that name in `Host`.
  /// Without names in the configuration a server on a network cannot know its own, and keys are required there
  /// anyway.
  private static func checkHost(_ head: borrowing RequestHead, _ configuration: RuntimeConfiguration)
    throws(ProxyFailure)
  {
    if !configuration.settings.listen.isLoopback, configuration.settings.listen.hosts.isEmpty { return }
    let isKnown = head.with(.host) { host in
      let name = host.extracting(0..<Self.nameEnd(ofHost: host))
      if name.equalsIgnoringCase("localhost") || name.equals("127.0.0.1") || name.equals("[::1]") { return true }
      return configuration.settings.listen.hosts.contains { name.equalsIgnoringCase(Array($0.utf8)) }
    }
    if isKnown != true {
      throw ProxyFailure(
        .misdirected, "This server does not serve the name in the Host field; add it to listen.hosts.")
    }
  }

  /// Where the name ends and the port begins. Only digits behind the last colon are a port: an IPv6 address has
  /// colons of its own, in brackets.
  private static func nameEnd(ofHost host: Span<UInt8>) -> Int {
    var end = host.count
    while end > 0, host[end - 1] &- 0x30 < 10 { end -= 1 }
    return end > 0 && host[end - 1] == UInt8(ascii: ":") ? end - 1 : host.count
  }

  /// Browsers send `Origin` with every request of a page that could change something. Other clients send none, which
  /// passes.
  private static func checkOrigin(_ head: borrowing RequestHead, _ configuration: RuntimeConfiguration)
    throws(ProxyFailure)
  {
    let isAllowed = head.with(.origin) { CrossOrigin.allows($0, configuration) }
    if isAllowed == false {
      throw ProxyFailure(.forbidden, "Pages of this origin may not call this server; add it to listen.origins.")
    }
  }

  static let unknownRoute = ProxyFailure(
    .unknownRoute, "There is nothing at this path; GET /openapi.json lists what there is.")

  /// A method that is known and not taken is 405 with `Allow`, an unknown one 501 (RFC 9110, 9.1).
  private static func match(
    _ head: borrowing RequestHead, _ routes: RouteTable
  ) throws(ProxyFailure) -> (index: Int, name: Range<Int>) {
    let method = head.method
    if method == .other {
      throw ProxyFailure(.notImplemented, "This method is not supported; GET /openapi.json lists those that are.")
    }
    switch head.with(head.path, { routes.match(method, $0) }) {
    case .route(let index, let name): return (index, name)
    case .wrongMethod(let methods):
      if let refused = head.with(head.path, { UnservedAPI.failure($0) }) { throw refused }
      let names = methods.map { "\($0.name)" }.joined(separator: " and ")
      var failure = ProxyFailure(.wrongMethod, "This path accepts only \(names).")
      failure.allowed = methods
      throw failure
    case .unknown: throw head.with(head.path) { UnknownPath.failure($0, routes) }
    }
  }

  /// URLs end up in logs and histories; a key in one is a key given away.
  private static func checkQuery(_ head: borrowing RequestHead) throws(ProxyFailure) {
    if head.query.isEmpty { return }
    let names: [StaticString] = ["key=", "api_key=", "api-key=", "apikey=", "token=", "access_token=", "x-api-key="]
    let hasKey = head.with(head.query) { query in
      var start = 0
      for index in 0...query.count where index == query.count || query[index] == UInt8(ascii: "&") {
        let part = query.extracting(start..<index)
        if names.contains(where: { part.beginsIgnoringCase(with: $0) }) { return true }
        start = index + 1
      }
      return false
    }
    if hasKey {
      throw ProxyFailure(
        .missingKey, "A key in the URL is not accepted; send it as Authorization: Bearer, and replace this one.")
    }
  }

  /// Compressed bodies are not accepted: their size says nothing of what they expand to.
  private static func checkMedia(
    _ head: borrowing RequestHead, _ media: RouteDescriptor.Media
  ) throws(ProxyFailure) {
    if head.with(.contentEncoding, { $0.equalsIgnoringCase("identity") }) == false {
      throw ProxyFailure(.unsupportedMedia, "Compressed bodies are not accepted; send the JSON uncompressed.")
    }
    switch media {
    case .json: break
    case .form: return try checkForm(head)
    case .any: return
    }
    let isJSON = head.with(.contentType) { value in
      guard value.beginsIgnoringCase(with: "application/json") else { return false }
      return value.count == 16 || value[16] == UInt8(ascii: ";") || value[16] == UInt8(ascii: " ")
    }
    // Without one the content may be anything (RFC 9110, 8.3), and pages of other origins may send it unasked.
    if isJSON == false || isJSON == nil && head.framing != .none && head.framing != .length(0) {
      throw ProxyFailure(.unsupportedMedia, "The body must be JSON; send Content-Type: application/json.")
    }
  }

  /// Whether its boundary is one is for whoever reads the body to say.
  private static func checkForm(_ head: borrowing RequestHead) throws(ProxyFailure) {
    if head.with(.contentType, { $0.beginsIgnoringCase(with: "multipart/form-data") }) != true {
      throw ProxyFailure(.unsupportedMedia, "The body must be a form; send Content-Type: multipart/form-data.")
    }
  }
}

extension ProxyFailure {
  /// A request that is not HTTP as it must be. The parser knows the status; the code is what clients and metrics
  /// read.
  package init(_ failure: HTTPFailure) {
    let code: Code =
      switch failure.status {
      case 413: .tooLarge
      case 414, 431: .headersTooLarge
      case 417: .expectationFailed
      case 501: .notImplemented
      case 505: .unsupportedVersion
      default: .malformedRequest
      }
    self.init(code, failure.sentence, status: failure.status)
  }
}

extension Span<UInt8> {
  /// Whether these are the bytes of `text`, which is written in lower case; ASCII letters match in either case.
  func equalsIgnoringCase(_ text: [UInt8]) -> Bool {
    guard count == text.count else { return false }
    for index in 0..<count {
      let byte = self[index]
      if (byte &- 0x41 < 26 ? byte | 0x20 : byte) != text[index] { return false }
    }
    return true
  }
}
