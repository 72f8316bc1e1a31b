package import HTTPWire
package import JSONCore
package import LLMWire
import Providers
import SchemaRuntime

/// Everything that one API format of providers and clients differs in from another, as a value. A new format is one
/// more value here, its reading in `LLMWire`, and its routes in the route table; nothing else asks which format it is.
package final class WireFormat: Sendable {
  /// Which reader of usage it has, and its identity.
  package let api: APIFormat
  /// As the configuration and error sentences call it.
  package let name: StaticString
  /// Where its clients create something: what an error names when a request came in another format.
  package let createPath: StaticString
  /// Which body its errors have, for the description of the API.
  package let errors: ErrorShape
  /// How a provider is told the key, where its configuration does not say so.
  package let keyField: KeyField
  /// Fields of the client's head that go on to the provider. Fields that name an account or a key are not among them:
  /// those are the provider's part of the configuration.
  package let passedFields: [HTTPField]
  /// Fields that go on by the beginning of their name: an open list, where the API has one.
  package let passedPrefix: StaticString?
  /// Of those, the ones that do not: they name a key or an account.
  package let withheldFields: [StaticString]
  /// Sent when the client has not sent it.
  package let defaultField: (field: HTTPField, value: StaticString)?
  /// A stream reports its usage only when it is asked to, by a member of the request.
  package let asksForUsage: Bool
  private let writeErrorBody: ErrorWriter
  /// Writes the data of an error in the middle of a stream, where that is another than the body of an error.
  private let writeErrorEvent: (@Sendable (ProxyFailure, Int, inout JSONWriter) -> Void)?
  /// The line before those data; nil where events have no type.
  private let errorEvent: StaticString?

  private typealias ErrorWriter = @Sendable (ProxyFailure, JSONString?, inout JSONWriter) -> Void

  private init(
    _ api: APIFormat, name: StaticString, createPath: StaticString, key: KeyField,
    errors: ErrorShape = .openAI, passedFields: [HTTPField], passedPrefix: StaticString? = nil,
    withheldFields: [StaticString] = [],
    defaultField: (field: HTTPField, value: StaticString)? = nil, asksForUsage: Bool = false,
    errorEvent: StaticString? = nil,
    writeErrorEvent: (@Sendable (ProxyFailure, Int, inout JSONWriter) -> Void)? = nil,
    writeErrorBody: @escaping ErrorWriter
  ) {
    self.api = api
    self.name = name
    self.createPath = createPath
    keyField = key
    self.errors = errors
    self.passedFields = passedFields
    self.passedPrefix = passedPrefix
    self.withheldFields = withheldFields
    self.defaultField = defaultField
    self.asksForUsage = asksForUsage
    self.errorEvent = errorEvent
    self.writeErrorEvent = writeErrorEvent
    self.writeErrorBody = writeErrorBody
  }

  /// Chat Completions: OpenAI, DeepSeek, Ollama's `/v1` and most others. Their streams have no usage unless it is asked
  /// for, and an estimate would miss the reasoning that nobody sees.
  package static let openAI = WireFormat(
    .openai, name: "openai", createPath: "/v1/chat/completions", key: .bearer,
    passedFields: [.idempotencyKey, .openAIBeta, .traceparent, .tracestate], asksForUsage: true,
    writeErrorBody: writeOpenAIError)

  /// Messages. Anthropic refuses requests without a version; clients that say one get the one they say. Its gateway
  /// contract asks for every `anthropic-*` field to be forwarded, whatever comes to be among them.
  package static let anthropic = WireFormat(
    .anthropic, name: "anthropic", createPath: "/v1/messages", key: .xAPIKey,
    errors: .anthropic, passedFields: [.idempotencyKey, .traceparent, .tracestate], passedPrefix: "anthropic-",
    withheldFields: ["anthropic-api-key", "anthropic-auth-token", "anthropic-organization-id"],
    defaultField: (.anthropicVersion, "2023-06-01"), errorEvent: "event: error\n",
    writeErrorBody: { failure, requestID, writer in
      let error = AnthropicError.ValueError(
        type: JSONString(failure.code.anthropicType), message: JSONString(failure.message))
      AnthropicError.Value(error: error, requestId: requestID.map { .some($0) }).write(to: &writer)
    })

  /// OpenAI's Responses: errors as in Chat Completions, but for those within a stream, which are numbered like its other
  /// events.
  package static let responses = WireFormat(
    .responses, name: "responses", createPath: "/v1/responses", key: .bearer,
    passedFields: [.idempotencyKey, .openAIBeta, .traceparent, .tracestate], errorEvent: "event: error\n",
    writeErrorEvent: { failure, number, writer in
      writer.literal(#"{"type":"error","code":"#)
      writer.string(failure.code.rawValue)
      writer.literal(#","message":"#)
      writer.string(failure.message)
      writer.literal(#","param":null,"sequence_number":"#)
      writer.integer(number)
      writer.literal("}")
    },
    writeErrorBody: writeOpenAIError)

  package static let all = [openAI, anthropic, responses]

  package static func of(_ api: APIFormat) -> WireFormat {
    switch api {
    case .openai: openAI
    case .anthropic: anthropic
    case .responses: responses
    }
  }

  /// The body of an error, as clients of this format read it. Written by generated code, so that it matches the schema
  /// that `GET /openapi.json` publishes.
  ///
  /// Lends the body to `use`: it is gone when that returns. Errors are rare enough to have a writer of their own.
  package func withErrorBody(_ failure: ProxyFailure, requestID: JSONString?, _ use: (Span<UInt8>) -> Void) {
    var writer = JSONWriter(capacity: 512)
    writeErrorBody(failure, requestID, &writer)
    writer.withSpan(use)
  }

  /// An event that tells a client in the middle of a stream why there is no more.
  ///
  /// - Parameter number: how many events came before it.
  package func errorEvent(_ failure: ProxyFailure, requestID: JSONString, number: Int) -> [UInt8] {
    var event: [UInt8] = []
    if let errorEvent { event.append(errorEvent) }
    event.append("data: ")
    var writer = JSONWriter(capacity: 512)
    if let writeErrorEvent {
      writeErrorEvent(failure, number, &writer)
    } else {
      writeErrorBody(failure, requestID, &writer)
    }
    writer.withSpan { event.append($0) }
    event.append("\n\n")
    return event
  }

  private static func writeOpenAIError(_ failure: ProxyFailure, _ requestID: JSONString?, _ writer: inout JSONWriter) {
    let error = OpenAIError.ValueError(
      message: JSONString(failure.message), type: JSONString(failure.code.openAIType),
      param: failure.parameter.map { JSONString($0) }, code: JSONString(failure.code.rawValue), additional: [])
    OpenAIError.Value(error: error).write(to: &writer)
  }
}
