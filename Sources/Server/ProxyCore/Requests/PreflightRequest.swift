import HTTPWire

/// A browser asks what a page may send to a path, before it sends it. The page's own request has the key; this one has
/// none, and does nothing.
final class PreflightRequest: ClientRequest {
  private var methods: [HTTPMethod] = []
  private var headers: [UInt8] = []

  /// - Parameters:
  ///   - methods: of the path.
  ///   - headers: the list of those that the page wants to send.
  convenience init(_ start: RequestStart, _ methods: [HTTPMethod], _ headers: [UInt8]) {
    self.init(start)
    self.methods = methods
    self.headers = headers
  }

  override func dispatch() throws(ProxyFailure) {
    responder.respond(to: self) { CrossOrigin.writePermission(methods, headers, to: &$0) }
  }
}

extension RouteDescriptor {
  /// Of any path. Not in the table of routes: it is part of the others.
  static let preflight = RouteDescriptor(
    .options, .fixed(""), access: .everybody, label: "preflight",
    document: OperationDocument("What a page may send.", answerSchema: "{}")
  ) { PreflightRequest($0) }
}

extension RouteTable {
  /// Those that a path takes; empty for a path that is none.
  func methods(_ path: Span<UInt8>) -> [HTTPMethod] {
    var methods: [HTTPMethod] = []
    for index in routes.indices where routes[index].path.match(path) != nil && !methods.contains(routes[index].method) {
      methods.append(routes[index].method)
    }
    return methods
  }
}
