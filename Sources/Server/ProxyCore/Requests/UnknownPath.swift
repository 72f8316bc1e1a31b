import HTTPWire

/// What a client reads whose path is not served. Most have a base URL with too much or too little in it, so that the
/// path which would do is named: SDKs of OpenAI need `/v1` in it, those of Anthropic must not have it.
enum UnknownPath {
  /// Longer paths are not searched: they come from whoever likes.
  private static let longest = 256
  private static let version: StaticString = "/v1"
  private static let versionPrefix: StaticString = "/v1/"

  static func failure(_ path: Span<UInt8>, _ routes: RouteTable) -> ProxyFailure {
    if let refused = UnservedAPI.failure(path) { return refused }
    if path.count <= longest, let hint = hint(path, routes) {
      return ProxyFailure(.unknownRoute, "There is nothing at this path. " + hint)
    }
    return path.count > versionPrefix.utf8CodeUnitCount && path.begins(with: versionPrefix)
      ? otherAPI : RequestHeadChecks.unknownRoute
  }

  /// SDKs call some hundred paths of a provider's account, about which nothing is read here.
  private static let otherAPI = ProxyFailure(
    .unknownRoute,
    RequestHeadChecks.unknownRoute.message + " What a provider has besides can pass unread: name it under passThrough"
      + " of that provider in the configuration, and set the base URL to this server's /pass/PROVIDER.")

  private static func hint(_ path: Span<UInt8>, _ routes: RouteTable) -> String? {
    if path.count > 1, path[path.count - 1] == UInt8(ascii: "/"),
      let found = template(path.extracting(0..<path.count - 1), routes)
    {
      return "\(found) is without the slash at its end."
    }
    if let found = versioned(path, routes) {
      return "The base URL lacks /v1: with it the path would be \(found)."
    }
    if path.begins(with: version), let found = template(path.extracting(version.utf8CodeUnitCount..<path.count), routes)
    {
      return "The base URL has a /v1 that this SDK adds by itself: without it the path would be \(found)."
    }
    return suffix(path, routes).map { "The base URL has too much in it: the path here is \($0)." }
  }

  /// Behind one of the slashes a path begins that is served. What has `/v1` in front is another API, unless it has it
  /// once more: `/v1/fim/completions` is no `/v1/completions`.
  private static func suffix(_ path: Span<UInt8>, _ routes: RouteTable) -> String? {
    let isVersioned = path.begins(with: versionPrefix)
    for index in path.indices.dropFirst() where path[index] == UInt8(ascii: "/") {
      let rest = path.extracting(index..<path.count)
      if let found = template(rest, routes) ?? (isVersioned ? nil : versioned(rest, routes)) { return found }
    }
    return nil
  }

  /// What the path would be with `/v1` in front of it.
  private static func versioned(_ path: Span<UInt8>, _ routes: RouteTable) -> String? {
    var longer: [UInt8] = []
    longer.append(version)
    longer.append(path)
    return template(longer.span, routes)
  }

  /// The path of a route, as it is written in `GET /openapi.json`: never bytes of the request.
  private static func template(_ path: Span<UInt8>, _ routes: RouteTable) -> String? {
    for route in routes.routes where path.count > 1 && route.path.match(path) != nil { return route.path.template }
    return nil
  }
}

extension Span<UInt8> {
  /// Byte for byte.
  func begins(with text: StaticString) -> Bool {
    let size = text.utf8CodeUnitCount
    return count >= size && extracting(0..<size).equals(text)
  }

  func contains(_ text: StaticString) -> Bool {
    indices.contains { extracting($0..<count).begins(with: text) }
  }

  func ends(with text: StaticString) -> Bool {
    let size = text.utf8CodeUnitCount
    return count >= size && extracting(count - size..<count).equals(text)
  }
}
