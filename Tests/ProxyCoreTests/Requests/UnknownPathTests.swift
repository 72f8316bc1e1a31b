import Testing

@testable import ProxyCore

@Suite struct UnknownPathTests {
  private func message(_ path: String) -> String { UnknownPath.failure(Array(path.utf8).span, .standard).message }

  @Test(arguments: [
    ("/chat/completions", "lacks /v1", "/v1/chat/completions"),
    ("/embeddings", "lacks /v1", "/v1/embeddings"),
    ("/models", "lacks /v1", "/v1/models"),
    ("/models/gpt-4o", "lacks /v1", "/v1/models/{model}"),
    ("/messages/count_tokens", "lacks /v1", "/v1/messages/count_tokens"),
    ("/v1/v1/messages", "adds by itself", "/v1/messages"),
    ("/v1/chat/completions/", "slash at its end", "/v1/chat/completions"),
    ("/v1/openai/v1/models", "too much in it", "/v1/models"),
    ("/openai/v1/chat/completions", "too much in it", "/v1/chat/completions"),
    ("/openai/deployments/x/chat/completions", "too much in it", "/v1/chat/completions"),
    ("/api/anthropic/v1/messages", "too much in it", "/v1/messages"),
  ])
  func namesThePathThatWouldDo(path: String, hint: String, served: String) {
    #expect(message(path).contains(hint) && message(path).contains(served), "\(message(path))")
  }

  @Test(arguments: ["", "/", "//", "/nothing", "/v1", "/v1/", "/admin/login.php", "/v1nothing"])
  func saysNothingOfOthers(path: String) { #expect(message(path) == RequestHeadChecks.unknownRoute.message) }

  @Test(arguments: ["/v1/nothing", "/v1/fim/completions", "/v1/agents/a/versions", "/v1/projects/p/roles"])
  func saysHowOtherAPIsCanPass(path: String) {
    #expect(message(path).hasPrefix(RequestHeadChecks.unknownRoute.message) && message(path).contains("passThrough"))
  }

  /// A name in a path is the client's and is not repeated; a path that is too long is not looked at.
  @Test func repeatsNothing() {
    #expect(!message("/models/secret-name").contains("secret"))
    let long = "/x/" + String(repeating: "a/", count: 200) + "v1/models"
    #expect(message(long) == RequestHeadChecks.unknownRoute.message)
  }

  @Test(arguments: [
    ("/v1/realtime", "Realtime"), ("/v1/realtime/sessions", "Realtime"),
    ("/model/anthropic.claude/invoke", "CLAUDE_CODE_USE_BEDROCK"), ("/model/x/converse-stream", "Bedrock"),
    ("/v1/projects/p/locations/l/publishers/anthropic/models/c:rawPredict", "CLAUDE_CODE_USE_VERTEX"),
    ("/v1beta/models/gemini-2.5-pro:generateContent", "Gemini"), ("/v1/models/gemini:generateContent", "Gemini"),
    ("/api/chat", "Ollama"), ("/v1/assistants", "passThrough"), ("/v1/vector_stores/vs_1/files", "passThrough"),
  ])
  func refusesByName(path: String, word: String) {
    #expect(message(path).contains(word))
    #expect(UnknownPath.failure(Array(path.utf8).span, .standard).status == 404)
  }
}
