/// The API format that a provider speaks.
package enum APIFormat: Sendable, Equatable, CaseIterable {
  /// Chat Completions: OpenAI, DeepSeek, Ollama's `/v1` and most others.
  case openai
  /// Messages.
  case anthropic
}
