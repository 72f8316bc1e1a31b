import HTTPWire
import JSONCore
import LLMWire
import Providers
import SchemaRuntime
import ToolRuntime

/// `GET /openapi.json`: OpenAPI 3.1, made from the list that the router uses, from the schemas that requests are
/// checked with and from the tools. What each operation responds with is in `Route+Responses.swift`.
///
/// Written with a `JSONWriter` instead of a tree: the schemas are text that the compiler has made, and are spliced.
struct OpenAPI: ~Copyable {
  /// 64 KiB at first; a document is made once for each configuration, so that its growth does not matter.
  private var writer = JSONWriter(capacity: 1 << 16)
  private let requiresKey: Bool

  /// The document was made when the configuration was adopted: a request copies bytes.
  static func response(_ client: ClientConnection) {
    let document = client.loop.offer.openAPI(requiresKey: client.loop.configuration.settings.requiresKey)
    document.withSpan(0..<document.count) {
      LocalResponse.write(200, type: "application/json", $0, for: client, keepAlive: true)
    }
  }

  private init(requiresKey: Bool) { self.requiresKey = requiresKey }

  /// - Parameters:
  ///   - tools: the value of `tools` in a `tools/list` result.
  ///   - requiresKey: whether a client key is needed.
  static func document(tools: JSONBytes?, requiresKey: Bool) -> JSONBytes {
    var document = OpenAPI(requiresKey: requiresKey)
    document.write(tools: tools)
    return document.writer.copy()
  }

