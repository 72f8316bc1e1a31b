package import HTTPWire
package import ProxyProtocol

/// One operation that the proxy serves, as a value: the router, the pipeline, metrics, the audit and the description of
/// the API are made of these, so that none can have what another lacks.
package final class RouteDescriptor: Sendable {
  /// Who may call it.
  package enum Access: Sendable {
    /// Anybody: an orchestrator, which has no key.
    case everybody
    /// A client key where keys are required.
    case key
    /// A key that may read metrics; and only where metrics are served.
    case metrics
  }

  /// What a body may be.
  package enum Media: Sendable {
    case json
    /// `multipart/form-data`.
    case form
    /// Whatever the client says that it is: it passes through unread.
    case any
  }

  package let path: RoutePath
  package let method: HTTPMethod
  package let media: Media
  package let access: Access
  /// Whose error format its clients understand.
  package let format: WireFormat
  /// Clients of every format call it, and each gets the response and errors of its own.
  package let followsClient: Bool
  /// The label in metrics: bounded, never text of a request.
  package let label: StaticString
  /// As the audit calls it; nil for endpoints that do nothing to be recorded.
  package let operation: AuditEvent.ValueOperation?
  /// What `GET /openapi.json` says of it.
  package let document: OperationDocument
  private let maker: @Sendable (consuming RequestStart) -> ClientRequest

  package init(
    _ method: HTTPMethod, _ path: RoutePath, access: Access = .key, format: WireFormat = .openAI,
    followsClient: Bool = false, media: Media = .json, label: StaticString, operation: AuditEvent.ValueOperation? = nil,
    document: OperationDocument,
    maker: @escaping @Sendable (consuming RequestStart) -> ClientRequest
  ) {
    self.method = method
    self.path = path
    self.access = access
    self.format = format
    self.followsClient = followsClient
    self.media = media
    self.label = label
    self.operation = operation
    self.document = document
    self.maker = maker
  }

  func request(_ start: consuming RequestStart) -> ClientRequest { maker(start) }

  /// In whose format an error goes out.
  func format(for head: borrowing RequestHead) -> WireFormat { followsClient ? .ofClient(head) : format }

  /// `HEAD` is `GET` without the body (RFC 9110, 9.3.2), where the proxy makes the response itself.
  func takes(_ method: HTTPMethod) -> Bool {
    method == self.method || method == .head && self.method == .get && !document.isRelayed
  }
}

/// The path of a route: fixed, or with one segment that is a name, or with a name of a model, which may have slashes.
/// Compared as bytes: no decoding, no normalizing, so that no other spelling of a path gets past a rule in front of this
/// server. Only the name of a model is decoded, by whoever looks it up.
package struct RoutePath: Sendable {
  /// What it begins with; all of it where it takes no name.
  package let prefix: StaticString
  /// What the name is called in `GET /openapi.json`; nil without one.
  package let parameter: StaticString?
  /// Behind the name.
  package let suffix: StaticString
  /// The longest name, in bytes.
  private let longest: Int
  /// The rest of the path is the name, slashes and escapes too: `groq/openai/gpt-oss-20b`, or `groq%2Fopenai%2F…`.
  package let takesRest: Bool

  package static func fixed(_ path: StaticString) -> RoutePath {
    RoutePath(prefix: path, parameter: nil, suffix: "", longest: 0, takesRest: false)
  }

  package static func rest(_ prefix: StaticString, _ parameter: StaticString, longest: Int) -> RoutePath {
    RoutePath(prefix: prefix, parameter: parameter, suffix: "", longest: longest, takesRest: true)
  }

  package static func named(
    _ prefix: StaticString, _ parameter: StaticString, _ suffix: StaticString = "", longest: Int
  ) -> RoutePath {
    RoutePath(prefix: prefix, parameter: parameter, suffix: suffix, longest: longest, takesRest: false)
  }

  /// Where the name is in `path`, empty for a fixed one; nil when this is another path.
  package func match(_ path: Span<UInt8>) -> Range<Int>? {
    let start = prefix.utf8CodeUnitCount
    guard parameter != nil else { return path.equals(prefix) ? 0..<0 : nil }
    let end = path.count - suffix.utf8CodeUnitCount
    guard start < end, end - start <= longest, path.extracting(0..<start).equals(prefix),
      path.extracting(end..<path.count).equals(suffix)
    else { return nil }
    if takesRest { return path[start] == UInt8(ascii: "/") ? nil : start..<end }
    for index in start..<end where path[index] == UInt8(ascii: "/") { return nil }
    return start..<end
  }

  /// As OpenAPI writes it: `/v1/responses/{response_id}`.
  package var template: String { parameter.map { "\(prefix){\($0)}\(suffix)" } ?? "\(prefix)" }
}

/// All routes. Their order is that of metrics and of the description; the first ones are found quickest, and a fixed path
/// is before those that take a name in its place.
package struct RouteTable: Sendable {
  package let routes: [RouteDescriptor]

  package init(_ routes: [RouteDescriptor]) { self.routes = routes }

  /// What a request's method and path lead to.
  package enum Match {
    /// Index of the route, and where the name is in the path.
    case route(Int, name: Range<Int>)
    /// The path is known: 405 with the methods it takes, instead of 404.
    case wrongMethod([HTTPMethod])
    case unknown
  }

  package func match(_ method: HTTPMethod, _ path: Span<UInt8>) -> Match {
    var others: [HTTPMethod] = []
    var isFixed = false
    for index in routes.indices {
      guard let name = routes[index].path.match(path) else { continue }
      // `compact` in `/v1/responses/compact` is no id of a response.
      if isFixed, routes[index].path.parameter != nil { continue }
      if routes[index].takes(method) { return .route(index, name: name) }
      others.append(routes[index].method)
      isFixed = isFixed || routes[index].path.parameter == nil
    }
    return others.isEmpty ? .unknown : .wrongMethod(others)
  }
}
