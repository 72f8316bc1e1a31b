import JSONCore
import LLMWire

extension UsageScanner {
  /// JSON has no byte order mark, and may be read as if it had none (RFC 8259, 8.1): some servers send one.
  ///
  /// - Returns: false where the body has none, or is no JSON behind it.
  mutating func scan(marked body: JSONBytes) -> Bool {
    guard body.withSpan(0..<body.count, { BodyOpening.isMarked($0) }) else { return false }
    return scan(body: body, in: BodyOpening.mark.count..<body.count)
  }
}
