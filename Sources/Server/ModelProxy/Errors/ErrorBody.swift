import JSONCore
import LLMWire
import Providers
import SchemaRuntime

/// The body of an error, as clients of an API format read it. Written by generated code, so that it matches the
/// schema that `GET /openapi.json` publishes.
enum ErrorBody {
  /// Lends the body to `use`: it is gone when that returns. Errors are rare enough to have a writer of their own.
  static func write(
    _ failure: ProxyFailure, _ format: APIFormat, requestID: JSONString?, _ use: (Span<UInt8>) -> Void
  ) {
    var writer = JSONWriter(capacity: 512)
    let message = JSONString(failure.message)
    switch format {
    case .openai:
      let error = OpenAIError.ValueError(
        message: message, type: JSONString(failure.code.openAIType), param: failure.parameter.map { JSONString($0) },
        code: JSONString(failure.code.rawValue), additional: [])
      OpenAIError.Value(error: error).write(to: &writer)
    case .anthropic:
      let error = AnthropicError.ValueError(type: JSONString(failure.code.anthropicType), message: message)
      AnthropicError.Value(error: error, requestId: requestID.map { .some($0) }).write(to: &writer)
    }
    writer.withSpan(use)
  }
}
