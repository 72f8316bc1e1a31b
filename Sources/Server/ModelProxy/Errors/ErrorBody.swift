import JSONCore
import LLMWire
import Providers
import SchemaRuntime

/// The body of an error, as clients of a dialect read it.
enum ErrorBody {
  /// Lends the body to `use`.
  static func write(
    _ failure: ProxyFailure, _ dialect: Dialect, requestID: JSONString?, _ use: (Span<UInt8>) -> Void
  ) {
    var writer = JSONWriter(capacity: 512)
    let message = JSONString(failure.message)
    switch dialect {
    case .openai:
      let error = OpenaiError.ValueError(
        message: message, type: JSONString(failure.code.openAIType), param: failure.parameter.map { JSONString($0) },
        code: JSONString(failure.code.rawValue), additional: [])
      OpenaiError.Value(error: error).write(to: &writer)
    case .anthropic:
      let error = AnthropicError.ValueError(type: JSONString(failure.code.anthropicType), message: message)
      AnthropicError.Value(error: error, requestId: requestID.map { .some($0) }).write(to: &writer)
    }
    writer.withSpan(use)
  }
}
