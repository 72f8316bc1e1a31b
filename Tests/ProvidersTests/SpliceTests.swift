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

  /// The members of a request, of which none that the splice leaves alone may change.
  private func members(_ request: JSONBytes) throws -> [JSONString: JSONValue] {
    var reader = JSONReader(request)
    guard case .object(let members)? = JSONValue(from: &reader), reader.finish() else {
      Issue.record("a request is an object")
      return [:]
    }
    return members
  }

  @Test func chatCompletions() throws {
    for request in requests("chat") {
      var value = try members(request)
      let forwarded = try spliced(request, model: "other \"model\"")
      #expect(ChatCompletionRequest.Value.isValid(forwarded))
      var changed = try members(forwarded)
      let scan = try #require(RequestScan(forwarded))
      #expect(changed["model"] == .string("other \"model\"") && scan.isStream == (value["stream"] == .boolean(true)))
      #expect(!scan.isStream || scan.includesUsage)
      changed["model"] = value["model"]
      if scan.isStream {
        changed["stream_options"] = nil
        value["stream_options"] = nil
      }
      #expect(changed == value)
    }
  }

  @Test func messages() throws {
    for request in requests("messages") {
      let scan = try #require(RequestScan(request))
      let value = try members(request)
      #expect(value["model"] == .string(scan.model))
      #expect(value["max_tokens"] == scan.maxTokens.map { .number(JSONDecimal($0)) })
      var writer = JSONWriter()
      RequestSplice(scan, of: request, model: "other").write(request, to: &writer)
      #expect(MessagesRequest.Value.isValid(writer.copy()))
      var changed = try members(writer.copy())
      #expect(changed["model"] == .string("other"))
      changed["model"] = value["model"]
      #expect(changed == value)
    }
  }

  /// Nothing but the model: a stream of this format reports its usage unasked.
  @Test func responses() throws {
    for request in requests("responses") {
      let scan = try #require(RequestScan(request))
      let value = try members(request)
      #expect(value["model"] == .string(scan.model) && scan.isStream == (value["stream"] == .boolean(true)))
      #expect(scan.maxTokens == nil || value["max_output_tokens"] == scan.maxTokens.map { .number(JSONDecimal($0)) })
      #expect(scan.store == value["store"].flatMap(flag) && scan.background == value["background"].flatMap(flag))
      if case .string(let id)? = value["previous_response_id"] { #expect(scan.previousResponseID == id) }
      var writer = JSONWriter()
      RequestSplice(scan, of: request, model: "other").write(request, to: &writer)
      #expect(ResponsesRequest.Value.isValid(writer.copy()))
      var changed = try members(writer.copy())
      #expect(changed["model"] == .string("other"))
      changed["model"] = value["model"]
      #expect(changed == value)
    }
  }

  private func flag(_ value: JSONValue) -> Bool? {
    if case .boolean(let flag) = value { return flag }
    return nil
  }
}
