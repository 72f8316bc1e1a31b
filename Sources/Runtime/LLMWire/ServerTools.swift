import JSONCore

extension JSONReader {
  /// The value of `server_side_tool_usage_details`: how often tools of the provider's own have run (xAI), which are
  /// charged for one by one. Calls of MCP servers cost nothing of their own.
  ///
  /// - Parameter others: those whose charge nothing here can know: searches of X or of files, code that was run.
  @inline(never)
  mutating func takeServerTools(_ webSearches: inout Int?, _ others: inout Int) -> Bool {
    var (searches, sum) = (webSearches, others)
    let isRead = walkMembersIfObject { reader in
      if reader.tokenEquals("web_search_calls") { return reader.takeCount(into: &searches) }
      if reader.tokenEquals("mcp_calls") { return nil }
      var count: Int?
      guard reader.takeCount(into: &count) else { return false }
      sum = min(sum + (count ?? 0), JSONReader.greatestCount)
      return true
    }
    (webSearches, others) = (searches, sum)
    return isRead
  }
}
