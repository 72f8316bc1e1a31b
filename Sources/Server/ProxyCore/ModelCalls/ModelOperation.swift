import JSONCore
import Providers
import SchemaRuntime

/// What requests for models of one route have in common: what is called, and what their bodies must be. A class, since
/// every request has it: a copy costs more than a reference.
package final class ModelOperation: Sendable {
  package let call: UpstreamCall
  /// The text of the schema, as it is published.
  package let schema: StaticString
  /// The generated validator reads the bytes without building a value.
  let isValid: @Sendable (inout JSONReader) -> Bool
  /// Every violation, looked for only after a refusal, by the interpreter, up to a number.
  let violations: @Sendable (JSONBytes, Int) -> [Violation]
  /// Streams are to report their usage even where the client does not ask for it.
  let mayStream: Bool
  /// Responses have ids by which they can be asked for again.
  let storesResponses: Bool

  init(
    call: UpstreamCall, schema: StaticString, isValid: @escaping @Sendable (inout JSONReader) -> Bool,
    violations: @escaping @Sendable (JSONBytes, Int) -> [Violation], mayStream: Bool, storesResponses: Bool
  ) {
    self.call = call
    self.schema = schema
    self.isValid = isValid
    self.violations = violations
    self.mayStream = mayStream
    self.storesResponses = storesResponses
  }

  package static let chatCompletions = ModelOperation(
    call: .chatCompletions, schema: ChatCompletionRequest.publishedSchema,
    isValid: { ChatCompletionRequest.Value.validate(&$0) },
    violations: { ChatCompletionRequest.Value.violations(in: $0, limit: $1) }, mayStream: true, storesResponses: false)

  package static let messages = ModelOperation(
    call: .messages, schema: MessagesRequest.publishedSchema, isValid: { MessagesRequest.Value.validate(&$0) },
    violations: { MessagesRequest.Value.violations(in: $0, limit: $1) }, mayStream: true, storesResponses: false)

  package static let embeddings = ModelOperation(
    call: .embeddings, schema: EmbeddingsRequest.publishedSchema, isValid: { EmbeddingsRequest.Value.validate(&$0) },
    violations: { EmbeddingsRequest.Value.violations(in: $0, limit: $1) }, mayStream: false, storesResponses: false)

  package static let responses = ModelOperation(
    call: .responses, schema: ResponsesRequest.publishedSchema, isValid: { ResponsesRequest.Value.validate(&$0) },
    violations: { ResponsesRequest.Value.violations(in: $0, limit: $1) }, mayStream: true, storesResponses: true)
}
