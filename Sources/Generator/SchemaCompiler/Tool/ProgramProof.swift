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

  /// Complete only when nothing was reported.
  func plan(for input: CompiledSchema) throws(PatternError) -> ProgramPlan {
    let members = try ArgvMember.members(of: input)
    var proof = ArgvProof(exec, members: members, isReadOnly: hints?.readOnly == true, reader: reader)
    proof.usedAcknowledgements = exec.usedAcknowledgements.union(reader.inspectSandbox(exec, hints))
    let entries = try proof.run()
    var beside = InputProof(
      exec, members: proof.members, isIdempotent: hints?.idempotent == true, reader: reader)
    var input = try beside.run()
    proof.usedMembers.formUnion(beside.usedMembers)
    for step in exec.pipe {
      var next = ArgvProof(step, members: members, isReadOnly: hints?.readOnly == true, reader: reader)
      next.usedAcknowledgements = step.usedAcknowledgements.union(reader.inspectSandbox(step, hints))
      let entries = try next.run()
      input.pipe.append(self.step(step, next, entries))
      proof.usedMembers.formUnion(next.usedMembers)
      proof.usedAcknowledgements.formUnion(next.usedAcknowledgements)
    }
    proof.inspectRest()
    return ProgramPlan(
      program: exec.program, entries: entries, paths: proof.paths,
      environment: EnvironmentRules.complete(exec.environment, program: exec.program),
      successCodes: exec.successCodes, maxOutputBytes: exec.maxOutputBytes, output: exec.output,
      reportsProgress: exec.reportsProgress, sandbox: sandbox(exec, proof), input: input)
  }

  private func step(_ exec: ExecDeclaration, _ proof: ArgvProof, _ entries: [ProgramPlan.Entry]) -> ProgramInput.Step {
    ProgramInput.Step(
      program: exec.program, entries: entries, paths: proof.paths,
      environment: EnvironmentRules.complete(exec.environment, program: exec.program), secrets: exec.secrets,
      successCodes: exec.successCodes, sandbox: sandbox(exec, proof))
  }

  private func sandbox(_ exec: ExecDeclaration, _ proof: ArgvProof) -> ProgramPlan.Sandbox {
    exec.sandbox.complete(timeoutSeconds: exec.timeoutSeconds, startsProcesses: proof.startsProcesses)
  }
}
