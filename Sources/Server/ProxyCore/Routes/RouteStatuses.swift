import HTTPWire
import ToolRuntime

/// The statuses of errors, for `GET /openapi.json`.
extension RouteDescriptor {
  /// Tools have an operation each.
  var takesTool: Bool { document.errors == .tool }

  /// In order.
  var failureStatuses: [Int] {
    // What every route can meet comes of reading the head and of bounds of the connection.
    let ofEveryRoute: [ProxyFailure.Code] = [
      .malformedRequest, .forbidden, .misdirected, .requestTimeout, .tooBusy, .internalError,
    ]
    let ofKeys: [ProxyFailure.Code] = if case .everybody = access { [] } else { [.missingKey, .invalidKey] }
    let codes = ofEveryRoute + ofKeys + document.failures
    return Set(codes.map(\.status)).union(HTTPFailure.requestStatuses).union(document.statuses).sorted()
  }
}

extension RouteTable {
  /// All that some route with errors of this shape responds with.
  func statuses(of shape: ErrorShape) -> [Int] {
    Set(routes.filter { $0.document.errors == shape }.flatMap(\.failureStatuses)).sorted()
  }

  var toolStatuses: [Int] { routes.first { $0.takesTool }?.failureStatuses ?? [] }
}

/// What failures of tools respond with.
enum ToolFailureStatuses {
  static let all = ToolFailure.Code.allCases.map(\.httpStatus)
}

extension HTTPMethod {
  /// As OpenAPI names the operation of a path.
  var openAPIName: String {
    switch self {
    case .get: "get"
    case .post: "post"
    case .delete: "delete"
    case .put: "put"
    case .patch: "patch"
    case .head: "head"
    case .options: "options"
    case .trace: "trace"
    case .connect, .other: "x-other"
    }
  }
}

extension ErrorShape {
  /// A head that cannot be read has no path, so it is not known which format its client understands; nor is it when
  /// the connection is over a bound (503). Those have OpenAI's.
  func schema(_ status: Int) -> StaticString {
    switch self {
    case .openAI: ##"{"$ref":"#/components/schemas/OpenAIError"}"##
    case .tool: ##"{"$ref":"#/components/schemas/ToolError"}"##
    case .ofClient:
      ##"{"anyOf":[{"$ref":"#/components/schemas/OpenAIError"},{"$ref":"#/components/schemas/AnthropicError"}]}"##
    case .anthropic:
      HTTPFailure.requestStatuses.contains(status) || status == 503
        ? ##"{"anyOf":[{"$ref":"#/components/schemas/AnthropicError"},{"$ref":"#/components/schemas/OpenAIError"}]}"##
        : ##"{"$ref":"#/components/schemas/AnthropicError"}"##
    }
  }

  /// What a status means here, for people. One text for all routes: the code in the body says which of its reasons it
  /// was.
  static func meaning(of status: Int) -> String {
    switch status {
    case 400: "The request, or what is in its body, is not valid."
    case 401: "A key is needed, or this one is not valid."
    case 403: "This key may not use the model or call the tool, or pages of this origin may not call."
    case 404: "There is no such model, response, tool or path."
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

extension HTTPFailure {
  /// What requests that are not HTTP as it must be are refused with, whatever the route.
  static let requestStatuses: Set<Int> = [400, 413, 414, 417, 431, 501, 505]
}
