import HTTPWire

/// APIs that clients of gateways call and this proxy does not have. Each is refused by its name, with what to do
/// instead: a bare 404 would look like a fault of the address.
///
/// 404 and not 501: SDKs send a request again for every status from 500 on.
enum UnservedAPI {
  /// Nil for every other path.
  static func failure(_ path: Span<UInt8>) -> ProxyFailure? { sentence(path).map { ProxyFailure(.unknownRoute, $0) } }

  private static func sentence(_ path: Span<UInt8>) -> String? {
    if path.begins(with: "/v1/realtime") || path.begins(with: "/realtime") { return realtime }
    if path.begins(with: "/model/"), bedrockCalls.contains(where: { path.ends(with: $0) }) { return bedrock }
    if vertexPaths.contains(where: { path.begins(with: $0) }), path.contains("/locations/") { return vertex }
    if path.begins(with: "/v1beta/") || geminiCalls.contains(where: { path.ends(with: $0) }) { return gemini }
    if ollamaPaths.contains(where: { path.equals($0) }) { return ollama }
    return nil
  }

  private static let realtime =
    "The Realtime API is not served: what passes through its sessions could be neither validated, limited nor recorded."
    + " Connect to the provider itself, or send audio to POST /v1/chat/completions or /v1/audio/transcriptions."

  private static let bedrockCalls: [StaticString] = [
    "/invoke", "/invoke-with-response-stream", "/converse", "/converse-stream",
  ]
  private static let bedrock =
    "Amazon Bedrock's API is not served: its requests are signed for AWS. Send POST /v1/messages in Anthropic's API format;"
    + " for Claude Code unset CLAUDE_CODE_USE_BEDROCK and set ANTHROPIC_BASE_URL to this server."

  /// OpenAI has projects too, without locations.
  private static let vertexPaths: [StaticString] = ["/v1/projects/", "/v1beta1/projects/", "/projects/"]
  private static let vertex =
    "Vertex AI's API is not served: its requests carry Google's credentials. Send POST /v1/messages or"
    + " /v1/chat/completions; for Claude Code unset CLAUDE_CODE_USE_VERTEX and set ANTHROPIC_BASE_URL to this server."

  private static let geminiCalls: [StaticString] = [
    ":generateContent", ":streamGenerateContent", ":countTokens", ":embedContent", ":batchEmbedContents", ":predict",
    ":rawPredict", ":streamRawPredict",
  ]
  private static let gemini =
    "Gemini's own API is not served; its models are reached in OpenAI's API format, with POST /v1/chat/completions and a"
    + " provider whose baseURL is https://generativelanguage.googleapis.com/v1beta/openai."

  private static let ollamaPaths: [StaticString] = [
    "/api/chat", "/api/generate", "/api/embed", "/api/embeddings", "/api/tags", "/api/show", "/api/ps", "/api/pull",
    "/api/version",
  ]
  private static let ollama =
    "Ollama's own API is not served; its models are reached in OpenAI's API format: set the base URL to this server's"
    + " /v1 and send POST /v1/chat/completions."
}
