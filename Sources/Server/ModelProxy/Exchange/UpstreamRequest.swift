import HTTPWire
import LLMWire

/// The head of every request to one provider and route that does not change from request to request, made once. The
/// client's head has no part in it but for the fields named here: nothing is passed through unseen.
struct UpstreamTemplate: Sendable {
  /// Request line and fixed fields, without the empty line.
  private let head: [UInt8]
  private let dialect: Dialect

  /// What is taken over from the client where it sent it.
  private static let openAIFields: [HTTPField] = [.idempotencyKey, .openAIBeta, .traceparent, .tracestate]
  private static let anthropicFields: [HTTPField] = [
    .anthropicVersion, .anthropicBeta, .idempotencyKey, .traceparent, .tracestate,
  ]

  static func passedFields(_ dialect: Dialect) -> [HTTPField] {
    dialect == .openai ? openAIFields : anthropicFields
  }

  /// Nil when a value cannot be sent: a control character in the key, a base path that is no path.
  init?(_ provider: Provider, _ route: UpstreamRoute) {
    dialect = provider.dialect
    var writer = HeadWriter()
    writer.request(route.method, Array((provider.basePath + route.path).utf8).span)
    writer.field("host", Array(provider.authority.utf8).span)
    switch provider.dialect {
    case .openai: provider.credential.reveal { writer.field("authorization", "Bearer ", $0) }
    case .anthropic: provider.credential.reveal { writer.field("x-api-key", $0) }
    }
    writer.field("user-agent", "securellm")
    if route.method == .post { writer.field("content-type", "application/json") }
    for (name, value) in provider.headers {
      writer.configuredField(Array(name.utf8).span, Array(value.utf8).span)
    }
    guard writer.finish() else { return nil }
    head = writer.bytes.dropLast(2)
  }

  /// A whole request.
  func request(for client: borrowing RequestHead, stream: Bool, bodyBytes: Int, into writer: inout HeadWriter)
    -> Bool
  {
    writer.reset()
    writer.raw(head.span)
    if stream { writer.field("accept", "text/event-stream") } else { writer.field("accept", "application/json") }
    for field in Self.passedFields(dialect) {
      client.with(field) { writer.field(field.name, $0) }
    }
    if dialect == .anthropic, !client.fields.has(.anthropicVersion) { writer.field("anthropic-version", "2023-06-01") }
    writer.field("content-length", bodyBytes)
    return writer.finish()
  }

  /// A request without a body.
  func request(into writer: inout HeadWriter) -> Bool {
    writer.reset()
    writer.raw(head.span)
    writer.field("accept", "application/json")
    return writer.finish()
  }
}
