import JSONCore
import SchemaRuntime

/// Proves all that goes into the programs of a tool: the arguments of each, and what goes in beside them.
///
/// Each program is proved by itself, as if it were the only one. What only all of them show is asked at the end: a
/// member that none of them uses, a reason that none of them needs.
struct ProgramProof {
  let exec: ExecDeclaration
  let hints: ToolHead.Hints?
  let reader: ToolReader
  /// Whether somebody reads the report.
  var countsStates = false
  /// The proof of the first program, and the slots that are not of its arguments: for the report.
  private(set) var first: ArgvProof?
  private(set) var slots: [ProofReport.Slot] = []

  init(exec: ExecDeclaration, hints: ToolHead.Hints?, reader: ToolReader) {
    self.exec = exec
    self.hints = hints
    self.reader = reader
  }

  /// Complete only when nothing was reported.
  mutating func plan(for input: CompiledSchema) throws(PatternError) -> ProgramPlan {
    let members = try ArgvMember.members(of: input)
    var (proof, entries) = try prove(exec, members)
    var beside = InputProof(
      exec, members: proof.members, isIdempotent: hints?.idempotent == true, reader: reader)
    var input = try beside.run()
    slots += beside.slots
    proof.usedMembers.formUnion(beside.usedMembers)
    for (index, step) in exec.pipe.enumerated() {
      let (next, entries) = try prove(step, members)
      input.pipe.append(self.step(step, next, entries))
      slots += (next.slots + InputProof.slots(of: step.secrets)).map { $0.ofStep(index + 1) }
      proof.usedMembers.formUnion(next.usedMembers)
      proof.usedAcknowledgements.formUnion(next.usedAcknowledgements)
    }
    if !exec.isIncomplete { proof.inspectRest() }
    first = proof
    return ProgramPlan(
      program: exec.program, entries: entries, paths: proof.paths,
      environment: EnvironmentRules.complete(exec.environment, program: exec.program),
      successCodes: exec.successCodes, maxOutputBytes: exec.maxOutputBytes, output: exec.output,
      additions: exec.additions, readsResultFile: exec.readsResultFile, reportsProgress: exec.reportsProgress,
      sandbox: sandbox(exec, proof), input: input)
  }

  private func prove(
    _ exec: ExecDeclaration, _ members: [ArgvMember]
  ) throws(PatternError) -> (ArgvProof, [ProgramPlan.Entry]) {
    var proof = ArgvProof(exec, members: members, isReadOnly: hints?.readOnly == true, reader: reader)
    proof.usedAcknowledgements = exec.usedAcknowledgements.union(reader.inspectSandbox(exec, hints))
    proof.countsStates = countsStates
    let entries = try proof.run()
    return (proof, entries)
  }

  private func step(_ exec: ExecDeclaration, _ proof: ArgvProof, _ entries: [ProgramPlan.Entry]) -> ProgramInput.Step {
    ProgramInput.Step(
      program: exec.program, entries: entries, paths: proof.paths,
      environment: EnvironmentRules.complete(exec.environment, program: exec.program), secrets: exec.secrets,
      successCodes: exec.successCodes, sandbox: sandbox(exec, proof))
  }

  private func sandbox(_ exec: ExecDeclaration, _ proof: ArgvProof) -> ProgramPlan.Sandbox {
    exec.sandbox.complete(
      timeoutSeconds: exec.timeoutSeconds, startsProcesses: proof.startsProcesses,
      resultBytes: exec.readsResultFile ? exec.maxOutputBytes : nil)
  }
}

extension ProofReport.Slot {
  /// The slot of a program that reads the output of another.
  fileprivate func ofStep(_ number: Int) -> ProofReport.Slot {
    var slot = self
    slot.place = "pipe \(number) \(place)"
    return slot
  }
}
