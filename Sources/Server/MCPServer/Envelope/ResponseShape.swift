import JSONCore

/// Distinguishes a response from a request in text that is no message: two peers that respond to each other's errors
/// with errors would go on for ever.
enum ResponseShape {
  /// Whether the text is a response, or a batch of nothing else. Members may be duplicates: this is asked of text
  /// that `Envelope.read` has refused for them. False for text that is no JSON.
  static func isResponse(_ buffer: JSONBytes, _ range: Range<Int>) -> Bool {
    var reader = JSONReader(buffer, range: range)
    guard reader.peek() == 0x5B else { return takeResponse(&reader) && reader.offset <= range.upperBound }
    guard reader.beginArray(), !reader.emptyArray() else { return false }
    repeat {
      guard takeResponse(&reader) else { return false }
    } while reader.comma()
    return reader.endArray() && reader.offset <= range.upperBound
  }

  /// Takes an object; whether it has a `result` or an `error`, and no `method`. What has both may be a request that
  /// somebody is waiting for, and gets a response.
  private static func takeResponse(_ reader: inout JSONReader) -> Bool {
    guard reader.peek() == 0x7B, reader.beginObject() else { return false }
    var isResponse = false
    var isFirst = true
    while true {
      switch reader.nextMember(first: isFirst) {
      case .end: return isResponse
      case .failed: return false
      case .name: break
      }
      isFirst = false
      if reader.tokenEquals("method") { return false }
      if reader.tokenEquals("result") || reader.tokenEquals("error") { isResponse = true }
      guard reader.passValue() else { return false }
    }
  }
}
