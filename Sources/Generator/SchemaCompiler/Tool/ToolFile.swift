import JSONCore
import SchemaRuntime

/// One tool file on its way from document to `CompiledTool`.
///
/// Both schemas first, then the program: the proof of its arguments is over the compiled input, and how its output is
/// read is held against the compiled output.
struct ToolFile {
  private let reader: ToolReader
  private var source: SchemaFile
  private(set) var acknowledgements: [ToolAcknowledgement] = []
  /// What was proved of the program's arguments; nil without a program.
  private(set) var proof: ProofReport?
  /// Whether somebody reads the report.
  var countsStates = false
  private var document: Document { source.document }

  /// The log is handed in and not made here: whoever asked for the compilation also wants what there is to say of a
  /// file that gives no tool.
  init(_ source: SchemaFile, log: DiagnosticLog) {
    reader = ToolReader(source.document, log: log, programs: ProgramLibrary(source.sources))
    self.source = source
  }

  /// Nil when a part is missing or wrong; what is wrong is in the log.
  ///
  /// What is missing here has been reported by whoever missed it; this only puts the parts together.
  mutating func compile() -> CompiledTool? {
    let root = document.root
    guard reader.object(root, of: ToolHead.members, "a tool file") else { return nil }
    let head = reader.head(root)
    let input = schema("inputSchema") { $0.inspectInput($1) }
    let output = schema("outputSchema") { $0.inspectOutput($1) }
    guard let (work, seconds) = work(head?.hints, input, output), let head, let input, let output else { return nil }
    guard let entry = listEntry(head) else { return nil }
    return CompiledTool(
      head: head, input: input, output: output, work: work, timeoutSeconds: seconds, listEntry: entry)
  }

  /// Always strict, whatever the target's settings say: these schemas are a contract with clients, and the proof relies
  /// on bounds.
  private mutating func schema(
    _ name: String, inspect: (ToolReader, DocumentNode) -> Void
  ) -> CompiledSchema? {
    let hint = "write {\"type\": \"object\", …}"
    guard let node = reader.require(name, in: document.root, "the tool", hint: hint) else { return nil }
    inspect(reader, node)
    let outcome = source.compile(node.pointer)
    reader.log.add(name == "inputSchema" ? reader.tagRules(outcome.diagnostics) : outcome.diagnostics)
    return outcome.value
  }

  private var toolName: String { document.root["name"]?.string.map { String($0) } ?? "" }

  /// One or the other, never both: a tool with two ways to work would have two sets of limits.
  private mutating func work(_ hints: ToolHead.Hints?, _ input: CompiledSchema?, _ output: CompiledSchema?)
    -> (work: CompiledTool.Work, seconds: Int)?
  {
    let root = document.root
    let hint = "write \"exec\" for a program, or \"handler\" for a Swift implementation"
    switch (root.member("exec"), root.member("handler")) {
    case (nil, nil): reader.report(root, "the tool has neither \"exec\" nor \"handler\"", hint: hint)
    case (_?, let handler?): reader.report(handler, "the tool has both \"exec\" and \"handler\"", hint: hint)
    case (nil, let handler?): return self.handler(handler.value)
    case (let exec?, nil):
      if let member = root.member("timeoutSeconds") {
        reader.report(
          member, "the time limit of a program belongs in \"exec\"", hint: "move \"timeoutSeconds\" there")
      }
      if let input, let output { return program(exec.value, hints, input, output) }
    }
    return nil
  }

  /// `inline` is a promise of the author which no compiler can check: that the handler never waits.
  private func handler(_ node: DocumentNode) -> (work: CompiledTool.Work, seconds: Int)? {
    let seconds = reader.integer("timeoutSeconds", in: document.root, "the tool", ExecDeclaration.timeouts)
    let hint = "write \"inline\" for one that never waits, or \"background\""
    guard reader.object(node, of: ["mode", "context"], "\"handler\"") else { return nil }
    let context = reader.boolean("context", in: node, "\"handler\"", required: false)
    guard let mode = reader.string("mode", in: node, "\"handler\"", hint: hint) else { return nil }
    guard mode == "inline" || mode == "background" else {
      reader.report(node["mode"] ?? node, "there is no mode \"\(mode)\"", hint: hint)
      return nil
    }
    if context == true, mode == "inline", let member = node.member("context") {
      reader.report(
        member, "an inline handler has no context: its members may wait",
        hint: "write \"mode\": \"background\", or remove \"context\"")
    }
    return seconds.map { (.handler(inline: mode == "inline"), $0) }
  }

  /// The sandbox is looked at before the arguments, since what it allows decides which of them need a reason.
  private mutating func program(
    _ node: DocumentNode, _ hints: ToolHead.Hints?, _ input: CompiledSchema, _ output: CompiledSchema
  ) -> (work: CompiledTool.Work, seconds: Int)? {
    if let name = node.text("program") { reader.log.add(reader.programs.problems(name)) }
    guard let exec = reader.exec(node, output: output) else { return nil }
    acknowledgements = exec.acknowledgements
    do throws(PatternError) {
      reader.inspectExamples(input)
      var all = ProgramProof(exec: exec, hints: hints, reader: reader)
      all.countsStates = countsStates
      let plan = try all.plan(for: input)
      if let first = all.first {
        proof = Self.report(first, tool: toolName, file: document.displayPath, sandbox: plan.sandbox)
        proof?.slots += all.slots
      }
      return (.program(plan), exec.timeoutSeconds)
    } catch {
      reader.report(
        node["argv"] ?? node, "the proof needs too much: \(error.problem)",
        hint: "use simpler patterns for what is inserted; leave counting to \"minLength\" and \"maxLength\"",
        rule: .resources)
      return nil
    }
  }

  /// The tool as clients see it; nil after a report.
  ///
  /// Made at build time and kept as text: a list of a hundred tools is then a copy of bytes.
  private mutating func listEntry(_ head: ToolHead) -> String? {
    var texts: [String] = []
    for pointer in ["/inputSchema", "/outputSchema"] {
      let outcome = source.published(pointer)
      reader.log.add(outcome.diagnostics)
      if let text = outcome.value { texts.append(text) }
    }
    guard texts.count == 2 else { return nil }
    return ToolListEntry.text(head, input: texts[0], output: texts[1], icons: document.root["icons"])
  }
}

/// The compact JSON of a tool in `tools/list`.
///
/// Members in the order in which people read them: the name first, the schemas behind the text that explains them.
enum ToolListEntry {
  static func text(_ head: ToolHead, input: String, output: String, icons: DocumentNode?) -> String {
    var writer = JSONWriter()
    writer.literal("{\"name\":")
    writer.string(head.name)
    writer.literal(",\"title\":")
    writer.string(head.title)
    writer.literal(",\"description\":")
    writer.string(head.description)
    if let icons {
      writer.literal(",\"icons\":")
      icons.jsonValue.write(to: &writer)
    }
    writer.literal(",\"inputSchema\":")
    writer.raw(Array(input.utf8))
    writer.literal(",\"outputSchema\":")
    writer.raw(Array(output.utf8))
    writer.literal(",\"annotations\":{\"readOnlyHint\":")
    writer.boolean(head.hints.readOnly)
    writer.literal(",\"destructiveHint\":")
    writer.boolean(head.hints.destructive)
    writer.literal(",\"idempotentHint\":")
    writer.boolean(head.hints.idempotent)
    writer.literal(",\"openWorldHint\":")
    writer.boolean(head.hints.openWorld)
    writer.literal("}}")
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
