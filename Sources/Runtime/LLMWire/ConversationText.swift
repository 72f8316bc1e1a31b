package import JSONCore

/// What tells the requests of one conversation from those of others. Read in a pass of its own over the first level,
/// where requests of a conversation are to stay together.
package struct ConversationText: Sendable {
  /// `prompt_cache_key`, or else the user that the request names.
  package private(set) var name: JSONString?
  /// How the conversation begins: instructions, and the first two messages. They are the same in every request of it.
  package private(set) var beginnings: [Range<Int>] = []
  private var cacheKey: JSONString?

  private static let messages = 2

  /// - Parameter request: one that a scan has accepted.
  package init(_ request: JSONBytes, format: APIFormat) {
    var reader = JSONReader(request)
    _ = reader.walkMembers { reader in
      if reader.tokenEquals("prompt_cache_key") { return takeText(&reader, into: &cacheKey) }
      if reader.tokenEquals("system") || reader.tokenEquals("instructions") || reader.tokenEquals("prompt") {
        return takeRange(&reader)
      }
      if reader.tokenEquals("messages") || reader.tokenEquals("input") { return takeMessages(&reader) }
      return nil
    }
    name = cacheKey ?? RequestLabels(request, format: format).user
  }

  private func takeText(_ reader: inout JSONReader, into text: inout JSONString?) -> Bool {
    guard reader.peek() == UInt8(ascii: "\"") else { return reader.passValue() }
    guard reader.string() else { return false }
    if reader.tokenCount > 0 { text = reader.takeString().detached() }
    return true
  }

  private mutating func takeRange(_ reader: inout JSONReader) -> Bool {
    let start = reader.valueOffset()
    guard reader.passValue() else { return false }
    beginnings.append(start..<reader.offset)
    return true
  }

  private mutating func takeMessages(_ reader: inout JSONReader) -> Bool {
    guard reader.peek() == UInt8(ascii: "[") else { return takeRange(&reader) }
    var count = 0
    return reader.walkElements { reader in
      count += 1
      return count <= Self.messages ? takeRange(&reader) : reader.passValue()
    }
  }
}
