import JSONCore
import SchemaRuntime

extension ArgvProof {
  /// Absolute, or with a step upwards.
  private static let outside = "^/|(^|/)\\.\\.(/|$)"

  /// Decides whether the inserted text of the entry appended last is checked as a path before the program runs.
  ///
  /// The schema decides where it says (`x-path`); elsewhere what is known of the program does. Of a program that is not
  /// in the table any text may be a path, so no author has to think of it.
  ///
  /// - Parameter option: The option in front of the text, or joined to it; nil for an operand.
  mutating func notePath(_ parts: [ArgvPart], option: String?, isSpread: Bool = false, _ slot: ArgvSlot)
    throws(PatternError)
  {
    let isOperand = option == nil
    defer { if isOperand { operands += 1 } }
    let texts = parts.compactMap { part -> (name: String, strings: StringSet, isPath: Bool?)? in
      guard case .member(let name, let strings) = part, let member = members[JSONString(name)], member.isText else {
        return nil
      }
      return (name, strings, member.isPath)
    }
    for text in texts where text.isPath == true { try inspectContained(text.name, text.strings, slot) }
    guard !texts.isEmpty, !texts.allSatisfy({ $0.isPath == false }) else { return }
    let isDeclared = texts.contains { $0.isPath == true }
    switch facts.paths {
    case .flakes where isOperand: note(.flake)
    case _ where isDeclared: note(.file)
    case .all: note(.file)
    case .behind(let place): if isOperand, marker == place { note(.file) }
    case .operands(let skipsFirst): if isOperand, isSpread || operands > 0 || !skipsFirst { note(.file) }
    case .flakes: break
    }
    // What the author acknowledged is that the option reads or writes a file: still one of the project.
    if let option, dangerous(option) != nil { note(.file) }
  }

  private mutating func note(_ form: ProgramPlan.PathForm) { paths[entryCount - 1] = form }

  /// What the schema calls a path of the project is one whatever is inserted.
  private mutating func inspectContained(_ name: String, _ strings: StringSet, _ slot: ArgvSlot) throws(PatternError) {
    guard let witness = try strings.witness(in: PatternCompiler.compile(Self.outside), samples: ["/etc", "../x"]) else {
      return
    }
    report(
      slot, "may name a file outside the project", name, witness,
      mend:
        "use {\"$ref\": \"../../common/path.json#/$defs/projectPath\"}, or a pattern without a leading \"/\" and \"..\""
    )
  }
}

extension ArgvMember {
  /// Whether strings are inserted, by itself or by its elements.
  var isText: Bool {
    switch shape {
    case .text, .list(.text, _): true
    case .integer, .boolean, .list, .other: false
    }
  }
}
