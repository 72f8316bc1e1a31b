/// The fields that somebody here asks for by name; every other one is `other`.
@usableFromInline
package enum HTTPField: UInt8, CaseIterable, Sendable {
  case other
  // Framing and connection.
  case host, contentLength, transferEncoding, connection, keepAlive, te, trailer, upgrade, expect
  case proxyAuthorization, proxyConnection
  // The body.
  case contentType, contentEncoding, accept, acceptEncoding
  // Who asks.
  case authorization, xAPIKey, apiKey, xGoogAPIKey, xSecureLLMKey, cookie, origin, userAgent, xForwardedFor, forwarded
  // Tracing.
  case traceparent, tracestate, xRequestID, idempotencyKey
  // API formats of the providers.
  case anthropicVersion, anthropicBeta, openAIOrganization, openAIProject, openAIBeta
  // Responses.
  case retryAfter, retryAfterMilliseconds, requestID, openAIProcessingMilliseconds, openAIVersion, xShouldRetry
  case location, server, date, setCookie, cacheControl, wwwAuthenticate
  /// Every field that begins with `x-ratelimit-`.
  case xRateLimit
  /// Every field that begins with `anthropic-ratelimit-`.
  case anthropicRateLimit

  /// The name in lower case; for a family of fields what they begin with.
  package var name: StaticString {
    switch self {
    case .other: ""
    case .host: "host"
    case .contentLength: "content-length"
    case .transferEncoding: "transfer-encoding"
    case .connection: "connection"
    case .keepAlive: "keep-alive"
    case .te: "te"
    case .trailer: "trailer"
    case .upgrade: "upgrade"
    case .expect: "expect"
    case .proxyAuthorization: "proxy-authorization"
    case .proxyConnection: "proxy-connection"
    case .contentType: "content-type"
    case .contentEncoding: "content-encoding"
    case .accept: "accept"
    case .acceptEncoding: "accept-encoding"
    case .authorization: "authorization"
    case .xAPIKey: "x-api-key"
    case .apiKey: "api-key"
    case .xGoogAPIKey: "x-goog-api-key"
    case .xSecureLLMKey: "x-securellm-key"
    case .cookie: "cookie"
    case .origin: "origin"
    case .userAgent: "user-agent"
    case .xForwardedFor: "x-forwarded-for"
    case .forwarded: "forwarded"
    case .traceparent: "traceparent"
    case .tracestate: "tracestate"
    case .xRequestID: "x-request-id"
    case .idempotencyKey: "idempotency-key"
    case .anthropicVersion: "anthropic-version"
    case .anthropicBeta: "anthropic-beta"
    case .openAIOrganization: "openai-organization"
    case .openAIProject: "openai-project"
    case .openAIBeta: "openai-beta"
    case .retryAfter: "retry-after"
    case .retryAfterMilliseconds: "retry-after-ms"
    case .requestID: "request-id"
    case .openAIProcessingMilliseconds: "openai-processing-ms"
    case .openAIVersion: "openai-version"
    case .xShouldRetry: "x-should-retry"
    case .location: "location"
    case .server: "server"
    case .date: "date"
    case .setCookie: "set-cookie"
    case .cacheControl: "cache-control"
    case .wwwAuthenticate: "www-authenticate"
    case .xRateLimit: "x-ratelimit-"
    case .anthropicRateLimit: "anthropic-ratelimit-"
    }
  }

  /// Whether it is every field that begins with its name.
  var isFamily: Bool { self == .xRateLimit || self == .anthropicRateLimit }

  /// Whether its value is a list, so that several lines of it mean the same as one with all values joined by commas
  /// (RFC 9110, 5.3): all of them count, not the first. Those that a message may have once are none, though some are
  /// lists by their grammar.
  package var isList: Bool { FieldSet.lists.contains(self) }

  /// Whether it is one name only, every letter of which is known when the field is.
  @inline(__always)
  var hasOneName: Bool { self != .other && rawValue < Self.xRateLimit.rawValue }
}

/// A set of known fields: one bit each, of which there are 64 at most.
struct FieldSet: Sendable {
  private var bits: UInt64 = 0

  init() {}

  init(_ fields: HTTPField...) {
    for field in fields { insert(field) }
  }

  var isEmpty: Bool { bits == 0 }

  @inline(__always)
  func contains(_ field: HTTPField) -> Bool { bits &>> UInt64(field.rawValue) & 1 != 0 }

  @inline(__always)
  mutating func insert(_ field: HTTPField) { bits |= 1 &<< UInt64(field.rawValue) }

  /// The first field that is in both.
  func firstShared(with other: FieldSet) -> HTTPField? {
    let shared = bits & other.bits
    return shared == 0 ? nil : HTTPField(rawValue: UInt8(shared.trailingZeroBitCount))
  }

  /// Betas are lists by what the providers' SDKs send.
  static let lists = FieldSet(
    .connection, .te, .trailer, .upgrade, .accept, .acceptEncoding, .xForwardedFor, .forwarded, .tracestate,
    .anthropicBeta, .openAIBeta, .cacheControl)
  /// Fields of which a second one makes a request ambiguous: what two readers of it would respond to differently.
  static let singleInRequests = FieldSet(
    .host, .contentLength, .transferEncoding, .expect, .contentType, .contentEncoding, .authorization, .xAPIKey,
    .apiKey,
    .xGoogAPIKey, .xSecureLLMKey, .origin, .idempotencyKey, .anthropicVersion, .openAIOrganization, .openAIProject,
    .traceparent,
    .xRequestID)
  /// Those that decide about the body, or about where the client goes next.
  static let singleInResponses = FieldSet(.contentLength, .transferEncoding, .contentType, .contentEncoding, .location)
}
