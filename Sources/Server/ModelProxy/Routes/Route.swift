import HTTPWire
package import LLMWire

/// Everything the proxy serves. The router and `GET /openapi.json` are made from this list, so neither can have what
/// the other lacks. No switch over it has a `default`: a new route does not compile until each covers it.
package enum Route: UInt8, CaseIterable, Sendable {
  case chatCompletions, messages, embeddings, models, tool, openAPI, health, ready, metrics

  /// The path, or what the path begins with when its last segment is a name.
  package var path: StaticString {
    switch self {
    case .chatCompletions: "/v1/chat/completions"
    case .messages: "/v1/messages"
    case .embeddings: "/v1/embeddings"
    case .models: "/v1/models"
    case .tool: "/v1/tools/"
    case .openAPI: "/openapi.json"
    case .health: "/healthz"
    case .ready: "/readyz"
    case .metrics: "/metrics"
    }
  }

  /// Whether a name follows the path.
  /// One route alone does, so that a path is compared by length first.
  package var takesName: Bool { self == .tool }

  package var method: RouteMethod {
    switch self {
    case .chatCompletions, .messages, .embeddings, .tool: .post
    case .models, .openAPI, .health, .ready, .metrics: .get
    }
  }

  /// Whether a client key is asked for where keys are required. Health and readiness are for the orchestrator, which
  /// has none.
  package var needsKey: Bool {
    switch self {
    case .chatCompletions, .messages, .embeddings, .models, .tool, .openAPI, .metrics: true
    case .health, .ready: false
    }
  }

  /// Whose error format its clients understand. Everything that no provider's API has is in OpenAI's.
  package var format: APIFormat {
    switch self {
    case .messages: .anthropic
    case .chatCompletions, .embeddings, .models, .tool, .openAPI, .health, .ready, .metrics: .openai
    }
  }

  /// The label in metrics and the audit: bounded, never text of a request.
  package var label: StaticString {
    switch self {
    case .chatCompletions: "chat"
    case .messages: "messages"
    case .embeddings: "embeddings"
    case .models: "models"
    case .tool: "tool"
    case .openAPI: "openapi"
    case .health: "health"
    case .ready: "ready"
    case .metrics: "metrics"
    }
  }
}

/// The methods that routes take. Any other is 405 where the path is known, and 501 where HTTP has no such method.
package enum RouteMethod: UInt8, Sendable { case get, post }

/// What a request's path leads to.
package enum RouteMatch: Equatable, Sendable {
  case route(Route)
  /// A route whose last segment is a name: the bytes of the path from here on.
  case named(Route, from: Int)
  /// The path is known: 405 with the method it takes, instead of 404.
  case wrongMethod(Route)
  case unknown
}

extension Route {
  /// Compares bytes only: no decoding, no normalizing, so that no other spelling of a path gets past a rule in front
  /// of this server. A path that is not written as the table has it is unknown. A name has 64 bytes at most.
  package static func match(method: RouteMethod?, path: Span<UInt8>) -> RouteMatch {
    for route in allCases {
      let length = route.path.utf8CodeUnitCount
      guard route.takesName ? path.count > length && path.count <= length + 64 : path.count == length,
        path.extracting(0..<length).equals(route.path)
      else { continue }
      guard method == route.method else { return .wrongMethod(route) }
      return route.takesName ? .named(route, from: length) : .route(route)
    }
    return .unknown
  }
}
