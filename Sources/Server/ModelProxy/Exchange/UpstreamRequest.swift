import HTTPWire
import LLMWire

/// The head of every request to one provider and route that does not change from request to request, made once for
/// each configuration. The client's head has no part in it but for the fields named here: nothing is passed through
/// unseen.
struct UpstreamTemplate: Sendable {
  /// Request line and fixed fields, without the empty line, which follows the fields of the request.
  private let head: [UInt8]
  private let format: APIFormat

  /// What is taken from the client where it sent it. Fields that name an account or a key are not: those are the
  /// provider's part of the configuration.
  private static let openAIFields: [HTTPField] = [.idempotencyKey, .openAIBeta, .traceparent, .tracestate]
  private static let anthropicFields: [HTTPField] = [
    .anthropicVersion, .anthropicBeta, .idempotencyKey, .traceparent, .tracestate,
  ]

  /// Also what `GET /openapi.json` lists as parameters, so that the document cannot promise another.
  static func passedFields(_ format: APIFormat) -> [HTTPField] {
    format == .openai ? openAIFields : anthropicFields
  }

  /// Nil when a value cannot be sent: a control character in the key, a base path that is no path.
  init?(_ provider: Provider, _ route: UpstreamRoute) {
    format = provider.format
    var writer = HeadWriter()
    writer.request(route.method, Array((provider.basePath + route.path).utf8).span)
    writer.field("host", Array(provider.authority.utf8).span)
    switch provider.format {
    case .openai: provider.credential.reveal { writer.field("authorization", "Bearer ", $0) }
    case .anthropic: provider.credential.reveal { writer.field("x-api-key", $0) }
    }
    // No `accept-encoding`: what came compressed could not be read for its usage, nor searched for the key.
    writer.field("user-agent", "securellm")
    if route.method == .post { writer.field("content-type", "application/json") }
    for (name, value) in provider.headers {
      writer.configuredField(Array(name.utf8).span, Array(value.utf8).span)
    }
    guard writer.finish() else { return nil }
    head = writer.bytes.dropLast(2)
  }

  /// A whole request's head. False when a field of the client's cannot be written, which the parser should have
  /// refused.
  func request(for client: borrowing RequestHead, stream: Bool, bodyBytes: Int, into writer: inout HeadWriter)
    -> Bool
  {
    writer.reset()
    writer.raw(head.span)
    if stream { writer.field("accept", "text/event-stream") } else { writer.field("accept", "application/json") }
    for field in Self.passedFields(format) {
      client.with(field) { writer.field(field.name, $0) }
    }
    // Anthropic refuses requests without a version; clients that say one get the one they say.
    if format == .anthropic, !client.fields.has(.anthropicVersion) { writer.field("anthropic-version", "2023-06-01") }
    writer.field("content-length", bodyBytes)
    return writer.finish()
  }

  /// The head of a request without a body: that for a list of models.
  func request(into writer: inout HeadWriter) -> Bool {
    writer.reset()
    writer.raw(head.span)
    writer.field("accept", "application/json")
    return writer.finish()
  }
}
