import JSONCore
import ProcessRunner

extension ToolHost {
  /// How often a program that reports progress is heard of, in seconds: below the 60 s after which clients give up.
  private static let heartbeatSeconds = 1

  /// Runs a declared program and returns its output in the form of the tool's result.
  func run(
    _ definition: ToolDefinition, _ argv: ArgumentVector, _ onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    // A tool without its program is not offered; it may still be called by name, or have lost it since the start.
    guard let plan = definition.program, let program = programs[plan.name] else {
      throw ToolFailure(
        .programMissing,
        "the program \(definition.program?.name ?? "") is not installed here: `securellm doctor` shows where it was looked for"
      )
    }
    try checkProject()
    let folder = try resultFolder(plan)
    defer { folder?.remove() }
    let arguments = argv.entries(result: folder?.file)
    let sandbox = try sandbox(plan, arguments, resultFolder: folder?.path)
    var request = ProcessRequest(
      program: program,
      arguments: ProgramAccess.arguments(arguments, of: plan.name, tier: sandbox.tier),
      environment: environment(plan), workingDirectory: settings.projectRoot,
      timeout: .seconds(definition.timeoutSeconds), maxOutputBytes: plan.maxOutputBytes, maxErrorBytes: 16_384,
      sandbox: sandbox)
    if plan.name == "git" { try await takeFiltersAway(from: &request, definition, plan) }
    // A constant, which the concurrent heartbeat may capture.
    let prepared = request
    let output: ProcessOutput
    do {
      output = try await withHeartbeat(plan, onProgress) { () async throws(ProcessFailure) -> ProcessOutput in
        try await runner.run(prepared)
      }
    } catch {
      if let cut = Self.cut(error, plan) { return try Self.structure(cut, definition, plan) }
      throw Self.failure(error, definition, plan)
    }
    if let folder, let result = try Self.result(folder, output, plan) {
      return try Self.structure(result, definition, plan)
    }
    // The tool file says which exit codes are results: `rg` ends with 1 when it has found nothing.
    guard case .exited(let code) = output.termination, plan.successCodes.contains(Int(code)) else {
      throw Self.failure(output, plan)
    }
    return try Self.structure(
      ProgramResult(bytes: output.standardOutput, exitCode: Int(code)), definition, plan)
  }

  /// A project that holds this server's own folders would open them, with keys and records, to every tool that reads
  /// it: `/` does, and a home.
  private func checkProject() throws(ToolFailure) {
    guard Program.isFolder(settings.projectRoot, above: settings.homeDirectory) else { return }
    throw ToolFailure(
      .sandboxUnavailable,
      "the project \(settings.projectRoot) holds this server's own files, so no program runs in it: set"
        + " SECURELLM_PROJECT_ROOT to the folder of a project")
  }

  /// Exactly this, plus what the tool file declares: nothing is inherited.
  private func environment(_ plan: ToolDefinition.Program) -> [ProcessRequest.Variable] {
    var directories = settings.programDirectories
    var fixed: [ProcessRequest.Variable] = [
      .init("HOME", settings.homeDirectory), .init("LC_ALL", "C.UTF-8"), .init("TZ", "UTC"),
      .init("TMPDIR", temporaryFolder(plan.sandbox)),
    ]
    // Whatever starts a git finds the one that takes filters away first, and that finds the real one by the variable.
    if plan.name != "git" {
      directories.insert(settings.guardDirectory, at: 0)
      if let git { fixed.append(.init(GitFilters.gitVariable, git.path)) }
    }
    return [.init("PATH", directories.joined(separator: ":"))] + fixed
      + plan.environment.map { .init($0.name, $0.value) }
  }

  /// The project's own code keeps to the project, also with what it makes for a moment: the home is that of every
  /// project.
  private func temporaryFolder(_ sandbox: ToolDefinition.Sandbox) -> String {
    sandbox.runsProjectCode && sandbox.tier == .kernel ? settings.projectRoot : settings.homeDirectory
  }

  /// Asks git for the filters of the repository, which runs none of them, and sets each to nothing for the run.
  private func takeFiltersAway(
    from request: inout ProcessRequest, _ definition: ToolDefinition, _ plan: ToolDefinition.Program
  ) async throws(ToolFailure) {
    guard let command = GitCommand(request.arguments), command.mayRunFilters else { return }
    // The same git, environment, folder and sandbox: what it lists is what the run would use.
    var query = request
    query.arguments = request.arguments.prefix(command.globals) + GitFilters.query
    query.maxOutputBytes = GitFilters.queryOutputBytes
    let output: ProcessOutput
    do {
      output = try await runner.run(query)
    } catch {
      throw Self.failure(error, definition, plan)
    }
    guard case .exited(let code) = output.termination, GitFilters.querySuccess.contains(code) else {
      throw Self.failure(output, plan)
    }
    do {
      let filters = try GitFilters(listing: output.standardOutput)
      let variables = request.environment.map { (name: $0.name, value: $0.value) }
      request.environment = try filters.disabled(in: variables).map { .init($0.name, $0.value) }
      request.arguments = command.outsideSubmodules(request.arguments)
    } catch {
      throw ToolFailure(.programFailed, "git was not run: \(error)")
    }
  }

