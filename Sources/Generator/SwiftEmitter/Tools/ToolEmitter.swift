import JSONCore
package import SchemaCompiler
import SchemaRuntime

/// Prints the Swift of one tool file.
///
/// Input and output share one scope, so that a reader finds both together, and share its names, so that a
/// definition that both use is not declared twice under one name.
package struct ToolEmitter {
  private let tool: CompiledTool
  private let scope: String
  private let input: SchemaEmitter
  private let output: SchemaEmitter

  /// A tool whose types are all its own.
  package init(_ tool: CompiledTool) {
    self.init(tool, types: TargetTypes(TargetFiles(SourceSet(), settings: GenerationSettings())))
  }

  init(_ tool: CompiledTool, types: TargetTypes) {
    self.tool = tool
    let scope = Self.typeName(tool.name)
    func emitter(_ schema: CompiledSchema, _ name: String, _ names: Namer, _ parts: EmittedParts) -> SchemaEmitter {
      let home = types.home(schema, of: tool.file, scope: scope, rootName: name, names: names, parts: parts)
      return SchemaEmitter(home, parts: parts)
    }
    self.scope = scope
    input = emitter(
      tool.input, "Input", Namer(reserved: Self.typesBeside.union(["Output"])), tool.head.partsOfInput)
    output = emitter(tool.output, "Output", input.namesFor("Output"), tool.head.partsOfOutput)
  }

  /// `git_log` to `GitLog`.
  package static func typeName(_ name: String) -> String {
    Namer.scope(name, around: typesBeside.union(["Input", "Output"]))
  }

  /// `git_log` to `GitLogHandler`.
  static func handlerName(_ name: String) -> String { Namer.bare(typeName(name)) + "Handler" }

  /// What the code of tools names besides the types of their schemas.
  ///
  /// The types of a schema are nested in the tool's enum: one with such a name would shadow what the code
  /// beside it means.
  private static let typesBeside: Set<String> = [
    "ArgumentVector", "Catalogue", "DeclaredTool", "Handler", "ProgramTool", "ToolDefinition", "ToolFailure",
    "ProgramFeed", "ToolCatalogue", "ToolContext", "ToolHandlers", "ToolHost", "ToolProgress", "ToolRuntime",
    "definition",
  ]

  /// `git_log` to `gitLog`: the requirement a handler implements.
  package static func functionName(_ name: String) -> String {
    var names = Namer()
    return names.member(name)
  }

  /// In the order in which people ask: what goes in, what comes out, what it says of itself, how it is run.
  package func file() -> SwiftFile {
    var printer = CodePrinter()
    SwiftFile.header(
      source: "Schemas/" + tool.file, imports: ["JSONCore", "SchemaRuntime"], into: &printer)
    printer.line("public import ToolRuntime")
    printer.line()
    printer.comment(SwiftLiteral.comment(tool.description))
    printer.line("public enum \(scope) {}")
    printer.line()
    input.emit(into: &printer)
    printer.line()
    output.emit(into: &printer)
    printer.line()
    emitDefinition(&printer)
    switch tool.work {
    case .program(let plan): ArgumentsEmitter(plan: plan, input: input.planner, scope: scope).emit(&printer)
    case .handler(let inline): emitHandler(inline: inline, &printer)
    }
    return SwiftFile(name: Namer.bare(scope) + ".swift", text: printer.text)
  }

  /// A protocol for each tool and not a closure: its requirement carries the types, and what implements it can hold
  /// state.
  private func emitHandler(inline: Bool, _ printer: inout CodePrinter) {
    let effects = inline ? "throws(ToolFailure)" : "async throws(ToolFailure)"
    let context = tool.head.usesContext ? ", _ context: ToolContext" : ""
    printer.line()
    printer.comment("What Swift code must provide for `\(tool.name)`.")
    printer.block("public protocol \(Self.handlerName(tool.name)): Sendable {") { printer in
      printer.line(
        "func \(Self.functionName(tool.name))(_ input: \(scope).Input\(context)) \(effects) -> \(scope).Output")
    }
  }

  // MARK: definition

  /// What the server must know before it reads a call, as one constant: it makes neither the schemas nor their
  /// programs.
  private func emitDefinition(_ printer: inout CodePrinter) {
    let conformance = if case .program = tool.work { "ProgramTool" } else { "DeclaredTool" }
    printer.block("extension \(scope): \(conformance) {") { printer in
      printer.block("public static let definition = ToolDefinition(", ")") { printer in
        printer.line("name: \(SwiftLiteral.string(tool.name)),")
        printer.line("title: \(SwiftLiteral.string(tool.title)),")
        printer.line("description: \(SwiftLiteral.string(tool.description)),")
        printer.line("file: \(SwiftLiteral.string(tool.file)),")
        printer.line(
          "hints: .init(readOnly: \(tool.hints.readOnly), destructive: \(tool.hints.destructive), "
            + "idempotent: \(tool.hints.idempotent), openWorld: \(tool.hints.openWorld)),")
        printer.line("cache: \(cache),")
        printer.line("timeoutSeconds: \(tool.timeoutSeconds),")
        printer.line("program: \(program),")
        printer.line("isInline: \(isInline),")
        if tool.head.usesContext { printer.line("usesContext: true,") }
        printer.line("listEntry: \(SwiftLiteral.string(tool.listEntry))")
      }
    }
  }

  private var isInline: Bool { if case .handler(let inline) = tool.work { inline } else { false } }

  private var cache: String {
    guard let cache = tool.cache else { return "nil" }
    return ".init(ttlSeconds: \(cache.ttlSeconds), maxEntries: \(cache.maxEntries))"
  }

  /// All on one line: it is data, made from a file that says the same in a readable way.
  private var program: String {
    guard case .program(let plan) = tool.work else { return "nil" }
    return ".init(name: \(SwiftLiteral.string(plan.program)), environment: \(environment(plan.environment)), "
      + "successCodes: \(plan.successCodes), maxOutputBytes: \(plan.maxOutputBytes), output: \(OutputCode.form(plan.output)), "
      + OutputCode.additions(plan) + "reportsProgress: \(plan.reportsProgress), sandbox: \(sandbox(plan.sandbox))"
      + ProgramInputEmitter(input: plan.input, tool: self).arguments + ")"
  }

  func environment(_ variables: [(name: String, value: String)]) -> String {
    let texts = variables.map {
      "(name: \(SwiftLiteral.string($0.name)), value: \(SwiftLiteral.string($0.value)))"
    }
    return "[\(texts.joined(separator: ", "))]"
  }

  func sandbox(_ sandbox: ProgramPlan.Sandbox) -> String {
    ".init(profile: .\(sandbox.profile), hasNetwork: \(sandbox.hasNetwork), "
      + "runsProjectCode: \(sandbox.runsProjectCode), memoryBytes: \(sandbox.memoryBytes), "
      + "cpuSeconds: \(sandbox.cpuSeconds), fileBytes: \(sandbox.fileBytes), openFiles: \(sandbox.openFiles), "
      + "processes: \(sandbox.processes), mayStartProcesses: \(sandbox.mayStartProcesses), "
      + "tier: .\(sandbox.tier))"
  }
}