  /// Paths in the order of `Route`, tools last: the same configuration gives the same bytes.
  private mutating func write(tools: JSONBytes?) {
    writer.literal(
      #"{"openapi":"3.1.0","info":{"title":"SecureLLM","version":"1","description":"Models of several providers, and tools, behind one address. Bodies are forwarded to the provider unchanged."},"security":[{"bearer":[]},{"apiKey":[]}"#
    )
    // An empty object in `security` says that no key will do as well.
    writer.literal(requiresKey ? #"],"paths":{"# : #",{}],"paths":{"#)
    var isFirst = true
    for route in Route.allCases where route != .tool {
      if !isFirst { writer.literal(",") }
      isFirst = false
      write(route)
    }
    if let tools { write(tools) }
    writer.literal(#"},"components":{"#)
    writeComponents()
    writer.literal("}}")
  }

  /// One path item with its one operation: no route takes two methods.
  private mutating func write(_ route: Route) {
    writer.string("\(route.path)")
    writer.literal(route.method == .post ? #":{"post":{"operationId":"# : #":{"get":{"operationId":"#)
    writer.string("\(route.label)")
    writer.literal(#","summary":"#)
    writer.string("\(route.summary)")
    if !route.needsKey { writer.literal(#","security":[]"#) }
    if let fields = route.passedFields { writeParameters(fields) }
    if let schema = route.requestSchema {
      writer.literal(#","requestBody":{"required":true,"content":{"application/json":{"schema":"#)
      writer.literal(schema)
      writer.literal("}}}")
    }
    writer.literal(#","responses":{"#)
    writeSuccess(route)
    writeFailures(route)
    writer.literal("}}}")
  }

  /// Fields of the client's that are passed on to the provider.
  private mutating func writeParameters(_ fields: [HTTPField]) {
    writer.literal(#","parameters":["#)
    for (index, field) in fields.enumerated() {
      if index > 0 { writer.literal(",") }
      writer.literal(#"{"in":"header","name":"#)
      writer.string("\(field.name)")
      writer.literal(
        ##","description":"Forwarded to the provider.","schema":{"type":"string"}}"##
      )
    }
    writer.literal("]")
  }

  // MARK: responses

  /// A streamed response has no schema: its events have, and OpenAPI 3.1 cannot say so.
  private mutating func writeSuccess(_ route: Route) {
    writer.literal(#""200":{"description":"The response.""#)
    if route.isRelayed {
      writer.literal(##","headers":{"x-securellm-request-id":{"$ref":"#/components/headers/RequestID"}}"##)
    }
    writer.literal(#","content":{"#)
    writer.string("\(route.answerType)")
    writer.literal(#":{"schema":"#)
    writer.literal(route.answerSchema)
    writer.literal("}")
    if route.streams { writer.literal(#","text/event-stream":{}"#) }
    writer.literal("}}")
  }

  /// References, since routes share responses: written out, the document would repeat each schema for each status.
  private mutating func writeFailures(_ route: Route) {
    if route == .ready {
      writer.literal(
        #","503":{"description":"Not ready, or not reachable.","content":{"application/json":{"schema":"#)
      writer.literal(#"{"anyOf":["#)
      writer.literal(Readiness.publishedSchema)
      writer.literal(##",{"$ref":"#/components/schemas/OpenAIError"}]}}}}"##)
    }
    for status in route.failureStatuses where route != .ready || status != 503 { writeReference(status, route.shape) }
    guard route.isRelayed else { return }
    // What a provider says of a request goes on as it is.
    writer.literal(
      #","default":{"description":"The provider's own response, with its status.","content":{"application/json":{}}}"#)
  }

  /// Each format and status is one component, whichever routes have it.
  private mutating func writeReference(_ status: Int, _ shape: ErrorShape) {
    writer.literal(",")
    writer.string("\(status)")
    writer.literal(#":{"$ref":"#)
    writer.string("#/components/responses/\(shape.rawValue)\(status)")
    writer.literal("}")
  }

  // MARK: components

  /// Security schemes, the schemas of errors, and a response for each format and status that some route has.
  private mutating func writeComponents() {
    writer.literal(
      #""securitySchemes":{"bearer":{"type":"http","scheme":"bearer","description":"A key of `securellm keys create`."},"apiKey":{"type":"apiKey","in":"header","name":"x-api-key","description":"The same key."}},"schemas":{"OpenAIError":"#
    )
    writer.literal(OpenAIError.publishedSchema)
    writer.literal(",\"AnthropicError\":")
    writer.literal(AnthropicError.publishedSchema)
    writer.literal(",\"ToolError\":")
    writer.literal(ToolError.publishedSchema)
    writer.literal(
      #"},"headers":{"RequestID":{"description":"The request's id in the audit.","schema":{"type":"string"}},"RetryAfter":{"description":"Seconds.","schema":{"type":"string","pattern":"^[0-9]+$"}}},"responses":{"#
    )
    var isFirst = true
    for shape in ErrorShape.allCases {
      for status in shape.statuses {
        if !isFirst { writer.literal(",") }
        isFirst = false
        write(status, shape)
      }
    }
    writer.literal("}")
  }

  /// `Retry-After` is described for the statuses with which some response has it.
  private mutating func write(_ status: Int, _ shape: ErrorShape) {
    writer.string("\(shape.rawValue)\(status)")
    writer.literal(#":{"description":"#)
    writer.string(Route.meaning(of: status))
    if status == 429 || status == 503 {
      writer.literal(##","headers":{"Retry-After":{"$ref":"#/components/headers/RetryAfter"}}"##)
    }
    writer.literal(#","content":{"application/json":{"schema":"#)
    writer.literal(shape.schema(status))
    writer.literal("}}}")
  }

  // MARK: tools

  /// One path for each tool, with the schemas that clients of MCP get. Should the listing be no list, which the build
  /// rules out, the document goes without.
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
    // An empty body counts as no arguments.
    writer.literal(tool.needsArguments ? #","requestBody":{"required":true,"# : #","requestBody":{"#)
    writer.literal(#""content":{"application/json":{"schema":"#)
    writer.raw(tool.input)
    writer.literal(
      ##"}}},"responses":{"200":{"description":"The tool's result.","headers":{"x-securellm-request-id":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":"##
    )
    if let output = tool.output { writer.raw(output) } else { writer.literal("{}") }
    writer.literal("}}}")
    for status in Route.tool.failureStatuses { writeReference(status, .tool) }
    writer.literal("}}}")
  }
}

/// What `tools/list` says of a tool. The listing is the one source of MCP and HTTP, so that their contracts cannot
/// differ.
private struct ListedTool {
  var name: JSONString = ""
  var description: JSONString = ""
  var input = JSONSlice(constant: "{}")
  var output: JSONSlice?

  /// Nil when the text is no object. The reader is then of no use for the next tool.
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

  /// Whether some argument is required.
  var needsArguments: Bool {
    var reader = JSONReader(input)
    guard case .object(let members)? = JSONValue(from: &reader), case .array(let names)? = members["required"] else {
      return false
    }
    return !names.isEmpty
  }

  private static func text(_ slice: JSONSlice) -> JSONString {
    var reader = JSONReader(slice)
    return reader.string() ? reader.takeString() : ""
  }
}
