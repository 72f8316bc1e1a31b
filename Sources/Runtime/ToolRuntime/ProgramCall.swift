import JSONCore
import ProcessRunner

extension ToolHost {
  /// How often a program that reports progress is heard of, in seconds: below the 60 s after which clients give up.
  private static let heartbeatSeconds = 1

  /// Runs the programs of a tool and returns the output of the last in the form of the tool's result.
  func run(
    _ definition: ToolDefinition, _ argv: ArgumentVector, _ feed: ProgramFeed = ProgramFeed(),
    _ onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    guard let plan = definition.program else { throw ToolFailure(.internalError, "this tool runs no program") }
    try checkProject()
    try checkHost(feed.host, plan, definition)
    let secrets = try await secretValues(plan)
    let folder = try startFolder(feed.folder, of: definition)
    let resultFolder = try resultFolder(plan)
    defer { resultFolder?.remove() }
    let pipe = ProgramPipe(
      host: self, definition: definition, plan: plan, folder: folder, resultFolder: resultFolder, secrets: secrets,
      mask: SecretMask(Array(secrets.values) + feed.secrets))
    let vectors = [argv.entries(result: resultFolder?.file)] + feed.following.map(\.entries)
    let result = try await withHeartbeat(plan, onProgress) { () async throws(ToolFailure) -> ProgramResult in
      try await pipe.run(vectors, standardInput: feed.standardInput)
    }
    return try Self.structure(result, definition, plan)
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

  /// Reports once a second while `body` runs, for tools that say so. The heart beats in a task of its own, which ends
  /// with the scope whatever `body` throws.
  private func withHeartbeat<Result: Sendable>(
    _ plan: ToolDefinition.Program, _ onProgress: @escaping @Sendable (ToolProgress) -> Void,
    _ body: @escaping @Sendable () async throws(ToolFailure) -> Result
  ) async throws(ToolFailure) -> Result {
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
    } catch let failure as ToolFailure {
      throw failure
    } catch {
      throw ToolFailure(.cancelled, "the call was cancelled")
    }
  }
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
