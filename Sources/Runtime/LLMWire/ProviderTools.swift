import JSONCore

/// The provider's own tools that have run for a response of the Responses format: they are charged for one by one, and
/// only the items of `output` say that they have run.
struct ProviderTools: Sendable {
  var webSearches = 0
  /// Those whose charge nothing here can know: files searched, code run, images made.
  var others = 0

  /// The value of `output`. The last one counts: the events of a stream have it empty before it is whole.
  mutating func takeOutput(_ reader: inout JSONReader) -> Bool {
    guard reader.peek() == UInt8(ascii: "[") else { return reader.passValue() }
    self = ProviderTools()
    return reader.walkElements { takeItem(&$0) }
  }

  /// Opening a page and looking through it are actions of a search that cost nothing of their own.
  private mutating func takeItem(_ reader: inout JSONReader) -> Bool {
    var isSearch = false
    var isOther = false
    var isFree = false
    let isRead = reader.walkMembersIfObject { reader in
      if reader.tokenEquals("type") {
        return reader.takeToken { type in
          isSearch = type.tokenEquals("web_search_call")
          isOther =
            type.tokenEquals("file_search_call") || type.tokenEquals("code_interpreter_call")
            || type.tokenEquals("image_generation_call")
        }
      }
      guard reader.tokenEquals("action") else { return nil }
      return reader.walkMembersIfObject { reader in
        reader.tokenEquals("type") ? reader.takeToken { isFree = !$0.tokenEquals("search") } : nil
      }
    }
    if isSearch, !isFree { webSearches += 1 }
    if isOther { others += 1 }
    return isRead
  }
}
