/// The API format that a provider speaks.
package enum APIFormat: Sendable, Equatable, CaseIterable {
  /// Chat Completions: OpenAI, DeepSeek, Ollama's `/v1` and most others.
  case openai
  /// Responses: OpenAI's newer one, and of those who serve the clients that speak nothing else.
  case responses
  /// Messages.
  case anthropic
}
