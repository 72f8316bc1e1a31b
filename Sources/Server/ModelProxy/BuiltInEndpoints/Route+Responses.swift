import HTTPWire
import Providers
import SchemaRuntime
import ToolRuntime

/// What the operations of each route respond with, for `GET /openapi.json`. A test holds the document against the
/// running server (schemathesis), so that a status which is missing here is found.
extension Route {
  var summary: StaticString {
    switch self {
    case .chatCompletions: "A chat completion in OpenAI's API format, streamed or not."
    case .messages: "A message in Anthropic's API format, streamed or not."
    case .embeddings: "Embeddings in OpenAI's API format."
    case .models: "The models that can be asked for."
    case .tool: "A call of a tool."
    case .openAPI: "This document."
    case .health: "Whether the process is alive."
    case .ready: "Whether requests can be served and recorded."
    case .metrics: "Metrics for Prometheus."
    }
  }

  /// Whether the response is a provider's.
  /// Those routes have every failure of a provider, and a response of any status.
  var isRelayed: Bool {
    switch self {
    case .chatCompletions, .messages, .embeddings: true
    case .models, .tool, .openAPI, .health, .ready, .metrics: false
    }
  }

  /// Whether the client may ask for events. Embeddings have no such member.
  var streams: Bool { self == .chatCompletions || self == .messages }

  /// The text of the schema whose generated code checks the body: what is published is what is enforced.
  var requestSchema: StaticString? {
    switch self {
    case .chatCompletions: ChatCompletionRequest.publishedSchema
    case .messages: MessagesRequest.publishedSchema
    case .embeddings: EmbeddingsRequest.publishedSchema
    case .models, .tool, .openAPI, .health, .ready, .metrics: nil
    }
  }

  /// Fields of the client's head that are passed on to the provider; nil for routes without one.
  var passedFields: [HTTPField]? {
    isRelayed ? UpstreamTemplate.passedFields(format) : nil
  }

  var answerType: StaticString { self == .metrics ? "text/plain" : "application/json" }

  /// What a provider sends is described, not checked: it passes through as it is.
  var answerSchema: StaticString {
    switch self {
    case .chatCompletions: ChatCompletion.publishedSchema
    case .messages: AnthropicMessage.publishedSchema
    case .embeddings: EmbeddingList.publishedSchema
    case .models: ModelList.publishedSchema
    case .health: Health.publishedSchema
    case .ready: Readiness.publishedSchema
    case .tool: "{}"
    case .openAPI: #"{"type":"object","required":["openapi","info","paths"]}"#
    case .metrics: #"{"type":"string"}"#
    }
  }

  /// That of the API whose clients call the route. Tools have one with all violations.
  var shape: ErrorShape {
    switch self {
    case .messages: .anthropic
    case .tool: .tool
    case .chatCompletions, .embeddings, .models, .openAPI, .health, .ready, .metrics: .openAI
    }
  }

  /// The statuses of its errors, in order.
  var failureStatuses: [Int] {
    var statuses = Set(failureCodes.map(\.status)).union(HTTPFailure.requestStatuses)
    if self == .tool { statuses.formUnion(ToolFailure.Code.allCases.map(\.httpStatus)) }
    return statuses.sorted()
  }

  /// Why it may be refused. `ProxyFailure.Code` has their statuses. What every route can meet comes of reading the
  /// head and of bounds of the connection.
  private var failureCodes: [ProxyFailure.Code] {
    let ofEveryRoute: [ProxyFailure.Code] = [
      .malformedRequest, .forbidden, .misdirected, .requestTimeout, .tooBusy, .internalError,
    ]
    let ofKeys: [ProxyFailure.Code] = needsKey ? [.missingKey, .invalidKey] : []
    return ofEveryRoute + ofKeys + ownFailureCodes
  }

  /// Beside those of every route. A code that a route throws and that is missing here is undocumented.
  private var ownFailureCodes: [ProxyFailure.Code] {
    switch self {
    case .chatCompletions, .messages, .embeddings:
      [
        .invalidBody, .unknownModel, .wrongFormat, .unsupportedMedia, .rateLimited, .upstreamUnreachable,
        .upstreamInvalid, .upstreamCut, .upstreamTimeout, .circuitOpen, .auditUnavailable, .shuttingDown,
      ]
    case .tool: [.unknownRoute, .invalidBody, .unsupportedMedia, .rateLimited, .auditUnavailable, .shuttingDown]
    // Not served where metrics are turned off.
    case .metrics: [.unknownRoute]
    case .models, .openAPI, .health, .ready: []
    }
  }

  /// What a status means here, for people. One text for all routes: the code in the body says which of its reasons it
  /// was.
  static func meaning(of status: Int) -> String {
    switch status {
    case 400: "The request, or what is in its body, is not valid."
    case 401: "A key is needed, or this one is not valid."
    case 403: "This key may not use the model or call the tool, or pages of this origin may not call."
    case 404: "There is no such model, tool or path."
    case 408: "The request did not arrive in time."
    case 409: "The call was cancelled."
    case 413: "The body is too large."
    case 414: "The request target is too long."
    case 415: "The body is not JSON, or is compressed."
    case 417: "The expectation is not supported."
    case 421: "The Host field names another server."
    case 422: "The tool's program failed, or wrote too much."
    case 429: "A limit is reached."
    case 431: "The head is too large."
    case 500: "An internal error of the server."
    case 501: "The transfer coding is not supported."
    case 502: "The provider cannot be reached, or what it or the tool gave is not valid."
    case 503: "Busy, being stopped or unable to record; or the provider fails; or a program is missing."
    case 504: "The provider or the tool did not respond in time."
    case 505: "The version of HTTP is not supported."
    default: "An error."
    }
  }
}

/// The formats of errors: of two provider APIs, and of tools, which list their violations.
enum ErrorShape: String, CaseIterable {
  case openAI = "OpenAIError"
  case anthropic = "AnthropicError"
  case tool = "ToolError"

  /// All that some route of this format responds with.
  var statuses: [Int] {
    let routes = Route.allCases.filter { $0.shape == self }
    return Set(routes.flatMap(\.failureStatuses)).sorted()
  }

  /// A head that cannot be read has no path, so it is not known which format its client understands; nor is it when
  /// the connection is over a bound (503). Those have OpenAI's.
  func schema(_ status: Int) -> StaticString {
    switch self {
    case .openAI: ##"{"$ref":"#/components/schemas/OpenAIError"}"##
    case .tool: ##"{"$ref":"#/components/schemas/ToolError"}"##
    case .anthropic:
      HTTPFailure.requestStatuses.contains(status) || status == 503
        ? ##"{"anyOf":[{"$ref":"#/components/schemas/AnthropicError"},{"$ref":"#/components/schemas/OpenAIError"}]}"##
        : ##"{"$ref":"#/components/schemas/AnthropicError"}"##
    }
  }
}

extension HTTPFailure {
  /// What requests that are not HTTP as it must be are refused with, whatever the route.
  static let requestStatuses: Set<Int> = [400, 413, 414, 417, 431, 501, 505]
}
