import HostProbe
package import JSONCore
import KnowledgeStore
package import ToolRuntime
import Tools

/// The tools as servers see them: by number, bytes in, bytes out: those of the generated catalogue, and behind them those
/// that were loaded from files. `mcp`, `serve` and `tools call` make one each, for the life of the process.
///
/// The first numbers are those of `Catalogue`; every method that takes one has the precondition that it came from `find`.
package struct ToolCatalogueService: ToolService {
  /// What is asked about a tool on every call, close together.
  private struct Traits {
    let isInline: Bool
    let isAvailable: Bool
    let runsProgram: Bool
    let timeoutSeconds: Int
  }

  private let builtInListing: JSONBytes
  private let loaded: LoadedToolTable?
  private let host: ToolHost
  private let handlers: NativeTools
  private let home: ProgramHome
  private let gitGuard: GitGuardFolder
  private let counter: CallCounter
  private let traits: [Traits]

  /// - Parameters:
  ///   - host: over the definitions of the generated catalogue.
  ///   - counter: counts every call that is taken, also those that fail.
  ///   - loaded: numbered behind those of the catalogue.
  package init(host: ToolHost, handlers: NativeTools, counter: CallCounter, loaded: LoadedToolTable? = nil) {
    self.loaded = loaded
    self.host = host
    self.handlers = handlers
    self.counter = counter
    home = ProgramHome(path: host.settings.homeDirectory)
    gitGuard = GitGuardFolder(path: host.settings.guardDirectory)
    builtInListing = host.listing()
    // Programs are looked for here, once: a tool whose program is installed later needs a restart.
    traits = host.definitions.indices.map { index in
      let definition = host.definitions[index]
      return Traits(
        isInline: definition.isInline, isAvailable: host.isAvailable(index),
        runsProgram: definition.program != nil || definition.usesContext,
        timeoutSeconds: definition.timeoutSeconds)
    }
  }

  /// Everything wired for one workspace. Looks for programs; opens no database yet.
  ///
  /// - Parameters:
  ///   - secrets: what the programs of tools are given.
  ///   - source: of further tools, which are loaded here.
  package init(
    workspace: Workspace, secrets: ToolSecrets = ToolSecrets(), name: String, version: String,
    started: ContinuousClock.Instant = .now, loading source: (any LoadedToolSource)? = nil
  ) {
    let settings = ToolHost.Settings(
      projectRoot: workspace.projectRoot, programDirectories: workspace.programDirectories,
      homeDirectory: workspace.programHome, guardDirectory: workspace.guardDirectory,
      sandboxDemand: workspace.sandboxDemand, secrets: secrets)
    let host = ToolHost(settings: settings, definitions: Catalogue.definitions)
    let loaded = source.map { LoadedToolTable($0, settings: settings, first: host.definitions.count) }
    let counter = CallCounter()
    let available = host.definitions.indices.count { host.isAvailable($0) }
    let facts = ServerFacts(
      name: name, version: version, started: started,
      toolsAvailable: { available + (loaded?.countAvailable ?? 0) }, callsServed: { counter.count })
    let handlers = NativeTools(
      knowledge: KnowledgeStore(path: workspace.databasePath, beside: workspace.databaseBeside), probe: HostProbe(),
      facts: facts,
      cacheStatistics: { host.cachedTools + (loaded?.cachedTools ?? []) })
    self.init(host: host, handlers: handlers, counter: counter, loaded: loaded)
  }

  /// The tools of `listing`: all whose program is installed, and those that need none.
  package var toolsAvailable: Int { traits.count { $0.isAvailable } + (loaded?.countAvailable ?? 0) }

  /// Those that were loaded, each with whether its program is installed.
  package var loadedTools: [(tool: LoadedTool, isAvailable: Bool)] { loaded?.tools ?? [] }

  package var listing: JSONBytes { loaded?.listing(behind: builtInListing) ?? builtInListing }

  package var mayChange: Bool { loaded != nil }

  package func look() -> Bool { loaded?.look() ?? false }

  /// A generated switch over length and words; a tool without its program is as good as none.
  package func find(_ name: JSONString) -> Int? {
    guard let tool = Catalogue.find(name) else { return loaded?.find(name) }
    return traits[tool].isAvailable ? tool : nil
  }

  package func isInline(_ tool: Int) -> Bool { tool < traits.count && traits[tool].isInline }

  package func timeoutSeconds(_ tool: Int) -> Int {
    tool < traits.count ? traits[tool].timeoutSeconds : loaded?.timeoutSeconds(tool) ?? 0
  }

  package func hosts(_ tool: Int) -> ToolDefinition.Program.Hosts? {
    tool < traits.count ? host.definitions[tool].program?.hosts : loaded?.definition(tool)?.program?.hosts
  }

  /// The program that keeps a tool from being offered; nil when they are all there.
  package func missingProgram(_ definition: ToolDefinition) -> String? { host.missingProgram(definition) }

  /// What is missing of the secrets that a tool gives its programs, in sentences.
  package func missingSecrets(_ definition: ToolDefinition) -> [String] {
    (definition.program?.secretNames ?? []).compactMap { secret in
      host.settings.secrets.objection(secret)?.sentence(secret)
    }
  }

  /// Generated code decodes, checks and writes; nothing is copied in between.
  package func callInline(
    _ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter
  ) throws(ToolFailure) {
    counter.add()
    try Catalogue.callInline(tool, arguments, host: host, handlers: handlers, into: &writer)
  }

  /// The two directories are looked at before each program: a few system calls, beside starting a process.
  package func call(
    _ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    counter.add()
    if tool >= traits.count || traits[tool].runsProgram {
      try home.prepare()
      try gitGuard.prepare()
    }
    if let loaded, tool >= traits.count { return try await loaded.call(tool, arguments, onProgress: onProgress) }
    return try await Catalogue.call(tool, arguments, host: host, handlers: handlers, onProgress: onProgress)
  }
}

extension ToolHost {
  /// Statistics of the tools that are cached, by name. Read from memory, under one lock for each cache.
  package var cachedTools: [CachedTool] {
    cacheStatistics.map { reading in
      CachedTool(name: JSONString(definitions[reading.tool].name), statistics: reading.statistics)
    }
  }
}

extension LoadedToolTable {
  fileprivate var cachedTools: [CachedTool] {
    cacheStatistics.map { CachedTool(name: JSONString($0.name), statistics: $0.statistics) }
  }
}
