import HTTPWire
package import JSONCore
import LLMWire
import Providers
import SchemaRuntime
import ToolRuntime

/// `GET /openapi.json`: OpenAPI 3.1, made from the list that the router uses, from the schemas that requests are
/// checked with and from the tools. What each operation responds with is in its `OperationDocument`.
///
/// Written with a `JSONWriter` instead of a tree: the schemas are text that the compiler has made, and are spliced.
package struct OpenAPI: ~Copyable {
  /// 64 KiB at first; a document is made once for each configuration, so that its growth does not matter.
  private var writer = JSONWriter(capacity: 1 << 16)
  private let access: ClientAccess

  private let routes: RouteTable

  private init(_ routes: RouteTable, _ access: ClientAccess) {
    self.routes = routes
    self.access = access
  }

  /// - Parameters:
  ///   - tools: the value of `tools` in a `tools/list` result.
  ///   - access: how clients say who they are.
  package static func document(_ routes: RouteTable, tools: JSONBytes?, access: ClientAccess) -> JSONBytes {
    var document = OpenAPI(routes, access)
    document.write(tools: tools)
    return document.writer.copy()
  }

  /// Paths in the order of the table, tools last: the same configuration gives the same bytes.
  private mutating func write(tools: JSONBytes?) {
    writer.literal(
      #"{"openapi":"3.1.0","info":{"title":"SecureLLM","version":"1","description":"Models of several providers, and tools, behind one address. Bodies are forwarded to the provider unchanged."},"security":[{"bearer":[]},{"apiKey":[]},{"proxyKey":[]}"#
    )
    if access.takesCertificates { writer.literal(#",{"certificate":[]}"#) }
    // An empty object in `security` says that no key will do as well.
    writer.literal(access.requiresKey ? #"],"paths":{"# : #",{}],"paths":{"#)
    var written: Set<String> = []
    for route in routes.routes where !route.takesTool {
      let path = route.path.template
      guard written.insert(path).inserted else { continue }
      if written.count > 1 { writer.literal(",") }
      writer.string(path)
      writer.literal(":{")
      for (index, operation) in routes.routes.filter({ $0.path.template == path }).enumerated() {
        if index > 0 { writer.literal(",") }
        write(operation)
      }
      writer.literal("}")
    }
    if let tools { write(tools) }
    writer.literal(#"},"components":{"#)
    writeComponents()
    writer.literal("}}")
  }

  /// One operation of a path item.
  private mutating func write(_ route: RouteDescriptor) {
    writer.string(route.method.openAPIName)
    writer.literal(#":{"operationId":"#)
    writer.string("\(route.label)")
    writer.literal(#","summary":"#)
    writer.string(route.document.summary)
    if case .everybody = route.access { writer.literal(#","security":[]"#) }
    writeParameters(route)
    if let schema = route.document.requestSchema {
      writer.literal(#","requestBody":{"required":true,"content":{"#)
      writer.string("\(route.document.requestType)")
      writer.literal(#":{"schema":"#)
      writer.literal(schema)
      writer.literal("}}}")
    }
    writer.literal(#","responses":{"#)
    writeSuccess(route)
    writeFailures(route)
    writer.literal("}}")
  }

  /// The name in the path, and what goes on to the provider: the query, and fields of the client's.
  private mutating func writeParameters(_ route: RouteDescriptor) {
    let isRelayed = route.document.isRelayed
    guard isRelayed || route.path.parameter != nil else { return }
    writer.literal(#","parameters":["#)
    var isFirst = true
    if let name = route.path.parameter {
      writeParameter("path", "\(name)", &isFirst, pattern: route.path.takesRest ? Self.modelName : Self.name)
    }
    for name in route.document.query {
      writeParameter("query", "\(name)", &isFirst)
    }
    if isRelayed {
      for field in route.format.passedFields { writeParameter("header", "\(field.name)", &isFirst) }
      if let prefix = route.format.passedPrefix { writeParameter("header", "\(prefix)*", &isFirst) }
    }
    writer.literal("]")
  }

  private static let name: StaticString = #""pattern":"^[A-Za-z0-9_-]+$","maxLength":128"#
  private static let modelName: StaticString = #""minLength":1,"maxLength":1024"#

  private mutating func writeParameter(
    _ place: String, _ name: String, _ isFirst: inout Bool, pattern: StaticString = name
  ) {
    writer.literal(isFirst ? #"{"in":"# : #",{"in":"#)
    isFirst = false
    writer.string(place)
    writer.literal(#","name":"#)
    writer.string(name)
    if place == "path" {
      writer.literal(#","required":true,"schema":{"type":"string","#)
      writer.literal(pattern)
      writer.literal("}}")
    } else {
      writer.literal(##","description":"Forwarded to the provider.","schema":{"type":"string""##)
      // Escapes of controls are refused in a request's target.
      writer.literal(place == "query" ? #","pattern":"^[A-Za-z0-9_.-]*$"}}"# : "}}")
    }
  }

  // MARK: responses

  /// A streamed response has no schema: its events have, and OpenAPI 3.1 cannot say so.
  private mutating func writeSuccess(_ route: RouteDescriptor) {
    writer.literal(#""200":{"description":"The response.""#)
    if route.document.isRelayed {
      writer.literal(##","headers":{"x-securellm-request-id":{"$ref":"#/components/headers/RequestID"}}"##)
    }
    writer.literal(#","content":{"#)
    writer.string("\(route.document.answerType)")
    writer.literal(#":{"schema":"#)
    if let other = route.document.otherAnswerSchema {
      writeEither(route.document.answerSchema, other)
    } else {
      writer.literal(route.document.answerSchema)
    }
    writer.literal("}")
    // Of an open list of types there may be others.
    if route.document.answerType.isOpen { writer.literal(#","application/json":{}"#) }
    if route.document.streams { writer.literal(#","text/event-stream":{}"#) }
    writer.literal("}}")
  }

  private mutating func writeEither(_ one: StaticString, _ other: StaticString) {
    writer.literal(#"{"anyOf":["#)
    writer.literal(one)
    writer.literal(",")
    writer.literal(other)
    writer.literal("]}")
  }

  /// References, since routes share responses: written out, the document would repeat each schema for each status.
  private mutating func writeFailures(_ route: RouteDescriptor) {
    if let schema = route.document.unreadySchema {
      writer.literal(
        #","503":{"description":"Not ready, or not reachable.","content":{"application/json":{"schema":"#)
      writer.literal(#"{"anyOf":["#)
      writer.literal(schema)
      writer.literal(##",{"$ref":"#/components/schemas/OpenAIError"}]}}}}"##)
    }
    for status in route.failureStatuses where route.document.unreadySchema == nil || status != 503 {
      writeReference(status, route.document.errors)
    }
    guard route.document.isRelayed else { return }
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
      #""securitySchemes":{"bearer":{"type":"http","scheme":"bearer","description":"A key of `securellm keys create`."},"apiKey":{"type":"apiKey","in":"header","name":"x-api-key","description":"The same key."},"proxyKey":{"type":"apiKey","in":"header","name":"x-securellm-key","description":"The same key, beside a key or token for the provider in one of the others."}"#
    )
    if access.takesCertificates {
      writer.literal(
        #","certificate":{"type":"mutualTLS","description":"A certificate that the server's configuration maps to a key; a key that is sent goes before it."}"#
      )
    }
    writer.literal(#"},"schemas":{"OpenAIError":"#)
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
      for status in routes.statuses(of: shape) {
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
    writer.string(ErrorShape.meaning(of: status))
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
    writer.string("/v1/tools/\(tool.name)")
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
    for status in routes.toolStatuses { writeReference(status, .tool) }
    writer.literal("}}}")
  }
}

extension StaticString {
  /// Of a media type: `audio/*`.
  fileprivate var isOpen: Bool { Array("\(self)".utf8).last == UInt8(ascii: "*") }
}