  /// Reports once a second while `body` runs, for tools that say so. The heart beats in a task of its own, which ends
  /// with the scope whatever `body` throws.
  private func withHeartbeat<Result: Sendable>(
    _ plan: ToolDefinition.Program, _ onProgress: @escaping @Sendable (ToolProgress) -> Void,
    _ body: @escaping @Sendable () async throws(ProcessFailure) -> Result
  ) async throws(ProcessFailure) -> Result {
    guard plan.reportsProgress else { return try await body() }
    do {
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          var seconds = 0
          while !Task.isCancelled {
            try await Task.sleep(for: .seconds(Self.heartbeatSeconds))
            seconds += Self.heartbeatSeconds
            onProgress(ToolProgress(progress: Double(seconds), message: "\(plan.name) is running: \(seconds) s"))
          }
        }
        defer { group.cancelAll() }
        return try await body()
      }
    } catch let failure as ProcessFailure {
      throw failure
    } catch {
      throw .cancelled
    }
  }

  // MARK: failures

  /// A program that ended by itself, with the end of its messages as the explanation.
  private static func failure(_ output: ProcessOutput, _ plan: ToolDefinition.Program) -> ToolFailure {
    let end: String
    switch output.termination {
    case .exited(let code): end = "exit code \(code)"
    case .signalled(let signal): end = "signal \(signal)"
    }
    let message = OutputText.tail(ProgramAccess.messages(output.standardError, of: plan.name))
    return ToolFailure(
      .programFailed, "\(plan.name) ended with \(end)" + (message.isEmpty ? "" : ": \(message)"))
  }

  private static func failure(
    _ failure: ProcessFailure, _ definition: ToolDefinition, _ plan: ToolDefinition.Program
  ) -> ToolFailure {
    switch failure {
    case .timedOut(_, let partial):
      ToolFailure(
        .timedOut, "\(plan.name) was stopped after \(definition.timeoutSeconds) s, the limit of \(definition.name)",
        partialOutput: Self.partial(partial))
    case .outputTooLarge(let limit, let partial):
      ToolFailure(
        .outputTooLarge, "\(plan.name) was stopped: it wrote more than \(limit) bytes. Narrow the request",
        partialOutput: Self.partial(partial))
    case .cancelled: ToolFailure(.cancelled, "the call was cancelled")
    case .programMissing, .notExecutable: ToolFailure(.programMissing, failure.description)
    case .sandboxMissing, .sandboxFailed: ToolFailure(.sandboxUnavailable, failure.description)
    case .nulByte, .argumentTooLong, .argumentsTooLong: ToolFailure(.invalidArguments, failure.description)
    case .invalidVariableName, .workingDirectoryMissing, .spawnFailed:
      ToolFailure(.internalError, failure.description)
    }
  }

  /// The first 4,000 bytes of what was kept, for a model to see what it would have got.
  private static func partial(_ streams: CapturedStreams) -> String? {
    streams.output.isEmpty ? nil : OutputText.clean(streams.output.prefix(partialBytes))
  }

  static let partialBytes = 4000
}

/// Bounds the time of work that cannot bound itself.
enum Deadline {
  /// The work's result. After `seconds`, or when the caller is cancelled, the work's task is cancelled; how the work
  /// ends then still decides: what it has done is never reported as not done.
  static func run<Result: Sendable>(
    seconds: Int, _ work: @escaping @Sendable () async throws(ToolFailure) -> Result
  ) async throws(ToolFailure) -> Result {
    // Two tasks: the work and the clock. The first to end cancels the other, and both are waited for.
    let (end, isLate) = await withTaskGroup(of: Swift.Result<Result, ToolFailure>?.self) { group in
      group.addTask {
        do throws(ToolFailure) { return .success(try await work()) } catch { return .failure(error) }
      }
      group.addTask {
        try? await Task.sleep(for: .seconds(seconds))
        return nil
      }
      var isLate = false
      var end: Swift.Result<Result, ToolFailure>?
      for await event in group {
        if let event { end = event } else if end == nil { isLate = !Task.isCancelled }
        group.cancelAll()
      }
      return (end, isLate)
    }
    switch end {
    case .success(let result): return result
    case .failure(let failure) where !isLate: throw failure
    case .failure, nil: throw ToolFailure(.timedOut, "the call was stopped after \(seconds) s")
    }
  }
}
