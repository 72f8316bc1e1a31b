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
      model(
        .completions, "/v1/completions", label: "completions", .textCompletion, answer: Completion.publishedSchema,
        "A completion of a text in OpenAI's API format, streamed or not."),
      model(
        .moderations, "/v1/moderations", label: "moderations", .moderation, answer: Moderation.publishedSchema,
        "What is harmful in texts or images, in OpenAI's API format."),
      model(
        .rerank, "/v1/rerank", label: "rerank", .rerank, answer: RerankResult.publishedSchema,
        "Documents in the order in which they are about a query."),
      model(
        .imageGenerations, "/v1/images/generations", label: "image_generations", .imageGeneration,
        answer: ImageList.publishedSchema, "Images of a text in OpenAI's API format, streamed or not."),
      model(
        .speech, "/v1/audio/speech", label: "speech", .speech, answer: #"{"type":"string"}"#, type: "audio/*",
        "A text as audio, in OpenAI's API format."),
      model(
        .imageEdits, "/v1/images/edits", label: "image_edits", .imageEdit, answer: ImageList.publishedSchema,
        "Images made of others in OpenAI's API format, streamed or not."),
      model(
        .imageVariations, "/v1/images/variations", label: "image_variations", .imageEdit,
        answer: ImageList.publishedSchema, "Variations of an image in OpenAI's API format."),
      model(
        .transcriptions, "/v1/audio/transcriptions", label: "transcriptions", .transcription,
        answer: Transcription.publishedSchema, "Speech as text in OpenAI's API format, streamed or not."),
      model(
        .translations, "/v1/audio/translations", label: "translations", .translation,
        answer: Transcription.publishedSchema, "Speech as English text in OpenAI's API format."),
      model(
        .countTokens, "/v1/messages/count_tokens", label: "count_tokens", .countTokens,
        answer: TokenCount.publishedSchema,
        "How many tokens a message has, in Anthropic's API format. Nothing is generated, and no tokens are charged."),
      model(
        .inputTokens, "/v1/responses/input_tokens", label: "input_tokens", .countTokens,
        answer: TokenCount.publishedSchema,
        "How many tokens a request has, in OpenAI's Responses format. Nothing is generated, and no tokens are charged."),
      model(
        .compact, "/v1/responses/compact", label: "compact", .chat, answer: Response.publishedSchema,
        "A conversation made shorter, in OpenAI's Responses format: Codex asks for it."),
    ] + storedResponses + accounts + [models, oneModel, tool, openAPI, root, hello, health, ready, metrics])

  // MARK: models

  /// Beside what every route can meet.
  private static let providerFailures: [ProxyFailure.Code] = [
    .rateLimited, .upstreamUnreachable, .upstreamInvalid, .upstreamCut, .upstreamTimeout, .circuitOpen,
    .auditUnavailable, .stateUnavailable, .shuttingDown,
  ]

  private static func model(
    _ operation: ModelOperation, _ path: StaticString? = nil, label: StaticString,
    _ name: AuditEvent.ValueOperation, answer: StaticString, type: StaticString = "application/json", _ summary: String
  ) -> RouteDescriptor {
    let format = operation.call.format
    var document = OperationDocument(summary, answerSchema: answer)
    document.requestSchema = operation.schema
    if operation.isForm { document.requestType = "multipart/form-data" }
    document.answerType = type
    document.isRelayed = true
    document.streams = operation.mayStream || operation.isBinary
    document.failures = providerFailures + [.invalidBody, .unknownModel, .wrongFormat, .unsupportedMedia]
    document.errors = format.errors
    return RouteDescriptor(
      .post, .fixed(path ?? format.createPath), format: format, media: operation.isForm ? .form : .json, label: label,
      operation: name, document: document
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
    _ action: StoredResponseRequest.Action, _ label: StaticString, _ answer: StaticString, _ summary: String,
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

  // MARK: accounts of providers

  /// What is about no model that could be read.
  private static let accounts: [RouteDescriptor] =
    [
      account(.post, "/v1/files", .files, "create_file", media: .form, "Uploads a file to a provider."),
      account(.get, "/v1/files", .files, "files", "The files of a provider's account."),
      account(.get, "/v1/files/", "", "file_id", .files, "file", "A file's description."),
      account(.delete, "/v1/files/", "", "file_id", .files, "delete_file", "Deletes a file."),
      account(.get, "/v1/files/", "/content", "file_id", .files, "file_content", "What is in a file."),
      account(.post, "/v1/batches", .batches, "create_batch", "Begins a batch."),
      account(.get, "/v1/batches", .batches, "batches", "The batches of a provider's account."),
      account(.get, "/v1/batches/", "", "batch_id", .batches, "batch", "A batch."),
      account(.post, "/v1/batches/", "/cancel", "batch_id", .batches, "cancel_batch", "Cancels a batch."),
      account(
        .post, "/v1/messages/batches", .messageBatches, "create_message_batch", "Begins a batch of messages."),
      account(
        .get, "/v1/messages/batches", .messageBatches, "message_batches",
        "The batches of messages of a provider's account."),
      account(.get, "/v1/messages/batches/", "", "batch_id", .messageBatches, "message_batch", "A batch of messages."),
      account(
        .get, "/v1/messages/batches/", "/results", "batch_id", .messageBatches, "message_batch_results",
        "The results of a batch of messages."),
      account(
        .post, "/v1/messages/batches/", "/cancel", "batch_id", .messageBatches, "cancel_message_batch",
        "Cancels a batch of messages."),
      account(
        .delete, "/v1/messages/batches/", "", "batch_id", .messageBatches, "delete_message_batch",
        "Deletes a batch of messages."),
      pass(.get, "pass_get"), pass(.post, "pass_post"), pass(.delete, "pass_delete"),
    ]

  private static func pass(_ method: HTTPMethod, _ label: StaticString) -> RouteDescriptor {
    account(
      method, .rest("/pass/", "provider_and_path", longest: 4096), .passThrough, label, media: .any,
      "What the configuration of a provider lets pass, unread.")
  }

  private static func account(
    _ method: HTTPMethod, _ path: StaticString, _ api: AccountRequest.API, _ label: StaticString,
    media: RouteDescriptor.Media = .json, _ summary: String
  ) -> RouteDescriptor {
    account(method, .fixed(path), api, label, media: media, summary)
  }

  private static func account(
    _ method: HTTPMethod, _ prefix: StaticString, _ suffix: StaticString, _ name: StaticString,
    _ api: AccountRequest.API, _ label: StaticString, _ summary: String
  ) -> RouteDescriptor {
    account(method, .named(prefix, name, suffix, longest: 128), api, label, media: .any, summary)
  }

  private static func account(
    _ method: HTTPMethod, _ path: RoutePath, _ api: AccountRequest.API, _ label: StaticString,
    media: RouteDescriptor.Media, _ summary: String
  ) -> RouteDescriptor {
    var document = OperationDocument(summary, answerSchema: "{}")
    document.isRelayed = true
    document.answerType = "*/*"
    if case .form = media {
      document.requestSchema = FileForm.publishedSchema
      document.requestType = "multipart/form-data"
    }
    document.failures = providerFailures + [.unknownRoute, .invalidBody, .wrongFormat, .unsupportedMedia]
    let followsClient = api.format == nil || api.followsClient
    document.errors = followsClient ? .ofClient : api.format?.errors ?? .openAI
    return RouteDescriptor(
      method, path, format: api.format ?? .openAI, followsClient: followsClient, media: media, label: label,
      operation: api.operation, document: document
    ) { AccountRequest($0, api) }
  }

  private static var models: RouteDescriptor {
    var document = OperationDocument(
      "The models that can be asked for. Clients of Anthropic's API format get its list of those that POST /v1/messages"
        + " takes, in pages by limit, after_id and before_id.",
      answerSchema: ModelList.publishedSchema)
    document.otherAnswerSchema = AnthropicModelList.publishedSchema
    document.failures = [.invalidBody]
    document.errors = .ofClient
    return RouteDescriptor(
      .get, .fixed("/v1/models"), followsClient: true, label: "models", operation: .models, document: document
    ) { ModelListRequest($0) }
  }

  /// A name may have slashes, and come with them or with `%2F`. 1,024 bytes, each of which may be an escape.
  private static var oneModel: RouteDescriptor {
    var document = OperationDocument(
      "One model, by any name that requests for it may have.", answerSchema: Model.publishedSchema)
    document.otherAnswerSchema = AnthropicModel.publishedSchema
    document.failures = [.unknownModel]
    document.errors = .ofClient
    return RouteDescriptor(
      .get, .rest("/v1/models/", "model", longest: 3 * 1024), followsClient: true, label: "model", operation: .models,
      document: document
    ) { ModelDetailRequest($0) }
  }

  // MARK: tools

  /// `GET /openapi.json` has an operation for each tool instead of this one.
  private static var tool: RouteDescriptor {
    var document = OperationDocument("A call of a tool.", answerSchema: "{}")
    document.failures = [
      .unknownRoute, .invalidBody, .unsupportedMedia, .rateLimited, .auditUnavailable, .stateUnavailable,
      .shuttingDown,
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

  /// What clients ask to find out whether anybody is there: Claude Code sends `HEAD /` and `GET /api/hello`.
  private static var root: RouteDescriptor { probe("/", label: "root") }
  private static var hello: RouteDescriptor { probe("/api/hello", label: "hello") }

  private static func probe(_ path: StaticString, label: StaticString) -> RouteDescriptor {
    let document = OperationDocument("Whether anybody is there.", answerSchema: Health.publishedSchema)
    return builtIn(path, .everybody, label: label, document) { $0.health() }
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
