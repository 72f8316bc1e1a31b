package import JSONCore
import LLMWire
package import SchemaRuntime

/// What a client reads of a body that its schema refuses: each violation with line, column and pointer, never a
/// value.
package enum InvalidBody {
  /// More violations than this help nobody. They are looked for up to this number, so that a body of nothing else
  /// costs little.
  package static let shown = 5

  package static let unreadable = ProxyFailure(.invalidBody, "The body cannot be read; send one JSON object.")

  /// Whether it is JSON at all, whatever it says: bytes that two readers take for different things go nowhere.
  static func isJSON(_ body: JSONBytes) -> Bool {
    var reader = JSONReader(body, maxDepth: JSONReader.messageDepth)
    return reader.skipValue() && reader.finish()
  }

  /// - Parameter reader: where the text stops being JSON, for bodies without violations.
  package static func failure(_ body: JSONBytes, _ violations: [Violation], _ reader: borrowing JSONReader)
    -> ProxyFailure
  {
    if body.count == 0 { return ProxyFailure(.invalidBody, "There is no body; send the request as one JSON object.") }
    let violations = violations.map(\.nearest)
    guard let first = violations.first else {
      let location = body.location(of: reader.failureOffset)
      let cause = SyntaxCause.find(reader.failure, at: reader.failureOffset, in: body)
      return ProxyFailure(.invalidBody, "\(location): \(cause?.sentence ?? reader.failure.description)")
    }
    let lines = violations.prefix(shown).map { violation in
      let location = violation.instanceLocation.isEmpty ? "the body" : violation.instanceLocation
      return "\(body.location(of: violation.offset)): \(location): \(violation.message)"
    }
    return ProxyFailure(.invalidBody, lines.joined(separator: "; "), parameter: parameter(first.instanceLocation))
  }

  /// `/messages/0/content` as OpenAI writes it: `messages.0.content`. Names of members come from the client: 200
  /// bytes are enough to find one.
  private static func parameter(_ pointer: String) -> String? {
    if pointer.isEmpty { return nil }
    let text = String(decoding: pointer.utf8.dropFirst().map { $0 == 0x2F ? 0x2E : $0 }.prefix(200), as: UTF8.self)
    return text
  }
}
