package import HTTPWire
package import JSONCore

/// The head of every request to one provider and call that does not change from request to request, made once for
/// each configuration. The client's head has no part in it but for the fields that its API format names: nothing is
/// passed through unseen.
package final class UpstreamTemplate: Sendable {
  /// Request line and fixed fields, without the empty line, which follows the fields of the request.
  private let head: [UInt8]
  /// Where the fixed fields begin.
  private let fields: Int
  private let method: HTTPMethod
  private let basePath: [UInt8]
  /// What is called, behind the base path.
  private let path: [UInt8]
  /// Parameters of every URL; empty without.
  private let query: [UInt8]
  /// The model is in the path: the request line is another for each.
  package let usesDeployments: Bool
  /// The client's own key or token goes on.
  private let passesClientKey: Bool
  private let format: WireFormat
  /// Names of the fields that the configuration sends: the client's of that name do not go on.
  private let ownFields: [[UInt8]]
  /// Fields of the client that the configuration lists; nil without any.
  private let forwarded: ForwardedHeaders?
  private let forwardsUserAgent: Bool
  /// Index of the provider's endpoint.
  package let endpoint: Int

  /// Nil when a value cannot be sent: a control character in the key, a base path that is no path.
  init?(_ provider: Provider, endpoint index: Int, _ method: HTTPMethod, _ path: StaticString) {
    let endpoint = provider.endpoints[index]
    self.endpoint = index
    self.format = endpoint.format
    self.method = method
    basePath = Array(endpoint.basePath.utf8)
    self.path = Array("\(path)".utf8)
    query = Array(provider.query.utf8)
    usesDeployments = provider.usesDeployments
    passesClientKey = provider.credential.isClients
    forwarded = provider.forwardedHeaders
    let userAgent = Array("user-agent".utf8)
    forwardsUserAgent = forwarded?.include(userAgent.span) ?? false
    let hasOwnUserAgent = provider.headers.contains { $0.name.asciiLowercased.utf8.elementsEqual(userAgent) }
    var writer = HeadWriter()
    writer.request(method, Self.target(basePath, self.path, query).span)
    fields = writer.count
    writer.field("host", Array(endpoint.authority.utf8).span)
    let format = endpoint.format
    let key = provider.keyField ?? format.keyField
    provider.credential.reveal { writer.field(key.name, key.scheme, $0) }
    // Without it any coding is allowed (RFC 9110, 12.5.3), and what came compressed could not be read for its usage,
    // nor searched for the key.
    writer.field("accept-encoding", "identity")
    if !forwardsUserAgent, !hasOwnUserAgent { writer.field("user-agent", "securellm") }
    for (name, value) in provider.headers {
      writer.configuredField(Array(name.utf8).span, Array(value.utf8).span)
    }
    ownFields = provider.headers.map { Array($0.name.utf8) }
    guard writer.finish() else { return nil }
    head = writer.bytes.dropLast(2)
  }

  /// By the index of the call; nil in it where the provider does not speak the call's format, and nil when a value cannot
  /// be sent.
  static func all(of settings: Provider) -> [UpstreamTemplate?]? {
    var templates: [UpstreamTemplate?] = []
    for call in UpstreamCall.all {
      guard let index = settings.endpoints.firstIndex(where: { $0.format === call.format }) else {
        templates.append(nil)
        continue
      }
      guard let template = UpstreamTemplate(settings, endpoint: index, call.method, call.path) else { return nil }
      templates.append(template)
    }
    return templates
  }

  /// A query of the client's is in the path already, and comes first.
  private static func target(_ base: [UInt8], _ path: [UInt8], _ query: [UInt8]) -> [UInt8] {
    if query.isEmpty { return base + path }
    return base + path + [path.contains(UInt8(ascii: "?")) ? UInt8(ascii: "&") : UInt8(ascii: "?")] + query
  }

  /// A whole request's head. False when a field of the client's cannot be written, which the parser should have
  /// refused.
  ///
  /// - Parameters:
  ///   - model: as the provider calls it; where it goes into the path, `DeploymentName` has accepted it.
  ///   - body: how the provider finds its end.
  package func request(
    for client: borrowing RequestHead, model: JSONString, isStream: Bool, isForm: Bool = false, body: BodyFraming,
    accepts: StaticString = "application/json", into writer: inout HeadWriter
  ) -> Bool {
    writer.reset()
    begin(model, &writer)
    // A form's has its boundary.
    if isForm { writer.joinedField(.contentType, of: client) } else { writer.field("content-type", "application/json") }
    if isStream { writer.field("accept", "text/event-stream") } else { writer.field("accept", accepts) }
    pass(client, to: &writer)
    Self.frame(body, &writer)
    return writer.finish()
  }

  private static func frame(_ body: BodyFraming, _ writer: inout HeadWriter) {
    switch body {
    case .length(let length): writer.field("content-length", length)
    case .chunked: writer.field("transfer-encoding", "chunked")
    case .none, .untilClose: break
    }
  }

  /// The head of a request without a body.
  ///
  /// - Parameters:
  ///   - target: path and query behind the base URL, which has been checked to be a target; another refuses the head.
  ///   - isEmptyPost: it has to say that it has no body.
  package func request(
    _ method: HTTPMethod, _ target: Span<UInt8>, for client: borrowing RequestHead, into writer: inout HeadWriter
  ) -> Bool {
    writer.reset()
    var path: [UInt8] = []
    path.append(target)
    writer.request(method, Self.target(basePath, path, query).span)
    let bytes = head
    writer.raw(bytes.span.extracting(fields..<bytes.count))
    writer.field("accept", "application/json, text/event-stream")
    pass(client, to: &writer)
    if method == .post { writer.field("content-length", 0) }
    return writer.finish()
  }

  /// The head of a request that passes through unread, whose client says what it sends and takes.
  package func request(
    _ method: HTTPMethod, through target: Span<UInt8>, body: BodyFraming, for client: borrowing RequestHead,
    into writer: inout HeadWriter
  ) -> Bool {
    writer.reset()
    var path = basePath
    path.append(target)
    writer.request(method, path.span)
    let bytes = head
    writer.raw(bytes.span.extracting(fields..<bytes.count))
    if client.fields.has(.accept) { writer.joinedField(.accept, of: client) } else { writer.field("accept", "*/*") }
    let hasBody = body != .length(0)
    if client.fields.has(.contentType), hasBody { writer.joinedField(.contentType, of: client) }
    pass(client, to: &writer)
    if method == .post || hasBody { Self.frame(body, &writer) }
    return writer.finish()
  }

  /// The head of a request that no client has sent: that for a list of models.
  package func request(into writer: inout HeadWriter) -> Bool {
    writer.reset()
    let bytes = head
    writer.raw(bytes.span)
    writer.field("accept", "application/json")
    if let (field, value) = format.defaultField, !isOwn(Array("\(field.name)".utf8).span) {
      writer.field(field.name, value)
    }
    return writer.finish()
  }

  /// Request line and fixed fields.
  private func begin(_ model: JSONString, _ writer: inout HeadWriter) {
    let bytes = head
    guard usesDeployments else { return writer.raw(bytes.span) }
    let path = Array("/deployments/".utf8) + model.bytes + path
    writer.request(method, Self.target(basePath, path, query).span)
    writer.raw(bytes.span.extracting(fields..<bytes.count))
  }

  /// What the client's fields bring. Lists that came in several lines go on as one (RFC 9110, 5.3).
  private func pass(_ client: borrowing RequestHead, to writer: inout HeadWriter) {
    if passesClientKey { ClientCredential.write(client, to: &writer) }
    for field in format.passedFields where client.fields.has(field) { writer.joinedField(field, of: client) }
    if let prefix = format.passedPrefix { passAll(client, prefix, to: &writer) }
    if let forwarded { pass(forwarded, of: client, to: &writer) }
    if let (field, value) = format.defaultField, !client.fields.has(field) { writer.field(field.name, value) }
  }

  /// But for those that a `Connection` field keeps to this hop (RFC 9110, 7.6.1).
  private func passAll(_ client: borrowing RequestHead, _ prefix: StaticString, to writer: inout HeadWriter) {
    if client.fields.has(.anthropicBeta) { writer.joinedField(.anthropicBeta, of: client) }
    client.forEachLine { line, name, _ in
      // Joined above.
      if line.field == .anthropicBeta || !name.beginsIgnoringCase(with: prefix) { return }
      if format.withheldFields.contains(where: { name.equalsIgnoringCase($0) }) || isOwn(name) { return }
      if !client.isConnectionField(line) { writer.field(line, of: client) }
    }
  }

  /// Lines as they came, but for those that go on anyway.
  private func pass(_ forwarded: ForwardedHeaders, of client: borrowing RequestHead, to writer: inout HeadWriter) {
    if forwardsUserAgent, !client.fields.has(.userAgent) { writer.field("user-agent", "securellm") }
    client.forEachLine { line, name, _ in
      guard forwarded.include(name), !isOwn(name), !client.isConnectionField(line) else { return }
      if line.field != .other, format.passedFields.contains(line.field) { return }
      if let prefix = format.passedPrefix, name.beginsIgnoringCase(with: prefix) { return }
      writer.field(line, of: client)
    }
  }

  private func isOwn(_ name: Span<UInt8>) -> Bool {
    for own in ownFields where name.equalsIgnoringCase(own.span) { return true }
    return false
  }
}

extension Span<UInt8> {
  /// ASCII letters match in either case.
  fileprivate func equalsIgnoringCase(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where Self.lower(self[index]) != Self.lower(other[index]) { return false }
    return true
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
