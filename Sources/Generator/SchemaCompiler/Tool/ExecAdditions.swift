import JSONCore
import SchemaRuntime

/// Reads what the result has beside what the program wrote, and where the output comes from: `exitCodeAs`,
/// `output.truncatedAs` and `output.from`.
extension ToolReader {
  /// The names of members that the runner fills; whether they are right is found by `additions`.
  func namesOfAdditions(_ exec: DocumentNode) -> Set<JSONString> {
    Set([exec["exitCodeAs"]?.string, exec["output"]?["truncatedAs"]?.string].compactMap { $0 })
  }

  /// Nil after a report.
  func additions(
    _ exec: DocumentNode, _ codes: [Int]?, _ output: ProgramPlan.Output?, _ result: OutputSchema
  ) -> ProgramPlan.Additions? {
    guard let codes, let (exitCodeAs, meanings) = exitCodeMember(exec, codes, result) else { return nil }
    var additions = ProgramPlan.Additions(truncatedAs: nil, exitCodeAs: exitCodeAs, meanings: meanings)
    if let location = exec["output"]?["truncatedAs"] {
      guard let (name, id) = addition(location, "truncatedAs", result) else { return nil }
      guard result.admitted.types(id) == .boolean else {
        report(
          location, "the output schema must declare \"\(name)\" as a boolean",
          hint: "declare it so in /outputSchema/properties")
        return nil
      }
      additions.truncatedAs = name
    }
    guard let output else { return nil }
    return inspect(additions, exec, output, result) ? additions : nil
  }

  /// A member of the result that the runner fills; nil after a report.
  func addition(_ location: DocumentNode, _ what: String, _ result: OutputSchema) -> (name: String, id: SchemaNodeID)? {
    let hint = "name a member of the output schema"
    guard let name = location.string else {
      report(location, "\"\(what)\" must be a string", hint: hint)
      return nil
    }
    guard let id = result.property(name, of: result.root) else {
      let closest = ClosestName.hint(String(name), among: result.names(of: result.root).map { String($0) })
      report(location, "the output schema has no member \"\(name)\"\(closest)", hint: hint)
      return nil
    }
    return (String(name), id)
  }

  /// One member has one source, and a result that is the program's own object gets nothing added: the program could print
  /// the same member.
  private func inspect(
    _ additions: ProgramPlan.Additions, _ exec: DocumentNode, _ output: ProgramPlan.Output, _ result: OutputSchema
  ) -> Bool {
    let exitCode = exec["exitCodeAs"]
    let truncated = exec["output"]?["truncatedAs"]
    if case .json(let member, _) = output {
      if let truncated {
        report(
          truncated, "JSON that is cut is no JSON",
          hint: "choose \"jsonLines\", \"lines\", \"records\" or \"text\", or let the program print less")
        return false
      }
      if member == nil, let exitCode {
        report(
          exitCode, "the result is the program's own object, and gets no member of the runner's",
          hint: "put what it prints under a member: {\"json\": {\"as\": …}}")
        return false
      }
    }
    let names = [additions.exitCodeAs, additions.truncatedAs, output.member].compactMap { $0 }
    if let location = exitCode ?? truncated, Set(names).count < names.count {
      report(location, "two things would fill one member of the result", hint: "give each a member of its own")
      return false
    }
    if let exitCode, truncated != nil, let name = exitCode.string, result.required(of: result.root).contains(name) {
      report(
        exitCode, "a program that is ended at its limit has no exit code, and the output schema requires \"\(name)\"",
        hint: "remove \"\(name)\" from \"required\"")
      return false
    }
    return true
  }

  // MARK: the result's file

  /// Whether the output is read from a file. Its path has to be in the arguments then, and only then: a program that is
  /// given none writes none, and a file that nobody reads is lost.
  func readsResultFile(
    _ exec: DocumentNode, _ elements: [ArgvElement]?, _ sandbox: SandboxDeclaration, maxOutputBytes: Int?
  ) -> Bool {
    let from = exec["output"]?["from"]
    if let from, from.string != "file" {
      report(from, "\"from\" must be \"file\"", hint: "leave it out to read what the program prints")
      return false
    }
    guard let elements else { return from != nil }
    let holder = elements.first(where: \.holdsResult)
    switch (from, holder) {
    case (let from?, nil):
      report(
        from, "no argument says where the program writes its result",
        hint: "write {@result} in \"argv\", as in \"--output={@result}\"")
    case (nil, let holder?):
      report(
        holder.node, "{@result} is the path of a file that nobody reads",
        hint: "add \"from\": \"file\" to \"output\"")
    case (_?, _?):
      guard let own = sandbox.fileBytes, let maxOutputBytes, own < maxOutputBytes else { return true }
      report(
        sandbox.node?["fileBytes"] ?? exec,
        "the file of the result may have \(maxOutputBytes) bytes, and the sandbox lets the program write \(own)",
        hint: "leave \"fileBytes\" out, or write \(maxOutputBytes) or more")
    case (nil, nil): return false
    }
    return from != nil
  }
}

extension ArgvElement {
  /// Whether the path of the result's file is in it.
  var holdsResult: Bool { if case .composed(let pieces) = content { pieces.contains(.result) } else { false } }
}

extension ProgramPlan.Output {
  /// The member that holds what was read; nil where it is the result itself.
  package var member: String? {
    switch self {
    case .json(let member, _), .keyValues(let member, _, _, _): member
    case .jsonLines(let member), .lines(let member), .text(let member): member
    case .records(let member, _, _, _), .columns(let member, _, _), .csv(let member, _, _, _): member
    }
  }
}
