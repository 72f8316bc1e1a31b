import JSONCore
import LLMWire
import Providers
import SchemaRuntime
import ToolRuntime

/// `GET /openapi.json`: OpenAPI 3.1, made once from the list that the router uses and from the tools.
struct OpenAPI: ~Copyable {
  private var writer = JSONWriter(capacity: 1 << 16)

  static func answer(_ client: ClientConnection) {
    let document = client.loop.server.openAPI
    document.withSpan(0..<document.count) {
      Answer.write(200, type: "application/json", $0, for: client, keepAlive: true)
    }
  }

  /// - Parameter tools: the value of `tools` in a `tools/list` result.
  static func document(tools: JSONBytes?) -> JSONBytes {
    var document = OpenAPI()
    document.write(tools: tools)
    return document.writer.copy()
  }

  private mutating func write(tools: JSONBytes?) {
    writer.literal(
      #"{"openapi":"3.1.0","info":{"title":"SecureLLM","version":"1","description":"Models of several providers, and tools, behind one address. Bodies go to the provider as they come."},"security":[{"bearer":[]},{}],"paths":{"#
    )
    var isFirst = true
    for route in Route.allCases where route != .tool {
      if !isFirst { writer.literal(",") }
      isFirst = false
      write(route)
    }
    if let tools { write(tools) }
    writer.literal(#"},"components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer"}},"schemas":{"#)
    writeErrors()
    writer.literal("}}}")
  }

  private mutating func write(_ route: Route) {
    writer.string("\(route.path)")
    writer.literal(route.method == .post ? #":{"post":{"operationId":"# : #":{"get":{"operationId":"#)
    writer.string("\(route.label)")
    writer.literal(#","summary":"#)
    writer.string("\(route.summary)")
    if !route.needsKey { writer.literal(#","security":[]"#) }
    if let schema = route.requestSchema {
      writer.literal(#","requestBody":{"required":true,"content":{"application/json":{"schema":"#)
      writer.literal(schema)
      writer.literal("}}}")
    }
    writer.literal(#","responses":{"200":{"description":"The answer.","content":{"#)
    writer.string("\(route.answerType)")
    writer.literal(":{}")
    if route.streams { writer.literal(#","text/event-stream":{}"#) }
    writer.literal("}}")
    if route == .ready { writer.literal(#","503":{"description":"Not ready."}"#) }
    writer.literal(
      #","default":{"description":"An error in the dialect of the route.","content":{"application/json":{"schema":{"$ref":"#
    )
    writer.string("#/components/schemas/\(route.dialect == .anthropic ? "AnthropicError" : "OpenAIError")")
    writer.literal("}}}}}}}")
  }

  private mutating func writeErrors() {
    writer.literal("\"OpenAIError\":")
    writer.literal(OpenaiError.publishedSchema)
    writer.literal(",\"AnthropicError\":")
    writer.literal(AnthropicError.publishedSchema)
  }

  // MARK: tools

  /// One path for each tool, with the schemas that clients of MCP get.
  private mutating func write(_ listing: JSONBytes) {
    var reader = JSONReader(listing)
    guard reader.beginArray(), !reader.emptyArray() else { return }
    repeat {
      guard let tool = ListedTool(&reader) else { return }
      write(tool)
    } while reader.comma()
  }

  private mutating func write(_ tool: ListedTool) {
    writer.literal(",")
    writer.string("\(Route.tool.path)\(tool.name)")
    writer.literal(#":{"post":{"operationId":"#)
    writer.string("tool_\(tool.name)")
    writer.literal(#","description":"#)
    writer.string(tool.description)
    writer.literal(#","requestBody":{"content":{"application/json":{"schema":"#)
    writer.raw(tool.input)
    writer.literal(
      #"}}},"responses":{"200":{"description":"What the tool gave.","content":{"application/json":{"schema":"#)
    if let output = tool.output { writer.raw(output) } else { writer.literal("{}") }
    writer.literal(
      ##"}}},"default":{"description":"Why it gave nothing.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/OpenAIError"}}}}}}}"##
    )
  }
}

/// What `tools/list` says of a tool.
private struct ListedTool {
  var name: JSONString = ""
  var description: JSONString = ""
  var input = JSONSlice(constant: "{}")
  var output: JSONSlice?

  init?(_ reader: inout JSONReader) {
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let member = reader.takeString()
      guard let value = reader.rawValue() else { return nil }
      if member == "name" { name = Self.text(value) }
      if member == "description" { description = Self.text(value) }
      if member == "inputSchema" { input = value }
      if member == "outputSchema" { output = value }
    } while reader.comma()
    guard reader.endObject() else { return nil }
  }

  private static func text(_ slice: JSONSlice) -> JSONString {
    var reader = JSONReader(slice)
    return reader.string() ? reader.takeString() : ""
  }
}

extension Route {
  fileprivate var summary: StaticString {
    switch self {
    case .chatCompletions: "A chat completion in OpenAI's dialect, streamed or not."
    case .messages: "A message in Anthropic's dialect, streamed or not."
    case .embeddings: "Embeddings in OpenAI's dialect."
    case .models: "The models that can be asked for."
    case .tool: "A call of a tool."
    case .openAPI: "This document."
    case .health: "Whether the process is alive."
    case .ready: "Whether requests can be served and recorded."
    case .metrics: "Figures for Prometheus."
    }
  }

  fileprivate var answerType: StaticString { self == .metrics ? "text/plain" : "application/json" }

  fileprivate var streams: Bool { self == .chatCompletions || self == .messages }

  fileprivate var requestSchema: StaticString? {
    switch self {
    case .chatCompletions: ChatCompletionRequest.publishedSchema
    case .messages: MessagesRequest.publishedSchema
    case .embeddings: EmbeddingsRequest.publishedSchema
    case .models, .tool, .openAPI, .health, .ready, .metrics: nil
    }
  }
}
