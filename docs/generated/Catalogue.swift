// Generated from Schemas/tools. Edit the schemas, not this file.
package import JSONCore
package import SchemaRuntime
package import ToolRuntime

/// What Swift code must provide: one requirement per tool file with `handler`.
package protocol ToolHandlers: Sendable, CacheStatsHandler {}

/// All tools of `Schemas/tools`, by number in the order of their names.
package enum Catalogue {
  package static let definitions: [ToolDefinition] = [
    CacheStats.definition,
    GitShow.definition,
  ]

  /// The number of the tool of that name.
  package static func find(_ name: JSONString) -> Int? {
    switch name.utf8Count {
    case 8:
      if name.isEqual(to: "git_show") { return 1 }
    case 11:
      if name.isEqual(to: "cache_stats") { return 0 }
    default: break
    }
    return nil
  }

  /// The compiled schemas by the name `securellm validate --builtin` takes: `tools/git_log`.
  package static let programs: [(name: String, program: @Sendable () -> SchemaProgram)] = [
    ("tools/cache_stats", { CacheStats.Input.program }),
    ("tools/cache_stats/output", { CacheStats.Output.program }),
    ("tools/git_show", { GitShow.Input.program }),
    ("tools/git_show/output", { GitShow.Output.program }),
  ]

  /// Runs a tool that never waits.
  package static func callInline(_ tool: Int, _ arguments: JSONSlice?, host: ToolHost, handlers: some ToolHandlers, into writer: inout JSONWriter) throws(ToolFailure) {
    switch tool {
    case 0:
      try host.callInline(CacheStats.self, arguments, into: &writer) { input throws(ToolFailure) in
        try handlers.cacheStats(input)
      }
    default: throw ToolFailure(.internalError, "this tool does not run inline")
    }
  }

  /// Runs any tool.
  package static func call(_ tool: Int, _ arguments: JSONSlice?, host: ToolHost, handlers: some ToolHandlers, onProgress: @escaping @Sendable (ToolProgress) -> Void) async throws(ToolFailure) -> JSONBytes {
    switch tool {
    case 0:
      return try await host.callHandler(CacheStats.self, number: 0, arguments) { (input: CacheStats.Input) async throws(ToolFailure) -> CacheStats.Output in
        try handlers.cacheStats(input)
      }
    case 1:
      return try await host.callProgram(GitShow.self, number: 1, arguments, cacheKey: { $0.write(to: &$1) }, onProgress: onProgress)
    default: throw ToolFailure(.notFound, "there is no such tool")
    }
  }
}
