import JSONCore
import LLMWire
import Providers
import SchemaRuntime

/// What requests for models of one route have in common: what is called, and what their bodies must be. A class, since
/// every request has it: a copy of all of this costs a thousand instructions.
package final class ModelOperation: Sendable {
  package let call: UpstreamCall
  /// The text of the schema, as it is published.
  package let schema: StaticString
  /// The generated validator reads the bytes without building a value. Nil for a form, of which only the model matters.
  let isValid: (@Sendable (inout JSONReader) -> Bool)?
  /// Every violation, looked for only after a refusal, by the interpreter, up to a number.
  let violations: @Sendable (JSONBytes, Int) -> [Violation]
  /// Clients may ask for a stream.
  let mayStream: Bool
  /// Streams report their usage only where they are asked to, and are asked even where the client does not.
  let asksForUsage: Bool
  /// Responses have ids by which they can be asked for again.
  let storesResponses: Bool
  /// Requests may go on from a stored response.
  let continuesResponses: Bool
  /// Something is generated, or read, that costs tokens: they are reserved, and the response says how many they were.
  let usesTokens: Bool
  /// The model of a body that names none, as the API's own description says; it is written into the request, so that
  /// provider, key and audit mean the same. Nil where a model is required.
  let defaultModel: JSONString?
  /// The response is no text, unless it is events: nothing is read in it.
  let isBinary: Bool
  /// What the response may be, for the provider to choose.
  let accepts: StaticString

  private init(
    _ call: UpstreamCall, schema: StaticString, isValid: (@Sendable (inout JSONReader) -> Bool)?,
    violations: @escaping @Sendable (JSONBytes, Int) -> [Violation] = { _, _ in [] }, mayStream: Bool = false,
    asksForUsage: Bool = false, storesResponses: Bool = false,
    continuesResponses: Bool = false, usesTokens: Bool = true, defaultModel: JSONString? = nil, isBinary: Bool = false,
    accepts: StaticString = "application/json"
  ) {
    self.call = call
    self.schema = schema
    self.isValid = isValid
    self.violations = violations
    self.mayStream = mayStream
    self.asksForUsage = asksForUsage
    self.storesResponses = storesResponses
    self.continuesResponses = continuesResponses
    self.usesTokens = usesTokens
    self.defaultModel = defaultModel
    self.isBinary = isBinary
    self.accepts = accepts
  }

  /// The body is a form instead of JSON.
  var isForm: Bool { isValid == nil }

  package static let chatCompletions = ModelOperation(
    .chatCompletions, schema: ChatCompletionRequest.publishedSchema,
    isValid: { ChatCompletionRequest.Value.validate(&$0) },
    violations: { ChatCompletionRequest.Value.messageViolations($0, $1) }, mayStream: true,
    asksForUsage: true)

  package static let messages = ModelOperation(
    .messages, schema: MessagesRequest.publishedSchema, isValid: { MessagesRequest.Value.validate(&$0) },
    violations: { MessagesRequest.Value.messageViolations($0, $1) }, mayStream: true)

  package static let embeddings = ModelOperation(
    .embeddings, schema: EmbeddingsRequest.publishedSchema, isValid: { EmbeddingsRequest.Value.validate(&$0) },
    violations: { EmbeddingsRequest.Value.messageViolations($0, $1) })

  package static let responses = ModelOperation(
    .responses, schema: ResponsesRequest.publishedSchema, isValid: { ResponsesRequest.Value.validate(&$0) },
    violations: { ResponsesRequest.Value.messageViolations($0, $1) }, mayStream: true,
    storesResponses: true, continuesResponses: true)

  /// Nothing is generated.
  package static let countTokens = ModelOperation(
    .countTokens, schema: CountTokensRequest.publishedSchema, isValid: { CountTokensRequest.Value.validate(&$0) },
    violations: { CountTokensRequest.Value.messageViolations($0, $1) }, usesTokens: false)

  /// What `POST /v1/responses` would read. Nothing is generated.
  package static let inputTokens = ModelOperation(
    .inputTokens, schema: ResponsesRequest.publishedSchema, isValid: { ResponsesRequest.Value.validate(&$0) },
    violations: { ResponsesRequest.Value.messageViolations($0, $1) },
    continuesResponses: true, usesTokens: false)

  /// A conversation made shorter by the provider; nothing is stored.
  package static let compact = ModelOperation(
    .compact, schema: ResponsesRequest.publishedSchema, isValid: { ResponsesRequest.Value.validate(&$0) },
    violations: { ResponsesRequest.Value.messageViolations($0, $1) },
    continuesResponses: true)

  /// Of a text, as before there were messages.
  package static let completions = ModelOperation(
    .completions, schema: CompletionRequest.publishedSchema, isValid: { CompletionRequest.Value.validate(&$0) },
    violations: { CompletionRequest.Value.messageViolations($0, $1) }, mayStream: true,
    asksForUsage: true)

  /// No provider charges for it, or says how many tokens it took.
  package static let moderations = ModelOperation(
    .moderations, schema: ModerationRequest.publishedSchema, isValid: { ModerationRequest.Value.validate(&$0) },
    violations: { ModerationRequest.Value.messageViolations($0, $1) }, usesTokens: false,
    defaultModel: "omni-moderation-latest")

  package static let rerank = ModelOperation(
    .rerank, schema: RerankRequest.publishedSchema, isValid: { RerankRequest.Value.validate(&$0) },
    violations: { RerankRequest.Value.messageViolations($0, $1) })

  package static let imageGenerations = ModelOperation(
    .imageGenerations, schema: ImageRequest.publishedSchema, isValid: { ImageRequest.Value.validate(&$0) },
    violations: { ImageRequest.Value.messageViolations($0, $1) }, mayStream: true,
    defaultModel: "dall-e-2")

  /// Audio says nothing of tokens; as events it does.
  package static let speech = ModelOperation(
    .speech, schema: SpeechRequest.publishedSchema, isValid: { SpeechRequest.Value.validate(&$0) },
    violations: { SpeechRequest.Value.messageViolations($0, $1) }, isBinary: true, accepts: "*/*")

  package static let imageEdits = form(.imageEdits, ImageForm.publishedSchema, mayStream: true, default: "dall-e-2")
  package static let imageVariations = form(.imageVariations, ImageForm.publishedSchema, default: "dall-e-2")
  package static let transcriptions = form(
    .transcriptions, TranscriptionForm.publishedSchema, mayStream: true, accepts: "*/*")
  package static let translations = form(.translations, TranscriptionForm.publishedSchema, accepts: "*/*")

  private static func form(
    _ call: UpstreamCall, _ schema: StaticString, mayStream: Bool = false, default model: JSONString? = nil,
    accepts: StaticString = "application/json"
  ) -> ModelOperation {
    ModelOperation(
      call, schema: schema, isValid: nil, mayStream: mayStream, defaultModel: model, accepts: accepts)
  }
}

extension SchemaDescribed {
  /// As deep as messages may be nested.
  fileprivate static func messageViolations(_ message: JSONBytes, _ limit: Int) -> [Violation] {
    violations(in: message, maxDepth: JSONReader.messageDepth, limit: limit)
  }
}
