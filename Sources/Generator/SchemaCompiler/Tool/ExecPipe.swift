import JSONCore
import System

/// Reads `exec.pipe`: the programs that the output goes to, one after the other.
extension ToolReader {
  private static let stepMembers = ["program", "argv", "environment", "exitCodes", "sandbox"]
  /// More is a script, and belongs in the project or in a handler.
  private static let stepLimit = 4

  /// The same declaration as of the first program, with its own parts in place of the others. Empty after a report too;
  /// what was reported is an error.
  ///
  /// - Parameter first: What the programs of a pipe share: time, size of the output, reasons.
  func pipe(_ exec: DocumentNode, after first: ExecDeclaration) -> [ExecDeclaration] {
    guard let node = exec["pipe"] else { return [] }
    let hint = "write one object per program: [{\"program\": \"sort\", \"argv\": [\"-n\"]}]"
    inspectResult(exec)
    guard let steps = node.elements, (1...Self.stepLimit).contains(steps.count) else {
      report(node, "\"pipe\" must be an array of 1 to \(Self.stepLimit) programs", hint: hint)
      return []
    }
    return steps.compactMap { step($0, exec, first) }
  }

  /// What a result has of the one program that made it. Of several it would be anybody's guess which one is meant.
  private func inspectResult(_ exec: DocumentNode) {
    if let location = exec["exitCodeAs"] {
      report(
        location, "\"exitCodeAs\" is for a tool of one program, and this one has a pipe",
        hint: "remove it, or write a tool for the program whose exit code is meant")
    }
    if let location = exec["output"]?["from"] {
      report(
        location, "\"from\" is for a tool of one program: in a pipe the output of the last is the result",
        hint: "remove it, and let the last program print the result")
    }
  }

  private func step(_ node: DocumentNode, _ exec: DocumentNode, _ first: ExecDeclaration) -> ExecDeclaration? {
    guard object(node, of: Self.stepMembers, "a program of \"pipe\"") else { return nil }
    let program = program(node, runs: exec["runs"])
    let elements = elements(node)
    let codes = exitCodes(node)
    var step = first
    step.environment = environment(
      node, program ?? "", acknowledged: Set(first.acknowledgements.map(\.option)), used: &step.usedAcknowledgements)
    step.secrets = secrets(node)
    step.sandbox = sandbox(node)
    step.readsResultFile = false
    guard let program, let elements, let codes else { return nil }
    if let holder = elements.first(where: \.holdsResult) {
      report(
        holder.node, "{@result} is for a tool of one program",
        hint: "let the last program of the pipe print the result", rule: .freeArguments)
    }
    if let location = node["exitCodes"], location.members != nil {
      report(location, "the meanings of exit codes are for a tool of one program", hint: "write the codes: \(codes)")
    }
    step.program = program
    step.elements = elements
    step.argv = node["argv"]
    step.successCodes = codes
    // What the first program runs says nothing of the others, unless they are the project's own.
    step.sandbox.runsProjectCode =
      first.sandbox.runsProjectCode
      && (ProjectProgram.isOne(program) || programs.refusal(of: program)?.isForProjectCode == true)
    step.sandbox.runs = exec["runs"]
    return step
  }
}
