import JSONCore
import SchemaRuntime

extension ArgvProof {
  /// Absolute, or with a step upwards.
  static let outside = "^/|(^|/)\\.\\.(/|$)"

  /// Decides whether the inserted text of the entry appended last is checked as a path before the program runs, and
  /// refuses text that could leave the project.
  ///
  /// The schema decides where it says (`x-path`); elsewhere what is known of the program does. Of a program that is not
  /// in the table any text may be a path, so no author has to think of it.
  ///
  /// - Parameter option: The option in front of the text, or joined to it; nil for an operand.
  ///
  /// The pattern of the schema is proved here, the link that leads out of the project is found by the runner: neither
  /// alone is enough.
  mutating func notePath(
    _ parts: [ArgvPart], option: String?, isSpread: Bool = false, isAlways: Bool, _ slot: ArgvSlot
  ) throws(PatternError) {
    let isOperand = option == nil
    defer { if isOperand { operand(slot, isAlways ? .always : .maybe) } }
    let texts = parts.compactMap { part -> (name: String, strings: StringSet, isPath: Bool?)? in
      guard case .member(let name, let strings) = part, let member = members[JSONString(name)], member.isText else {
        return nil
      }
      return (name, strings, member.isPath)
    }
    guard !texts.isEmpty, !texts.allSatisfy({ $0.isPath == false }) else { return }
    let isDeclared = texts.contains { $0.isPath == true }
    guard let form = pathForm(option: option, isSpread: isSpread, isDeclared: isDeclared) else { return }
    paths[entryCount - 1] = form
    if isDeclared { inspectPure(slot) }
    for text in texts where text.isPath == true || (form == .file && text.isPath == nil) {
      guard try inspectContained(text.name, text.strings, slot) else { return }
    }
    if form == .file { try inspectContained(parts, slot) }
  }

  /// A flake is a path up to `#` only, so it is cut before it is checked.
  private func pathForm(option: String?, isSpread: Bool, isDeclared: Bool) -> ProgramPlan.PathForm? {
    let isOperand = option == nil
    if case .flakes = facts.paths, isOperand { return .flake }
    // What the author acknowledged is that the option reads or writes a file: still one of the project.
    if isDeclared || option.flatMap({ dangerous($0) }) != nil { return .file }
    if let option, facts.pathOptions.contains(option) { return .file }
    return switch facts.paths {
    case .all: .file
    case .behind(let location): isOperand && marker == location ? .file : nil
    case .operands(let skipsFirst): isOperand && (isSpread || operands > 0 || !skipsFirst) ? .file : nil
    case .flakes, .none: nil
    }
  }

  /// A declared path, and a sandbox without the project.
  ///
  /// The program would find an empty folder and say that there is no such file, which nobody would trace back to the
  /// sandbox.
  private mutating func inspectPure(_ slot: ArgvSlot) {
    guard exec.sandbox.profile == .pure else { return }
    report(
      slot, "names a file of the project, which the profile \"pure\" cannot see",
      hint: "write \"sandbox\": \"read-project\"", rule: .path)
  }

  /// What is read as a path of the project is one whatever is inserted; false after a report.
  ///
  /// Every string that the schema admits is held against it, so that a path outside is an error of the build and not a
  /// call that is refused one day.
  private mutating func inspectContained(_ name: String, _ strings: StringSet, _ slot: ArgvSlot) throws(PatternError)
    -> Bool
  {
    let outside = try PatternCompiler.compile(Self.outside)
    guard let witness = try strings.witness(in: outside, samples: ["/etc", "../x"]) else { return true }
    report(slot, "may name a file outside the project", name, witness, hint: Self.containedHint, rule: .path)
    return false
  }

  /// The same for the text around it: `/etc/{name}`, or two members that are harmless each.
  ///
  /// An option that is joined to its path is cut off first: the path begins behind the "=".
  private mutating func inspectContained(_ parts: [ArgvPart], _ slot: ArgvSlot) throws(PatternError) {
    var rest = parts[...]
    if marker == nil, case .text(let text)? = rest.first, text.first == 0x2D, let equals = text.firstIndex(of: 0x3D) {
      rest = [.text(Array(text[(equals + 1)...]))] + rest.dropFirst()
    }
    guard rest.count > 1, var language = try rest.first?.language() else { return }
    for part in rest.dropFirst() { language = try language.concat(part.language()) }
    guard let witness = try language.intersect(PatternCompiler.compile(Self.outside)).shortestWitness() else { return }
    let shown = String(decoding: witness, as: UTF8.self)
    report(
      slot, "may name a file outside the project: \"\(shown)\"", hint: Self.containedHint, rule: .path, witness: shown)
  }

  static let containedHint = """
    use {"$ref": "../../common/path.json#/$defs/projectPath"}, or a pattern without a leading "/" and "..";
    add "x-path": false to the member if the program opens no file of that name
    """
}

extension ArgvMember {
  /// Whether strings are inserted, by itself or by its elements.
  var isText: Bool {
    switch shape {
    case .text, .list(.text, _, _): true
    case .integer, .boolean, .list, .other: false
    }
  }
}
