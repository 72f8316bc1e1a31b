package import ToolRuntime
package import Tools

extension NativeTools {
  /// `cache_stats`: one entry for each cached tool.
  package func cacheStats(_ input: CacheStats.Input) throws(ToolFailure) -> CacheStats.Output {
    CacheStats.Output(tools: cacheStatistics().map(CacheStats.OutputToolsItem.init))
  }
}

extension CacheStats.OutputToolsItem {
  /// The hit rate is absent before the first call: 0 would be a statement.
  fileprivate init(_ cached: CachedTool) {
    let statistics = cached.statistics
    let calls = statistics.hits + statistics.misses
    self.init(
      tool: cached.name, entries: statistics.entries, hits: statistics.hits, misses: statistics.misses,
      shared: statistics.shared, evictions: statistics.evictions,
      hitRate: calls > 0 ? Double(statistics.hits) / Double(calls) : nil)
  }
}
