// Generated from Schemas/tools. Edit the schemas, not this file.
public import JSONCore
public import SchemaRuntime
public import ToolRuntime

/// What Swift code must provide: one requirement per tool file with `handler`.
public protocol ToolHandlers: Sendable, CacheStatsHandler {}

/// All tools of `Schemas/tools`, by number in the order of their names.
public enum Catalogue {
  public static let definitions: [ToolDefinition] = [
    CacheStats.definition,
    GitShow.definition,
  ]

  /// The number of the tool of that name.
  public static func find(_ name: JSONString) -> Int? {
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
  public static let programs: [(name: String, program: @Sendable () -> SchemaProgram)] = [
    ("tools/cache_stats", { CacheStats.Input.program }),
    ("tools/cache_stats/output", { CacheStats.Output.program }),
    ("tools/git_show", { GitShow.Input.program }),
    ("tools/git_show/output", { GitShow.Output.program }),
  ]

  /// Runs a tool that never waits.
  public static func callInline(_ tool: Int, _ arguments: JSONSlice?, host: ToolHost, handlers: some ToolHandlers, into writer: inout JSONWriter) throws(ToolFailure) {
    switch tool {
    case 0:
      try host.callInline(CacheStats.self, arguments, into: &writer) { input throws(ToolFailure) in
        try handlers.cacheStats(input)
      }
    default: throw ToolFailure(.internalError, "this tool does not run inline")
    }
  }

  /// Runs any tool.
  public static func call(_ tool: Int, _ arguments: JSONSlice?, host: ToolHost, handlers: some ToolHandlers, onProgress: @escaping @Sendable (ToolProgress) -> Void) async throws(ToolFailure) -> JSONBytes {
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
