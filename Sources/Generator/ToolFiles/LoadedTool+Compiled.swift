import JSONCore
package import SchemaCompiler
import SchemaRuntime
package import ToolRuntime

extension LoadedTool {
  /// Nil for a tool that is Swift code.
  ///
  /// - Parameter shown: where its file lies, as people know it.
  package init?(_ tool: CompiledTool, shown: String) {
    guard case .program(let plan) = tool.work else { return nil }
    let members = tool.inputMembers
    self.init(
      definition: ToolDefinition(tool, plan: plan), path: shown,
      arguments: LoadedArguments(
        members: members.map { LoadedArguments.Member(name: $0.name, standard: $0.standard.flatMap(Self.value)) },
        template: ArgumentTemplate(plan, members: members.map { String($0.name) }),
        feed: FeedTemplate(plan.input, members: members.map { String($0.name) })),
      input: tool.input.program, output: tool.output.program)
  }

  /// A default by the reader that calls go through, so that both are one value.
  private static func value(_ value: JSONValue) -> ArgumentValue? {
    var writer = JSONWriter()
    value.write(to: &writer)
    var reader = JSONReader(writer.copy())
    return ArgumentValue(from: &reader)
  }
}

extension ArgumentTemplate {
  /// - Parameter members: names, in the order in which values are counted. The proof has seen that there is one for each
  ///   member of an entry.
  init(_ plan: ProgramPlan, members: [String]) {
    self.init(plan.entries, plan.paths, PlanTemplate(members))
  }

  fileprivate init(
    _ entries: [ProgramPlan.Entry], _ paths: [Int: ProgramPlan.PathForm], _ template: PlanTemplate
  ) {
    self.init(entries.enumerated().compactMap { index, entry in template.entry(entry, paths[index]) })
  }
}

extension FeedTemplate {
  /// What goes in beside the arguments, as the generated `feed(_:)` makes it.
  init(_ input: ProgramInput, members: [String]) {
    let template = PlanTemplate(members, secret: Set(input.secretMembers.map { Array($0.utf8) }))
    func part(_ name: String) -> ArgumentTemplate {
      ArgumentTemplate([.composed([.member(name)])], [0: .file], template)
    }
    self.init(
      standardInput: input.standardInput.map { ArgumentTemplate([.composed($0)], [:], template) },
      folder: input.folder.map(part), host: input.hosts.map { part($0.member) },
      pipe: input.pipe.map { ArgumentTemplate($0.entries, $0.paths, template) })
  }
}

/// From names to numbers, entry by entry.
private struct PlanTemplate {
  /// By the bytes of the name: no two spellings of a character are one member.
  let numbers: [[UInt8]: Int]
  /// The members that are secret where they are inserted.
  let secret: Set<[UInt8]>

  init(_ members: [String], secret: Set<[UInt8]> = []) {
    numbers = Dictionary(members.enumerated().map { (Array($1.utf8), $0) }) { first, _ in first }
    self.secret = secret
  }

  private func number(_ name: String) -> Int? { numbers[Array(name.utf8)] }

  private func pointer(_ name: String) -> String { JSONPointer.appending(JSONString(name), to: "") }

  func entry(_ entry: ProgramPlan.Entry, _ form: ProgramPlan.PathForm?) -> ArgumentTemplate.Entry? {
    let path: ArgumentTemplate.PathForm? =
      switch form {
      case .file: .file
      case .flake: .flake
      case nil: nil
      }
    switch entry {
    case .literal(let text): return .init(.literal(Array(text.utf8)))
    case .flag(let text, let name): return number(name).map { .init(.flag(Array(text.utf8), member: $0)) }
    case .choice(let text, let otherwise, let name):
      return number(name).map {
        .init(.choice(Array(text.utf8), otherwise: Array(otherwise.utf8), member: $0))
      }
    case .composed(let pieces):
      // The location of a violation is that of the first member.
      let owner = pieces.lazy.compactMap { if case .member(let name) = $0 { name } else { nil } }.first ?? ""
      return .init(.composed(pieces.compactMap(piece)), path: path, pointer: pointer(owner))
    case .spread(let name, let prefix, let suffix): return spread([], name, prefix, suffix, path)
    case .repeated(let literals, let name, let prefix, let suffix): return spread(literals, name, prefix, suffix, path)
    }
  }

  private func spread(
    _ literals: [String], _ name: String, _ prefix: String, _ suffix: String, _ path: ArgumentTemplate.PathForm?
  ) -> ArgumentTemplate.Entry? {
    number(name).map { number in
      .init(
        .spread(
          literals: literals.map { Array($0.utf8) }, member: number, prefix: Array(prefix.utf8),
          suffix: Array(suffix.utf8)), path: path, pointer: pointer(name))
    }
  }

  private func piece(_ piece: ProgramPlan.Piece) -> ArgumentTemplate.Piece? {
    switch piece {
    case .text(let text): .text(Array(text.utf8))
    case .member(let name): number(name).map { secret.contains(Array(name.utf8)) ? .secret($0) : .member($0) }
    case .result: .result
    }
  }
}
