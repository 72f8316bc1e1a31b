public import JSONCore
package import ProcessRunner
public import SchemaRuntime

/// Where the tools work: the project, the programs found, the caches. Made once at the start; what the generated
/// `Catalogue.call` is given, whoever calls.
public struct ToolHost: Sendable {
  /// What the process was started with; read once.
  package struct Settings: Sendable {
    /// Absolute path of the directory that programs run in.
    package var projectRoot: String
    /// Absolute directories that programs are looked up in.
    package var programDirectories: [String]
    /// Absolute path of an empty directory that programs see as their home.
    package var homeDirectory: String
    /// Absolute path of a directory that programs find before all others: its `git` takes a repository's filters away
    /// and then is the git of `programDirectories`.
    package var guardDirectory: String
    /// The tier that programs must have at least.
    package var sandboxDemand: SandboxDemand
    /// Of programs that are given any.
    package var secrets: ToolSecrets

    package init(
      projectRoot: String, programDirectories: [String], homeDirectory: String, guardDirectory: String,
      sandboxDemand: SandboxDemand = .required, secrets: ToolSecrets = ToolSecrets()
    ) {
      self.projectRoot = projectRoot
      self.programDirectories = programDirectories
      self.homeDirectory = homeDirectory
      self.guardDirectory = guardDirectory
      self.sandboxDemand = sandboxDemand
      self.secrets = secrets
    }
  }

  package let settings: Settings
  package let definitions: [ToolDefinition]
  /// By program name; a program that was not found is absent, and so are those of the project.
  package let programs: [String: Program]
  /// For programs that start one.
  let git: Program?
  /// Confines tools that ask for it. Of the system, also where tools are looked up elsewhere.
  package let bubblewrap: Program?
  let runner: ProcessRunner
  private let caches: [ResultCache?]

  package init(settings: Settings, definitions: [ToolDefinition]) {
    self.settings = settings
    self.definitions = definitions
    var programs: [String: Program] = [:]
    // Looked up once: a program that is installed later is found at the next start.
    let steps = definitions.flatMap { $0.program?.steps ?? [] }
    for name in Set(steps.filter { !$0.isOfProject }.map(\.name)) {
      programs[name] = Program.resolve(name, in: settings.programDirectories)
    }
    self.programs = programs
    git = Program.resolve("git", in: settings.programDirectories)
    bubblewrap =
      Program.resolve("bwrap", in: settings.programDirectories) ?? Program.resolve("bwrap")
    runner = ProcessRunner(demand: settings.sandboxDemand)
    caches = definitions.map { definition in
      definition.cache.map { ResultCache(timeToLive: .seconds($0.ttlSeconds), capacity: $0.maxEntries) }
    }
  }

  /// Whether the programs that the tool needs are there; tools in Swift need none.
  package func isAvailable(_ tool: Int) -> Bool { missingProgram(definitions[tool]) == nil }

  /// The first program of a tool that is not there. A program of the project counts as it is now; another one was looked
  /// for at the start, or is looked for where the tool is not one of this host's.
  package func missingProgram(_ definition: ToolDefinition) -> String? {
    definition.program?.steps.first { step in
      if step.isOfProject { return Program.beneath(settings.projectRoot, step.name) == nil }
      return programs[step.name] == nil && Program.resolve(step.name, in: settings.programDirectories) == nil
    }?.name
  }

  /// Statistics of the tools that are cached, by number.
  package var cacheStatistics: [(tool: Int, statistics: ResultCache.Statistics)] {
    caches.indices.compactMap { index in caches[index].map { (index, $0.statistics) } }
  }

  /// The `tools` array of `tools/list`.
  package func listing() -> JSONBytes {
    var writer = JSONWriter(capacity: 1 << 16)
    writer.byte(0x5B)
    var more = false
    for (index, definition) in definitions.enumerated() where isAvailable(index) {
      if more { writer.byte(0x2C) }
      more = true
      writer.raw(Array(definition.listEntry.utf8))
    }
    writer.byte(0x5D)
    return writer.take()
  }

  // MARK: calls

