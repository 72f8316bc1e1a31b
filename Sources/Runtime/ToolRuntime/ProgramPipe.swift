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
  /// For the file that the one program writes its result to.
  let resultFolder: ResultFolder?
  /// By name.
  let secrets: [String: [UInt8]]
  /// For what is seen of the programs; between them nothing is replaced.
  let mask: SecretMask

  /// How much of a program's messages is kept.
  private static let errorBytes = 16_384

  /// What the last program gave; its exit code is a result, or it was ended at a limit where what fits is one.
  ///
  /// - Parameter vectors: The arguments of each program.
  func run(_ vectors: [[[UInt8]]], standardInput: [UInt8]?) async throws(ToolFailure) -> ProgramResult {
    let deadline = ContinuousClock.now + .seconds(definition.timeoutSeconds)
    let steps = plan.steps
    guard vectors.count == steps.count, let last = steps.indices.last else {
      throw ToolFailure(.internalError, "\(definition.name) has other programs than its definition")
    }
    var input = standardInput
    for index in 0..<last {
      let step = RunningStep(steps[index], index: index, isOnly: false)
      let request = try await request(step, vectors[index], input, deadline)
      let output: ProcessOutput
      do throws(ProcessFailure) { output = try await host.runner.run(request) } catch { throw failure(error, step) }
      _ = try exitCode(output, step)
      input = output.standardOutput
    }
    let step = RunningStep(steps[last], index: last, isOnly: last == 0)
    let request = try await request(step, vectors[last], input, deadline)
    return try await result(request, step)
  }

  /// The run of one program, filters of git taken away.
  private func request(
    _ step: RunningStep, _ arguments: [[UInt8]], _ input: [UInt8]?,
    _ deadline: ContinuousClock.Instant
  ) async throws(ToolFailure) -> ProcessRequest {
    let program = try host.program(step.plan)
    let sandbox = try host.sandbox(step.plan, arguments, resultFolder: resultFolder?.path)
    var request = ProcessRequest(
      program: program,
      arguments: ProgramAccess.arguments(arguments, of: step.plan.name, tier: sandbox.tier),
      environment: host.environment(step.plan, secrets: secrets), workingDirectory: host.settings.projectRoot,
      standardInput: input, timeout: Self.left(deadline), maxOutputBytes: plan.maxOutputBytes,
      maxErrorBytes: Self.errorBytes, sandbox: sandbox)
    request.startFolder = folder
    guard step.plan.name.utf8.elementsEqual("git".utf8) else { return request }
    try await takeFiltersAway(from: &request, step)
    request.timeout = Self.left(deadline)
    return request
  }

  /// A program that has no time left is stopped as one that has used it up.
  private static func left(_ deadline: ContinuousClock.Instant) -> Duration {
    max(ContinuousClock.now.duration(to: deadline), .milliseconds(1))
  }

  private func result(_ request: ProcessRequest, _ step: RunningStep) async throws(ToolFailure) -> ProgramResult {
    let output: ProcessOutput
    do throws(ProcessFailure) {
      output = try await host.runner.run(request)
    } catch {
      guard var cut = ToolHost.cut(error, plan) else { throw failure(error, step) }
      cut.bytes = mask.apply(cut.bytes, isCutBehind: true)
      return cut
    }
    if let resultFolder, let result = try ToolHost.result(resultFolder, output, plan, mask) { return result }
    let code = try exitCode(output, step)
    return ProgramResult(bytes: mask.apply(output.standardOutput), exitCode: code)
  }

  /// The tool file says which exit codes are results: `rg` ends with 1 when it has found nothing.
  private func exitCode(_ output: ProcessOutput, _ step: RunningStep) throws(ToolFailure) -> Int {
    guard case .exited(let code) = output.termination, step.plan.successCodes.contains(Int(code)) else {
      throw failure(output, step)
    }
    return Int(code)
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
    let output: ProcessOutput
    do throws(ProcessFailure) { output = try await host.runner.run(query) } catch { throw failure(error, step) }
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
}

/// A program of a call and what messages call it.
struct RunningStep: Sendable {
  let plan: ToolDefinition.Program.Step
  /// The name; of several with the position, since one program may be there twice.
  let title: String

  init(_ plan: ToolDefinition.Program.Step, index: Int, isOnly: Bool) {
    self.plan = plan
    title = isOnly ? plan.name : "\(plan.name), program \(index + 1) of the pipe,"
  }
}
