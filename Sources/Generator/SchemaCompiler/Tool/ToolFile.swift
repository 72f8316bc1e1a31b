import JSONCore
import SchemaRuntime

/// One tool file on its way from document to `CompiledTool`.
struct ToolFile {
  var reader: ToolReader
  var acknowledgements: [ToolAcknowledgement] = []
  private let sources: SourceSet
  private var document: Document { reader.document }

  init(_ document: Document, in sources: SourceSet) {
    reader = ToolReader(document)
    self.sources = sources
  }

  /// Nil when a part is missing or wrong; what is wrong is with the reader.
  mutating func compile() -> CompiledTool? {
    let root = document.root
    guard reader.object(root, of: ToolHead.members, "a tool file") else { return nil }
    let head = reader.head(root)
    let input = schema("inputSchema") { $0.inspectInput($1) }
    let output = schema("outputSchema") { $0.inspectOutput($1) }
    guard let (work, seconds) = work(head?.hints, input, output), let head, let input, let output else { return nil }
    guard let entry = listEntry(head) else { return nil }
    return CompiledTool(
      name: head.name, title: head.title, description: head.description, file: document.path, input: input,
      output: output, hints: head.hints, work: work, cache: head.cache, timeoutSeconds: seconds, listEntry: entry)
  }

  private mutating func schema(
    _ name: String, inspect: (inout ToolReader, DocumentNode) -> Void
  ) -> CompiledSchema? {
    let mend = "write {\"type\": \"object\", …}"
    guard let node = reader.require(name, in: document.root, "the tool", mend: mend) else { return nil }
    inspect(&reader, node)
    let outcome = CompiledSchema.compile(document.path, in: sources, pointer: node.pointer, mode: .strict)
    reader.diagnostics += outcome.diagnostics
    return outcome.value
  }

  private mutating func work(_ hints: CompiledTool.Hints?, _ input: CompiledSchema?, _ output: CompiledSchema?)
    -> (work: CompiledTool.Work, seconds: Int)?
  {
    let root = document.root
    let mend = "write \"exec\" for a program, or \"handler\" for a Swift implementation"
    switch (root.member("exec"), root.member("handler")) {
    case (nil, nil): reader.report(root, "the tool has neither \"exec\" nor \"handler\"", mend: mend)
    case (_?, let handler?): reader.report(handler, "the tool has both \"exec\" and \"handler\"", mend: mend)
    case (nil, let handler?): return self.handler(handler.value)
    case (let exec?, nil):
      if let member = root.member("timeoutSeconds") {
        reader.report(
          member, "the time limit of a program belongs into \"exec\"", mend: "move \"timeoutSeconds\" there")
      }
      if let input, let output { return program(exec.value, hints, input, output) }
    }
    return nil
  }

  private mutating func handler(_ node: DocumentNode) -> (work: CompiledTool.Work, seconds: Int)? {
    let seconds = reader.integer("timeoutSeconds", in: document.root, "the tool", ExecDeclaration.timeouts)
    let mend = "write \"inline\" for one that never waits, or \"background\""
    guard reader.object(node, of: ["mode"], "\"handler\""),
      let mode = reader.string("mode", in: node, "\"handler\"", mend: mend)
    else { return nil }
    guard mode == "inline" || mode == "background" else {
      reader.report(node["mode"] ?? node, "there is no mode \"\(mode)\"", mend: mend)
      return nil
    }
    return seconds.map { (.handler(inline: mode == "inline"), $0) }
  }

  private mutating func program(
    _ node: DocumentNode, _ hints: CompiledTool.Hints?, _ input: CompiledSchema, _ output: CompiledSchema
  ) -> (work: CompiledTool.Work, seconds: Int)? {
    guard let exec = reader.exec(node, output: output) else { return nil }
    acknowledgements = exec.acknowledgements
    let used = exec.usedAcknowledgements.union(reader.inspectSandbox(exec, hints))
    do throws(PatternError) {
      var proof = ArgvProof(
        exec, members: try ArgvMember.members(of: input), isReadOnly: hints?.readOnly == true, reader: reader)
      proof.usedAcknowledgements = used
      let entries = try proof.run()
      reader = proof.reader
      let plan = ProgramPlan(
        program: exec.program, entries: entries, paths: proof.paths,
        environment: EnvironmentRules.complete(exec.environment, program: exec.program),
        successCodes: exec.successCodes,
        maxOutputBytes: exec.maxOutputBytes, output: exec.output, reportsProgress: exec.reportsProgress,
        sandbox: exec.sandbox.complete(
          timeoutSeconds: exec.timeoutSeconds, startsProcesses: proof.startsProcesses))
      return (.program(plan), exec.timeoutSeconds)
    } catch {
      reader.report(
        node["argv"] ?? node, "the proof needs too much: \(error.problem)",
        mend: "use simpler patterns for what is inserted; leave counting to \"minLength\" and \"maxLength\"")
      return nil
    }
  }

  /// The tool as clients see it; nil after a report.
  private mutating func listEntry(_ head: ToolHead) -> String? {
    var texts: [String] = []
    for pointer in ["/inputSchema", "/outputSchema"] {
      let outcome = PublishedSchema.text(document.path, in: sources, pointer: pointer)
      reader.diagnostics += outcome.diagnostics
      if let text = outcome.value { texts.append(text) }
    }
    guard texts.count == 2 else { return nil }
    return ToolListEntry.text(head, input: texts[0], output: texts[1], icons: document.root["icons"])
  }
}

/// The compact JSON of a tool in `tools/list`.
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
