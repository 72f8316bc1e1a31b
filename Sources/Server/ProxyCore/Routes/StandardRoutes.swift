import HTTPWire
import Providers
import ProxyProtocol

extension RouteTable {
  /// Everything the proxy serves. The first ones are found quickest.
  package static let standard = RouteTable(
    [
      model(
        .chatCompletions, label: "chat", .chat, answer: ChatCompletion.publishedSchema,
        "A chat completion in OpenAI's API format, streamed or not."),
      model(
        .messages, label: "messages", .chat, answer: AnthropicMessage.publishedSchema,
        "A message in Anthropic's API format, streamed or not."),
      model(
        .responses, label: "responses", .chat, answer: Response.publishedSchema,
        "A response in the API format of OpenAI's Responses, streamed or not."),
      model(
        .embeddings, "/v1/embeddings", label: "embeddings", .embeddings, answer: EmbeddingList.publishedSchema,
        "Embeddings in OpenAI's API format."),
    ] + storedResponses + [models, tool, openAPI, health, ready, metrics])

  // MARK: models

  /// Beside what every route can meet.
  private static let providerFailures: [ProxyFailure.Code] = [
    .rateLimited, .upstreamUnreachable, .upstreamInvalid, .upstreamCut, .upstreamTimeout, .circuitOpen,
    .auditUnavailable, .shuttingDown,
  ]

  private static func model(
    _ operation: ModelOperation, _ path: StaticString? = nil, label: StaticString,
    _ name: AuditEvent.ValueOperation, answer: StaticString, _ summary: StaticString
  ) -> RouteDescriptor {
    let format = operation.call.format
    var document = OperationDocument(summary, answerSchema: answer)
    document.requestSchema = operation.schema
    document.isRelayed = true
    document.streams = operation.mayStream
    document.failures = providerFailures + [.invalidBody, .unknownModel, .wrongFormat, .unsupportedMedia]
    document.errors = format.errors
    return RouteDescriptor(
      .post, .fixed(path ?? format.createPath), format: format, label: label, operation: name, document: document
    ) { ModelRequest($0, operation) }
  }

  /// What is done with a response that a provider has stored.
  private static let storedResponses = [
    stored(
      .retrieve, "response", Response.publishedSchema, "A stored response, or its events.",
      query: ["include", "stream", "starting_after", "include_obfuscation"]),
    stored(.delete, "delete_response", ResponseDeleted.publishedSchema, "Deletes a stored response."),
    stored(.cancel, "cancel_response", Response.publishedSchema, "Cancels a response that is made in the background."),
    stored(
      .inputItems, "response_items", ResponseItemList.publishedSchema, "The input of a stored response.",
      query: ["include", "after", "limit", "order"]),
  ]

  private static func stored(
    _ action: StoredResponseRequest.Action, _ label: StaticString, _ answer: StaticString, _ summary: StaticString,
    query: [StaticString] = []
  ) -> RouteDescriptor {
    var document = OperationDocument(summary, answerSchema: answer)
    document.isRelayed = true
    document.streams = action.suffix.utf8CodeUnitCount == 0 && action.method == .get
    document.query = query
    document.failures = providerFailures + [.unknownResponse, .invalidBody, .wrongFormat, .unsupportedMedia]
    return RouteDescriptor(
      action.method, .named("/v1/responses/", "response_id", action.suffix, longest: 128), format: .responses,
      label: label, operation: .storedResponse, document: document
    ) { StoredResponseRequest($0, action) }
  }

  private static var models: RouteDescriptor {
    let document = OperationDocument("The models that can be asked for.", answerSchema: ModelList.publishedSchema)
    return RouteDescriptor(
      .get, .fixed("/v1/models"), label: "models", operation: .models, document: document
    ) { ModelListRequest($0) }
  }

  // MARK: tools

  /// `GET /openapi.json` has an operation for each tool instead of this one.
  private static var tool: RouteDescriptor {
    var document = OperationDocument("A call of a tool.", answerSchema: "{}")
    document.failures = [
      .unknownRoute, .invalidBody, .unsupportedMedia, .rateLimited, .auditUnavailable, .shuttingDown,
    ]
    document.statuses = ToolFailureStatuses.all
    document.errors = .tool
    return RouteDescriptor(
      .post, .named("/v1/tools/", "tool", longest: 64), label: "tool", operation: .executeTool, document: document
    ) { ToolRequest($0) }
  }

  // MARK: built-in endpoints

  private static var openAPI: RouteDescriptor {
    let document = OperationDocument(
      "This document.", answerSchema: #"{"type":"object","required":["openapi","info","paths"]}"#)
    return builtIn("/openapi.json", .key, label: "openapi", document) { $0.openAPI() }
  }

  private static var health: RouteDescriptor {
    let document = OperationDocument("Whether the process is alive.", answerSchema: Health.publishedSchema)
    return builtIn("/healthz", .everybody, label: "health", document) { $0.health() }
  }

  private static var ready: RouteDescriptor {
    var document = OperationDocument(
      "Whether requests can be served and recorded.", answerSchema: Readiness.publishedSchema)
    document.unreadySchema = Readiness.publishedSchema
    return builtIn("/readyz", .everybody, label: "ready", document) { $0.ready() }
  }

  private static var metrics: RouteDescriptor {
    var document = OperationDocument("Metrics for Prometheus.", answerSchema: #"{"type":"string"}"#)
    document.answerType = "text/plain"
    // Not served where metrics are turned off.
    document.failures = [.unknownRoute]
    return builtIn("/metrics", .metrics, label: "metrics", document) { $0.metrics() }
  }

  private static func builtIn(
    _ path: StaticString, _ access: RouteDescriptor.Access, label: StaticString, _ document: OperationDocument,
    _ respond: @escaping @Sendable (BuiltInRequest) -> Void
  ) -> RouteDescriptor {
    RouteDescriptor(.get, .fixed(path), access: access, label: label, document: document) {
      BuiltInRequest($0, respond)
    }
  }
}
