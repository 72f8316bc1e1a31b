import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Prints the argv builder of a declared program: one statement group per template element.
///
/// Each element of the template was proved not to become more than one argument. So nothing is checked or quoted here:
/// the code that is printed only puts bytes behind each other, and what it prints is short enough to be read in a
/// review.
struct ArgumentsEmitter {
  let plan: ProgramPlan
  let input: TypePlanner
  let scope: String

  func emit(_ printer: inout CodePrinter) {
    printer.line()
    printer.block("extension \(scope) {") { printer in
      printer.comment(
        "The argument vector of `\(SwiftLiteral.comment(plan.program))`; every element was proved at build time.")
      printer.block("public static func arguments(_ input: Input) -> ArgumentVector {") { printer in
        printer.line("var argv = ArgumentVector()")
        // In the order of the template: the proof holds for exactly this order.
        emit(plan.entries, plan.paths, &printer)
        printer.line("return argv")
      }
    }
    if plan.input.isMade { InputEmitter(arguments: self).emit(&printer) }
  }

  func emit(_ entries: [ProgramPlan.Entry], _ paths: [Int: ProgramPlan.PathForm], _ printer: inout CodePrinter) {
    for (index, entry) in entries.enumerated() { emit(entry, paths[index], &printer) }
  }

  private func emit(_ entry: ProgramPlan.Entry, _ path: ProgramPlan.PathForm?, _ printer: inout CodePrinter) {
    switch entry {
    case .literal(let text): printer.line("argv.literal(\(SwiftLiteral.string(text)))")
    case .flag(let text, let name):
      guard let condition = condition(name) else { return }
      printer.line("if \(condition) { argv.literal(\(SwiftLiteral.string(text))) }")
    case .choice(let text, let otherwise, let name):
      guard let condition = condition(name) else { return }
      let texts = [text, otherwise].map { SwiftLiteral.string($0) }
      printer.line("argv.literal(\(condition) ? \(texts[0]) : \(texts[1]))")
    case .composed(let pieces): emit(pieces, path, &printer)
    case .spread(let name, let prefix, let suffix): emit([], name, prefix, suffix, path, &printer)
    case .repeated(let literals, let name, let prefix, let suffix): emit(literals, name, prefix, suffix, path, &printer)
    }
  }

  /// The member may be absent, have a default, or be required: `== true` covers the first and is no longer than the
  /// others.
  private func condition(_ name: String) -> String? {
    member(name).map { $0.isOptional ? "input.\($0.stored) == true" : "input.\($0.stored)" }
  }

  /// For each element the literals, and one entry with the element in it.
  private func emit(
    _ literals: [String], _ name: String, _ prefix: String, _ suffix: String, _ path: ProgramPlan.PathForm?,
    _ printer: inout CodePrinter
  ) {
    guard let member = member(name), case .array(let element) = input.plan(of: member) else { return }
    let list = "input.\(member.stored)" + (member.isOptional ? " ?? []" : "")
    let isFile = path == .file
    printer.block(isFile ? "for (index, item) in (\(list)).enumerated() {" : "for item in \(list) {") { printer in
      for literal in literals { printer.line("argv.literal(\(SwiftLiteral.string(literal)))") }
      emit(text: prefix, isFile: isFile, isFirst: true, &printer)
      printer.line("argv.value(\(value("item", input.plan(element))))")
      if !suffix.isEmpty { printer.line("argv.text(\(SwiftLiteral.string(suffix)))") }
      printer.line(end(path, name) + (isFile ? ", index)" : ")"))
    }
  }

  /// An entry with an optional member exists only when all its members do.
  ///
  /// A member that occurs twice is bound once, or the second binding would be a warning in each generated file.
  func emit(_ pieces: [ProgramPlan.Piece], _ path: ProgramPlan.PathForm?, _ printer: inout CodePrinter) {
    var bindings: [String] = []
    for case .member(let name) in pieces {
      guard let member = member(name), member.isOptional else { continue }
      let binding = "let \(member.local) = input.\(member.stored)"
      if !bindings.contains(binding) { bindings.append(binding) }
    }
    // The location of a violation is that of the first member.
    let owner = pieces.lazy.compactMap { if case .member(let name) = $0 { name } else { nil } }.first ?? ""
    let body = { (printer: inout CodePrinter) in
      if case .member? = pieces.first { emit(text: "", isFile: path == .file, isFirst: true, &printer) }
      for (index, piece) in pieces.enumerated() {
        switch piece {
        case .text(let text):
          let isInFront = index + 1 < pieces.count
          emit(text: text, isFile: path == .file && isInFront, isFirst: index == 0, &printer)
        case .result: printer.line("argv.result()")
        case .member(let name):
          guard let member = member(name) else { continue }
          let source = member.isOptional ? member.local : "input.\(member.stored)"
          let isSecret = plan.input.secretMembers.contains(name)
          printer.line("argv.\(isSecret ? "secret" : "value")(\(value(source, input.plan(of: member))))")
        }
      }
      printer.line(end(path, owner) + ")")
    }
    if bindings.isEmpty {
      body(&printer)
    } else {
      printer.block("if \(bindings.joined(separator: ", ")) {", body: body)
    }
  }

  /// Text in front of a member, with the marks where a program may begin to read a path: the whole entry; behind the
  /// `=` of an option; behind text that does not end a folder's name, as in `if={file}`.
  private func emit(text: String, isFile: Bool, isFirst: Bool, _ printer: inout CodePrinter) {
    guard isFile else {
      if !text.isEmpty { printer.line("argv.text(\(SwiftLiteral.string(text)))") }
      return
    }
    var rest = text
    if isFirst {
      if text.utf8.first == 0x2D, let equals = text.utf8.firstIndex(of: 0x3D) {
        printer.line("argv.text(\(SwiftLiteral.string(String(text[...equals]))))")
        rest = String(text[text.utf8.index(after: equals)...])
      }
      printer.line("argv.beginPath()")
    }
    guard !rest.isEmpty else { return }
    printer.line("argv.text(\(SwiftLiteral.string(rest)))")
    if rest.utf8.last != 0x2F { printer.line("argv.beginPath()") }
  }

  /// The call that ends an entry, without its closing parenthesis.
  ///
  /// The pointer of the member goes along, so that a path outside the project is refused with the argument's own
  /// position and not with that of an entry nobody sees.
  private func end(_ path: ProgramPlan.PathForm?, _ name: String) -> String {
    let pointer = SwiftLiteral.string(JSONPointer.appending(JSONString(name), to: ""))
    return switch path {
    case .file: "argv.endEntry(pathFrom: \(pointer)"
    case .flake: "argv.endEntry(flakeFrom: \(pointer)"
    case nil: "argv.endEntry("
    }
  }

  /// An enumeration gives its own text, which is a literal of the program: no byte of the request reaches the command
  /// line.
  private func value(_ source: String, _ plan: TypePlan) -> String {
    if let enumeration = plan.enumeration { return source + (enumeration.numbers.isEmpty ? ".text" : ".rawValue") }
    return switch plan {
    case .text, .number: source + ".text"
    case .string, .integer, .double, .boolean, .raw, .array, .map, .structure, .tuple, .enumeration, .union, .foreign,
      .optional:
      source
    }
  }

  private func member(_ name: String) -> StructurePlan.Member? {
    guard case .structure(let plan) = input.plan(input.schema.program.root) else { return nil }
    return plan.members.first { $0.name == JSONString(name) }
  }
}

extension CodePrinter {
  fileprivate mutating func block(_ opening: String, body: (inout CodePrinter) -> Void) { block(opening, "}", body) }
}