  /// Runs a tool that never waits.
  public func callInline<Tool: DeclaredTool>(
    _ type: Tool.Type, _ arguments: JSONSlice?, into writer: inout JSONWriter,
    work: (Tool.Input) throws(ToolFailure) -> Tool.Output
  ) throws(ToolFailure) where Tool.Output: SchemaWritable {
    let output = try work(ToolArguments.decode(type, arguments))
    output.write(to: &writer)
  }

  /// Writes the input of a tool that is cached: equal inputs give equal bytes.
  public typealias CacheKey<Input> = @Sendable (Input, inout JSONWriter) -> Void

  /// Runs a tool that Swift code implements.
  public func callHandler<Tool: DeclaredTool>(
    _ type: Tool.Type, number: Int, _ arguments: JSONSlice?, cacheKey: CacheKey<Tool.Input>? = nil,
    work: @escaping @Sendable (Tool.Input) async throws(ToolFailure) -> Tool.Output
  ) async throws(ToolFailure) -> JSONBytes where Tool.Output: SchemaWritable {
    let input = try ToolArguments.decode(type, arguments)
    let key = cacheKey.map { key in { (writer: inout JSONWriter) in key(input, &writer) } }
    return try await cached(number, key) { () async throws(ToolFailure) -> JSONBytes in
      let output = try await Deadline.run(seconds: definitions[number].timeoutSeconds) {
        () async throws(ToolFailure) -> Tool.Output in
        try await work(input)
      }
      var writer = JSONWriter()
      output.write(to: &writer)
      return writer.take()
    }
  }

  /// Runs a tool that is a program.
  public func callProgram<Tool: ProgramTool>(
    _ type: Tool.Type, number: Int, _ arguments: JSONSlice?, cacheKey: CacheKey<Tool.Input>? = nil,
    onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes where Tool.Output: SchemaValidatable {
    let input = try ToolArguments.decode(type, arguments)
    let key = cacheKey.map { key in { (writer: inout JSONWriter) in key(input, &writer) } }
    return try await runProgram(number, Tool.arguments(input), Tool.feed(input), cacheKey: key, onProgress: onProgress)
    { result in
      var reader = JSONReader(result)
      if Tool.Output.validate(&reader), reader.finish() { return nil }
      return InvalidOutput.failure(Tool.definition, SchemaInterpreter(Tool.Output.program), result)
    }
  }

  /// What is left of a call once its arguments have been read: the same for compiled and loaded tools.
  ///
  /// - Parameters:
  ///   - cacheKey: writes the input: equal inputs give equal bytes. Nil for a tool that is not cached.
  ///   - objection: why a result does not match the output schema; nil for one that does.
  func runProgram(
    _ number: Int, _ argv: ArgumentVector, _ feed: ProgramFeed, cacheKey: ((inout JSONWriter) -> Void)?,
    onProgress: @escaping @Sendable (ToolProgress) -> Void, objection: (JSONBytes) -> ToolFailure?
  ) async throws(ToolFailure) -> JSONBytes {
    // Before the cache is asked: what may be read can have changed since a result was stored.
    try checkPaths(argv.paths + feed.following.flatMap(\.paths), in: feed.folder, of: definitions[number])
    return try await cached(number, cacheKey) { () async throws(ToolFailure) -> JSONBytes in
      let result = try await run(definitions[number], argv, feed, onProgress)
      if let failure = objection(result) { throw failure }
      return result
    }
  }

  /// The result of the cache when the tool has one and there is a key for it.
  private func cached(
    _ number: Int, _ cacheKey: ((inout JSONWriter) -> Void)?, work: () async throws(ToolFailure) -> JSONBytes
  ) async throws(ToolFailure) -> JSONBytes {
    guard let cache = caches[number], let cacheKey else { return try await work() }
    var writer = JSONWriter()
    cacheKey(&writer)
    let written = writer.copy()
    // A writer makes valid UTF-8; should it not, the call is not cached.
    guard let key = JSONString(validating: written.bytes) else { return try await work() }
    return try await cache.value(for: key, work: work)
  }
}
