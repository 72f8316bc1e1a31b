package import HostProbe
package import JSONCore
package import KnowledgeStore
package import ToolRuntime
import Tools

/// The tools that Swift code implements, one extension per tool file. The protocol is generated: a tool file without
/// its method does not compile.
///
/// Inline tools only read what is in memory. The others wait for SQLite or for file systems, on lanes of their own: a
/// save waits for no search, and no time limit for either. There are as many threads for tasks as cores, and a tool
/// that blocked one would stop the clocks of the others.
package struct NativeTools: ToolHandlers {
  let knowledge: KnowledgeStore
  let probe: HostProbe
  let facts: ServerFacts
  let cacheStatistics: @Sendable () -> [CachedTool]
  /// One: SQLite has one writer at a time.
  let saving = BlockingLanes(1, "knowledge.save")
  /// Two: they read beside each other and beside a save.
  let searching = BlockingLanes(KnowledgeStore.searchesAtOnce, "knowledge.search")
  /// A file system that hangs keeps the thread that asks it. With both kept, checks end by their time limit.
  let probing = BlockingLanes(2, "host.probe")

  /// - Parameter cacheStatistics: one entry for each cached tool; must not wait.
  package init(
    knowledge: KnowledgeStore, probe: HostProbe, facts: ServerFacts,
    cacheStatistics: @escaping @Sendable () -> [CachedTool]
  ) {
    self.knowledge = knowledge
    self.probe = probe
    self.facts = facts
    self.cacheStatistics = cacheStatistics
  }
}

/// How the cache of one tool did since the start.
package struct CachedTool: Sendable, Equatable {
  package let name: JSONString
  package let statistics: ResultCache.Statistics

  package init(name: JSONString, statistics: ResultCache.Statistics) {
    self.name = name
    self.statistics = statistics
  }
}
