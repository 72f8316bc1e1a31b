import JSONCore
import LLMWire
import Providers
import SchemaRuntime
import Testing

/// What is forwarded is the request of the client, but for the model and the usage of streams.
@Suite struct SpliceTests {
  private func spliced(_ request: JSONBytes, model: JSONString) throws -> JSONBytes {
    let scan = try #require(RequestScan(request))
    var writer = JSONWriter()
    RequestSplice(scan, of: request, model: model, includeUsage: true).write(request, to: &writer)
    return writer.copy()
  }

  @Test func chatCompletions() throws {
    for request in requests("chat") {
      var value = try ChatCompletionRequest.Value(json: request)
      let forwarded = try spliced(request, model: "other \"model\"")
      var changed = try ChatCompletionRequest.Value(json: forwarded)
      let scan = try #require(RequestScan(forwarded))
      #expect(changed.model == "other \"model\"" && scan.isStream == (value.stream == .some(true)))
      #expect(!scan.isStream || scan.includesUsage)
      changed.model = value.model
      if scan.isStream {
        changed.streamOptions = nil
        value.streamOptions = nil
      }
      #expect(changed == value)
    }
  }

  @Test func messages() throws {
    for request in requests("messages") {
      let scan = try #require(RequestScan(request))
      let value = try MessagesRequest.Value(json: request)
      #expect(scan.model == value.model && scan.maxTokens == value.maxTokens)
      var writer = JSONWriter()
      RequestSplice(scan, of: request, model: "other").write(request, to: &writer)
      var changed = try MessagesRequest.Value(json: writer.copy())
      changed.model = value.model
      #expect(changed == value)
    }
  }
}
