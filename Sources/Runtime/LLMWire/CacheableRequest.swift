package import JSONCore

/// Whether the response to a request depends on nothing but the request, so that it may be given again to the same one.
///
/// Only members that are known here are let through, on the first level and within messages: tools, files, images,
/// searches, stored conversations, and whatever comes to be offered next, make a request one that is always asked.
package struct CacheableRequest: Sendable {
  /// Nothing in it speaks against it.
  package private(set) var isPlain = true
  /// A provider is asked for the most probable response.
  package private(set) var hasZeroTemperature = false

  /// Reads a request.
  ///
  /// - Parameters:
  ///   - part: called with name and value of each member that the response depends on, in their order. Not with those
  ///     that only say how it is sent or whose it is.
  package init(
    _ body: JSONBytes, _ format: APIFormat, _ part: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Void
  ) {
    var reader = JSONReader(body, maxDepth: JSONReader.messageDepth)
    var seen: UInt64 = 0
    let isRead = reader.walkMembers { reader in
      guard let (rule, number) = CacheRule.named(by: reader, format), seen & 1 << number == 0 else {
        isPlain = false
        return false
      }
      seen |= 1 << number
      let name = reader.withToken { name in
        var bytes: [UInt8] = []
        for index in name.indices { bytes.append(name[index]) }
        return bytes
      }
      let start = reader.valueOffset()
      guard take(rule, &reader) else { return false }
      if rule != .ignored { body.withSpan(start..<reader.offset) { part(name.span, $0) } }
      return true
    }
    if !isRead || !reader.finish() { isPlain = false }
  }

  private mutating func take(_ rule: CacheRule, _ reader: inout JSONReader) -> Bool {
    switch rule {
    case .ignored, .part: return reader.passValue()
    case .temperature:
      hasZeroTemperature = reader.peek() == UInt8(ascii: "0")
      let start = reader.valueOffset()
      guard reader.passValue() else { return false }
      let buffer = reader.buffer
      // 0.7 begins with a zero too.
      if hasZeroTemperature { hasZeroTemperature = buffer.withSpan(start..<reader.offset) { Self.isZero($0) } }
      return true
    case .one: return reader.takesOne()
    case .no: return reader.peek() == UInt8(ascii: "f") ? reader.boolean() == false : reader.null()
    case .text: return reader.passText()
    }
  }

  private static func isZero(_ number: Span<UInt8>) -> Bool {
    for index in number.indices where number[index] != UInt8(ascii: "0") && number[index] != UInt8(ascii: ".") {
      return false
    }
    return true
  }
}

extension JSONReader {
  /// The number 1, or null.
  fileprivate mutating func takesOne() -> Bool {
    var count: Int?
    guard peek() == UInt8(ascii: "1") || peek() == UInt8(ascii: "n"), takeCount(into: &count) else { return false }
    return count ?? 1 == 1
  }

  /// A value in which every object has none but the members of text, at whatever depth.
  fileprivate mutating func passText() -> Bool {
    switch peek() {
    case UInt8(ascii: "{"):
      walkMembers { reader in CacheRule.isOfText(reader) ? reader.passText() : false }
    case UInt8(ascii: "["): walkElements { $0.passText() }
    default: passValue()
    }
  }
}
