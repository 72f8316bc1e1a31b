import ProcessRunner

/// The programs of one call, run one after the other: each gets the output of the one before as its input.
///
/// One after the other and not side by side, so that what lies between two of them is bounded, and a program that fails
/// is known before the next one has done anything. The time limit is that of all together.
struct ProgramPipe: Sendable {
  let host: ToolHost
  let definition: ToolDefinition
  let plan: ToolDefinition.Program
  /// Where they start; nil for the root of the project.
  let folder: StartFolder?
  /// By name.
  let secrets: [String: [UInt8]]
  /// For what is seen of the programs; between them nothing is replaced.
  let mask: SecretMask
  /// Where a program leaves the result; nil for a tool that reads what is printed.
  let result: ResultFolder?

  /// How much of a program's messages is kept.
  private static let errorBytes = 16_384

  /// The output of the last program, or the file that one of them has left, with the exit code of the first.
  ///
  /// - Parameter vectors: The arguments of each program.
  func run(_ vectors: [ArgumentVector], standardInput: [UInt8]?) async throws(ToolFailure) -> ProgramResult {
    let start = ContinuousClock.now
    let limit = Duration.seconds(definition.timeoutSeconds)
    let steps = plan.steps
    guard vectors.count == steps.count else {
      throw ToolFailure(.internalError, "\(definition.name) has other programs than its definition")
    }
    var input = standardInput
    var code: Int?
    var last: ProgramResult?
    for (index, step) in steps.enumerated() {
      // A program that has no time left is stopped as one that used it up.
      let left = max(limit - start.duration(to: .now), .milliseconds(1))
      let step = RunningStep(step, vectors[index], index: index, count: steps.count)
      let ended = try await run(step, input, left)
      if index == 0 { code = ended.exitCode }
      input = ended.bytes
      last = ended
    }
    guard var last else { throw ToolFailure(.internalError, "\(definition.name) has no program") }
    if let result { last = try left(in: result) }
    last.exitCode = code
    return last
  }

  private func run(
    _ step: RunningStep, _ input: [UInt8]?, _ left: Duration
  ) async throws(ToolFailure) -> ProgramResult {
    let program = try host.program(step.plan)
    let arguments = step.arguments.entries(result: result?.file)
    let sandbox = try host.sandbox(
      step.plan, arguments, resultFolder: step.arguments.results.isEmpty ? nil : result?.path)
    var request = ProcessRequest(
      program: program,
      arguments: ProgramAccess.arguments(arguments, of: step.plan.name, tier: sandbox.tier),
      environment: host.environment(step.plan, secrets: secrets), workingDirectory: host.settings.projectRoot,
      standardInput: input, timeout: left, maxOutputBytes: plan.maxOutputBytes, maxErrorBytes: Self.errorBytes,
      sandbox: sandbox)
    request.startFolder = folder
    if step.plan.name.utf8.elementsEqual("git".utf8) { try await takeFiltersAway(from: &request, step) }
    let output: ProcessOutput
    switch try await ended(request, step) {
    case .itself(let ended): output = ended
    case .cut(let bytes): return ProgramResult(bytes: bytes, isCut: true)
    }
    // The tool file says which exit codes are results: `rg` ends with 1 when it has found nothing.
    guard case .exited(let code) = output.termination, step.plan.successCodes.contains(Int(code)) else {
      if isTooLarge(step) { return ProgramResult(bytes: [], isCut: true) }
      throw failure(output, step)
    }
    return ProgramResult(bytes: output.standardOutput, exitCode: Int(code))
  }

  /// How a program came to its end.
  private enum End {
    case itself(ProcessOutput)
    /// It wrote too much, and the tool takes what fitted.
    case cut([UInt8])
  }

  /// Runs one program; what is seen of it has no secrets, but for an output that another program reads.
  private func ended(_ request: ProcessRequest, _ step: RunningStep) async throws(ToolFailure) -> End {
    do throws(ProcessFailure) {
      var output = try await host.runner.run(request)
      if step.isLast { output.streams.output = mask.apply(output.streams.output) }
      output.streams.error = mask.apply(output.streams.error, isCutInFront: output.streams.errorIsTruncated)
      return .itself(output)
    } catch {
      if step.isLast, takesWhatFits, case .outputTooLarge(_, let partial) = error {
        return .cut(mask.apply(partial.output, isCutBehind: true))
      }
      throw failure(error, step)
    }
  }

  /// Asks git for the filters of the repository, which runs none of them, and sets each to nothing for the run.
  private func takeFiltersAway(
    from request: inout ProcessRequest, _ step: RunningStep
  ) async throws(ToolFailure) {
    guard let command = GitCommand(request.arguments), command.mayRunFilters else { return }
    // The same git, environment, folder and sandbox: what it lists is what the run would use.
    var query = request
    query.arguments = request.arguments.prefix(command.globals) + GitFilters.query
    query.standardInput = nil
    query.maxOutputBytes = GitFilters.queryOutputBytes
    let output = try await answer(query, step)
    guard case .exited(let code) = output.termination, GitFilters.querySuccess.contains(code) else {
      throw failure(output, step)
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

  /// The output of git as it is: it becomes settings of the run.
  private func answer(_ query: ProcessRequest, _ step: RunningStep) async throws(ToolFailure) -> ProcessOutput {
    do throws(ProcessFailure) {
      var output = try await host.runner.run(query)
      output.streams.error = mask.apply(output.streams.error, isCutInFront: output.streams.errorIsTruncated)
      return output
    } catch {
      throw failure(error, step)
    }
  }
}

/// A program of a call and what messages call it.
struct RunningStep: Sendable {
  let plan: ToolDefinition.Program.Step
  let arguments: ArgumentVector
  let isLast: Bool
  /// The name; of several with the position, since one program may be there twice.
  let title: String

  init(_ plan: ToolDefinition.Program.Step, _ arguments: ArgumentVector, index: Int, count: Int) {
    self.plan = plan
    self.arguments = arguments
    isLast = index + 1 == count
    title = count == 1 ? plan.name : "\(plan.name), program \(index + 1) of the pipe,"
  }
}
