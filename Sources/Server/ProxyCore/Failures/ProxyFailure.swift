package import HTTPWire
import RateLimits

/// Why the proxy itself responded to a request with an error: a closed reason and a sentence for the person who reads
/// it.
///
/// The sentence never repeats a value of the request, which may be a secret; names of models and providers are from
/// the configuration, or shown with their length bounded. Status, API formats, audit and metrics are all derived from
/// the code.
package struct ProxyFailure: Error, Equatable, Sendable {
  /// The words are contract: clients, metrics and the audit have them. A new one does not compile until each table
  /// below has it.
  package enum Code: String, CaseIterable, Sendable {
    case malformedRequest = "malformed_request"
    case invalidBody = "invalid_request"
    case missingKey = "missing_api_key"
    case invalidKey = "invalid_api_key"
    case forbidden = "forbidden"
    case unknownRoute = "unknown_route"
    case wrongMethod = "method_not_allowed"
    case unknownModel = "model_not_found"
    case unknownResponse = "response_not_found"
    case unknownObject = "object_not_found"
    case wrongFormat = "wrong_dialect"
    case unsupportedMedia = "unsupported_media_type"
    case tooLarge = "request_too_large"
    case headersTooLarge = "headers_too_large"
    case misdirected = "misdirected_request"
    case expectationFailed = "expectation_failed"
    case requestTimeout = "request_timeout"
    case rateLimited = "rate_limit_exceeded"
    case tooBusy = "overloaded"
    case upstreamUnreachable = "upstream_unreachable"
    case upstreamInvalid = "upstream_invalid_response"
    case upstreamCut = "upstream_cut"
    case upstreamTimeout = "upstream_timeout"
    case circuitOpen = "circuit_open"
    case auditUnavailable = "audit_unavailable"
    case stateUnavailable = "state_unavailable"
    case shuttingDown = "shutting_down"
    case toolFailed = "tool_failed"
    case notImplemented = "not_implemented"
    case unsupportedVersion = "http_version_not_supported"
    case internalError = "internal_error"
  }

  package let code: Code
  package private(set) var message: String
  /// The member of the request it is about, as OpenAI's `param`.
  package var parameter: String?
  /// Seconds after which another try has a chance; nil where none has without a change.
  package var retryAfterSeconds: Int?
  /// Another try is of no use, whatever the status: what `x-should-retry` says.
  package private(set) var forbidsRetry = false
  /// What the limit says that refused the request.
  var limit: LimitFields?
  /// The methods that a path takes, where another one was sent: what `Allow` says.
  package var allowed: [HTTPMethod] = []
  /// The HTTP status when it is not the usual one of the code: that of a provider, or the exact one of a malformed
  /// head.
  private var ownStatus: Int?

  package init(
    _ code: Code, _ message: String, parameter: String? = nil, retryAfterSeconds: Int? = nil, status: Int? = nil
  ) {
    self.code = code
    self.message = message
    self.parameter = parameter
    self.retryAfterSeconds = retryAfterSeconds
    ownStatus = status
  }

  package var status: Int { ownStatus ?? code.status }

  /// The same error, behind a sentence on what was before it.
  func behind(_ sentence: String) -> ProxyFailure {
    var failure = self
    failure.message = "\(sentence) \(message)"
    return failure
  }

  /// This instead of an error of a provider that cannot be passed on, of which status and advice are kept.
  func standingFor(_ status: Int, _ advice: RetryAdvice) -> ProxyFailure {
    var failure = ProxyFailure(
      code, message + " The error has status \(status).", parameter: parameter, status: status)
    switch advice {
    case .none: break
    case .forbidden: failure.forbidsRetry = true
    case .after(let wait): failure.retryAfterSeconds = Int(clamping: (wait + 999_999_999) / 1_000_000_000)
    }
    return failure
  }
}

extension ProxyFailure.Code {
  /// The HTTP status, here and nowhere else. What the provider caused is 502 or 504, what a wait may help is 503.
  package var status: Int {
    switch self {
    case .malformedRequest, .invalidBody, .wrongFormat: 400
    case .missingKey, .invalidKey: 401
    case .forbidden: 403
    case .unknownRoute, .unknownModel, .unknownResponse, .unknownObject: 404
    case .wrongMethod: 405
    case .requestTimeout: 408
    case .tooLarge: 413
    case .unsupportedMedia: 415
    case .expectationFailed: 417
    case .misdirected: 421
    case .rateLimited: 429
    case .headersTooLarge: 431
    case .internalError: 500
    case .notImplemented: 501
    case .upstreamUnreachable, .upstreamInvalid, .upstreamCut: 502
    case .tooBusy, .circuitOpen, .auditUnavailable, .stateUnavailable, .shuttingDown: 503
    case .upstreamTimeout: 504
    case .unsupportedVersion: 505
    case .toolFailed: 422
    }
  }

  /// `error.type` in OpenAI's format: SDKs choose their exception by the status, people read the type.
  package var openAIType: String {
    switch self {
    case .missingKey, .invalidKey: "authentication_error"
    case .forbidden: "permission_error"
    case .rateLimited: "rate_limit_error"
    case .malformedRequest, .invalidBody, .unknownRoute, .wrongMethod, .unknownModel, .unknownResponse, .unknownObject,
      .wrongFormat, .unsupportedMedia,
      .tooLarge, .headersTooLarge, .misdirected, .expectationFailed, .requestTimeout, .toolFailed, .notImplemented,
      .unsupportedVersion:
      "invalid_request_error"
    case .tooBusy, .upstreamUnreachable, .upstreamInvalid, .upstreamCut, .upstreamTimeout, .circuitOpen,
      .auditUnavailable, .stateUnavailable, .shuttingDown, .internalError:
      "server_error"
    }
  }

  /// `error.type` in Anthropic's format, whose types are fewer and fixed.
  package var anthropicType: String {
    switch self {
    case .missingKey, .invalidKey: "authentication_error"
    case .forbidden, .misdirected: "permission_error"
    case .rateLimited: "rate_limit_error"
    case .unknownRoute, .unknownModel, .unknownResponse, .unknownObject: "not_found_error"
    case .tooLarge: "request_too_large"
    case .tooBusy, .circuitOpen, .shuttingDown: "overloaded_error"
    case .upstreamTimeout, .requestTimeout: "timeout_error"
    case .malformedRequest, .invalidBody, .wrongMethod, .wrongFormat, .unsupportedMedia, .headersTooLarge,
      .expectationFailed, .toolFailed, .notImplemented, .unsupportedVersion:
      "invalid_request_error"
    case .upstreamUnreachable, .upstreamInvalid, .upstreamCut, .auditUnavailable, .stateUnavailable, .internalError:
      "api_error"
    }
  }
}
