package import HTTPWire

/// What is called at a provider: a path behind its base URL, which ends in `/v1` for those that are built in, in one
/// API format. Values, so that what belongs to each is made once for each configuration.
package final class UpstreamCall: Sendable {
  /// Its position in `all`.
  let index: Int
  package let format: WireFormat
  package let method: HTTPMethod
  package let path: StaticString

  private init(_ index: Int, _ format: WireFormat, _ method: HTTPMethod, _ path: StaticString) {
    self.index = index
    self.format = format
    self.method = method
    self.path = path
  }

  package static let chatCompletions = UpstreamCall(0, .openAI, .post, "/chat/completions")
  package static let embeddings = UpstreamCall(1, .openAI, .post, "/embeddings")
  package static let messages = UpstreamCall(2, .anthropic, .post, "/messages")
  package static let responses = UpstreamCall(3, .responses, .post, "/responses")

  package static let countTokens = UpstreamCall(4, .anthropic, .post, "/messages/count_tokens")
  package static let completions = UpstreamCall(5, .openAI, .post, "/completions")
  package static let moderations = UpstreamCall(6, .openAI, .post, "/moderations")
  package static let rerank = UpstreamCall(7, .openAI, .post, "/rerank")
  package static let imageGenerations = UpstreamCall(8, .openAI, .post, "/images/generations")
  package static let imageEdits = UpstreamCall(9, .openAI, .post, "/images/edits")
  package static let imageVariations = UpstreamCall(10, .openAI, .post, "/images/variations")
  package static let speech = UpstreamCall(11, .openAI, .post, "/audio/speech")
  package static let transcriptions = UpstreamCall(12, .openAI, .post, "/audio/transcriptions")
  package static let translations = UpstreamCall(13, .openAI, .post, "/audio/translations")

  package static let inputTokens = UpstreamCall(14, .responses, .post, "/responses/input_tokens")
  package static let compact = UpstreamCall(15, .responses, .post, "/responses/compact")

  static let all = [
    chatCompletions, embeddings, messages, responses, countTokens, completions, moderations, rerank, imageGenerations,
    imageEdits, imageVariations, speech, transcriptions, translations, inputTokens, compact,
  ]
}
