/// The bodies that errors have. The raw value begins the names of components.
package enum ErrorShape: String, CaseIterable, Sendable {
  case openAI = "OpenAIError"
  case anthropic = "AnthropicError"
  case tool = "ToolError"
  /// Anthropic's for its clients, OpenAI's for all others.
  case ofClient = "ClientError"
}
