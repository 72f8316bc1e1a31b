import JSONCore
import NativeTools
import Testing

@testable import ToolRuntime

struct StatusToolsTests {
  @Test func statusOfTheServer() async throws {
    let bench = try Bench()
    let first = try await bench.call("server_status")
    #expect(first.string("name") == "bench")
    #expect(first.string("version") == "1.2.3")
    #expect((90...120).contains(first.integer("uptimeSeconds") ?? 0))
    #expect(first.integer("callsServed") == 1)
    #expect(first.integer("toolsAvailable") == 6)
    _ = try await bench.failure("server_status", #"{"verbose":true}"#)
    #expect(try await bench.call("server_status", "{}").integer("callsServed") == 3)
  }

  @Test func statusIsSmall() async throws {
    #expect(try await Bench().call("server_status").text.utf8.count < 120)
  }

  @Test func reportsCachesAsTheyAre() async throws {
    let busy = ResultCache.Statistics(hits: 3, misses: 1, shared: 1, evictions: 2, entries: 4)
    let bench = try Bench(caches: [
      CachedTool(name: "git_log", statistics: busy), CachedTool(name: "nix_eval", statistics: .init()),
    ])
    let tools = try await bench.call("cache_stats").objects("tools")
    #expect(tools.map { $0["tool"] as? String } == ["git_log", "nix_eval"])
    #expect(tools[0]["hitRate"] as? Double == 0.75)
    #expect(["entries", "hits", "misses", "shared", "evictions"].map { tools[0][$0] as? Int } == [4, 3, 1, 1, 2])
    #expect(tools[1]["hitRate"] == nil)
  }

  @Test func everyCachedToolIsListed() async throws {
    let bench = try Bench()
    let names = try await bench.call("cache_stats").objects("tools").map { $0["tool"] as? String }
    #expect(names == bench.host.definitions.filter { $0.cache != nil }.map { "\($0.name)" })
  }
}
