import JSONCore
import SchemaRuntime

/// What single programs want of their command lines, as their files of facts say.
extension ArgvProof {
  mutating func inspectFacts(_ location: DocumentNode) {
    inspectRefused(location)
    inspectFirst(location)
    inspectCode()
    inspectNetwork(location)
  }

  /// A subcommand that starts programs elsewhere, or of which nobody knows what it does.
  private mutating func inspectRefused(_ location: DocumentNode) {
    guard let reason = facts.refusedSubcommand, let word = facts.subcommand else { return }
    reader.report(
      location, "a tool may not run \"\(exec.program) \(word)\": \(reason)",
      hint: "use another subcommand, or write a handler", rule: .program)
  }

  /// Some options count in the first place only: `curl -q` anywhere else still reads a configuration.
  private mutating func inspectFirst(_ location: DocumentNode) {
    guard let first = facts.firstArgument else { return }
    if case .literal(let word)? = exec.elements.first?.content {
      if first.words.isEmpty ? word.utf8.first == 0x2D : first.words.contains(word) { return }
    }
    let wanted = first.words.isEmpty ? "an option" : ToolReader.list(first.words)
    reader.report(
      location, "the first argument of \"\(exec.program)\" is not \(wanted): \(first.otherwise)",
      hint: "write it as the first literal", rule: .position)
  }

  /// An operand that the program runs: a filter, a script, a statement.
  private mutating func inspectCode() {
    guard let code = facts.code else { return }
    if given.contains(where: { code.exceptions.contains($0.name) && $0.isAlways }) { return }
    for (position, operand) in operandEntries.enumerated() where operand.presence != .literal {
      let isMany = if case .spread = operand.slot.element.content { true } else { false }
      guard code.range.contains(position) || isMany && position <= code.range.upperBound else { continue }
      report(
        operand.slot, "this operand is \(code.what), and what is inserted into it would be run",
        hint: "write it as a literal, and pass the value by an option that takes data", rule: .innerLanguage)
    }
  }

  /// A program that reaches for the network in a sandbox without one says something that nobody traces back to it.
  private mutating func inspectNetwork(_ location: DocumentNode) {
    guard facts.needsNetwork, exec.sandbox.profile != .network, !exec.sandbox.addsNetwork else { return }
    reader.report(
      exec.sandbox.node ?? location, "\"\(exec.program)\" needs the network, and the sandbox has none",
      hint: "write \"sandbox\": \"network\"", rule: .resources)
  }
}
