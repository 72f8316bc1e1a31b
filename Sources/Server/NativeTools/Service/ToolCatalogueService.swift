import HostProbe
package import JSONCore
import KnowledgeStore
package import ToolRuntime
import Tools

/// The generated catalogue as servers see it: tools by number, bytes in, bytes out. `mcp`, `serve` and `tools call`
/// make one each, for the life of the process.
///
/// Numbers are those of `Catalogue`; every method that takes one has the precondition that it came from `find`.
package struct ToolCatalogueService: ToolService {
  /// What is asked about a tool on every call, close together.
  private struct Traits {
    let isInline: Bool
    let isAvailable: Bool
    let runsProgram: Bool
    let timeoutSeconds: Int
  }

  package let listing: JSONBytes
  private let host: ToolHost
  private let handlers: NativeTools
  private let home: ProgramHome
  private let gitGuard: GitGuardFolder
  private let counter: CallCounter
  private let traits: [Traits]

  /// - Parameters:
  ///   - host: over the definitions of the generated catalogue.
  ///   - counter: counts every call that is taken, also those that fail.
  package init(host: ToolHost, handlers: NativeTools, counter: CallCounter) {
    self.host = host
    self.handlers = handlers
    self.counter = counter
    home = ProgramHome(path: host.settings.homeDirectory)
    gitGuard = GitGuardFolder(path: host.settings.guardDirectory)
    listing = host.listing()
    // Programs are looked for here, once: a tool whose program is installed later needs a restart.
    traits = host.definitions.indices.map { index in
      let definition = host.definitions[index]
      return Traits(
        isInline: definition.isInline, isAvailable: host.isAvailable(index), runsProgram: definition.program != nil,
        timeoutSeconds: definition.timeoutSeconds)
    }
  }

  /// Everything wired for one workspace. Looks for programs; opens no database yet.
  ///
  /// - Parameter secrets: what the programs of tools are given.
  package init(
    workspace: Workspace, secrets: ToolSecrets = ToolSecrets(), name: String, version: String,
    started: ContinuousClock.Instant = .now
  ) {
    let settings = ToolHost.Settings(
      projectRoot: workspace.projectRoot, programDirectories: workspace.programDirectories,
      homeDirectory: workspace.programHome, guardDirectory: workspace.guardDirectory,
      sandboxDemand: workspace.sandboxDemand, secrets: secrets)
    let host = ToolHost(settings: settings, definitions: Catalogue.definitions)
    let counter = CallCounter()
    let facts = ServerFacts(
      name: name, version: version, started: started,
      toolsAvailable: host.definitions.indices.count { host.isAvailable($0) }, callsServed: { counter.count })
    let handlers = NativeTools(
      knowledge: KnowledgeStore(path: workspace.databasePath, beside: workspace.databaseBeside), probe: HostProbe(),
      facts: facts,
      cacheStatistics: { host.cachedTools })
    self.init(host: host, handlers: handlers, counter: counter)
  }

  /// The tools of `listing`: all whose program is installed, and those that need none.
  package var toolsAvailable: Int { traits.count { $0.isAvailable } }

  /// A generated switch over length and words; a tool without its program is as good as none.
  package func find(_ name: JSONString) -> Int? {
    guard let tool = Catalogue.find(name), traits[tool].isAvailable else { return nil }
    return tool
  }

  package func isInline(_ tool: Int) -> Bool { traits[tool].isInline }

  package func timeoutSeconds(_ tool: Int) -> Int { traits[tool].timeoutSeconds }

  package func hosts(_ tool: Int) -> ToolDefinition.Program.Hosts? { host.definitions[tool].program?.hosts }

  /// The program that keeps a tool from being offered; nil when it is offered, or there is no such tool.
  package func missingProgram(_ name: JSONString) -> String? { Catalogue.find(name).flatMap(host.missingProgram) }

  /// What is missing of the secrets that a tool gives its programs, in sentences.
  package func missingSecrets(_ name: JSONString) -> [String] {
    guard let program = Catalogue.find(name).flatMap({ host.definitions[$0].program }) else { return [] }
    return program.secretNames.compactMap { secret in
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
    if traits[tool].runsProgram {
      try home.prepare()
      try gitGuard.prepare()
    }
    return try await Catalogue.call(tool, arguments, host: host, handlers: handlers, onProgress: onProgress)
  }
}

extension ToolHost {
  /// Statistics of the tools that are cached, by name. Read from memory, under one lock for each cache.
  package var cachedTools: [CachedTool] {
    cacheStatistics.map { reading in
      CachedTool(name: JSONString("\(definitions[reading.tool].name)"), statistics: reading.statistics)
    }
  }
}
