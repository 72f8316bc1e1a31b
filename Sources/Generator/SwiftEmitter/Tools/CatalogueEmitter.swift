package import SchemaCompiler

/// Prints the file that knows all tools: their list, the handlers they need, the dispatch by number.
///
/// Tools are numbers everywhere behind it: a number needs neither a table of closures nor an existential, and the
/// switch over all of them is the only code that checks it.
package struct CatalogueEmitter {
  private let tools: [ToolHead]
  private let isServed: Bool

  /// - Parameters:
  ///   - tools: in any order; the catalogue is sorted by name.
  ///   - isServed: whether a server of another package takes them as a value; ours calls the functions.
  package init(_ tools: [ToolHead], isServed: Bool = false) {
    self.isServed = isServed
    // By bytes: the order must be the same on every machine, or the same schemas would give different files.
    self.tools = tools.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
  }

  package func file() -> SwiftFile {
    var printer = CodePrinter()
    printer.line("// Generated from Schemas/tools. Edit the schemas, not this file.")
    printer.line("public import JSONCore")
    printer.line("public import SchemaRuntime")
    printer.line("public import ToolRuntime")
    printer.line()
    emitHandlers(&printer)
    printer.line()
    printer.comment("All tools of `Schemas/tools`, by number in the order of their names.")
    printer.block("public enum Catalogue {") { printer in
      emitDefinitions(&printer)
      printer.line()
      emitFind(&printer)
      printer.line()
      emitPrograms(&printer)
      printer.line()
      emitInlineCalls(&printer)
      printer.line()
      emitCalls(&printer)
      if isServed {
        printer.line()
        emitValue(&printer)
      }
    }
    return SwiftFile(name: "Catalogue.swift", text: printer.text)
  }

  /// One protocol for all of them: a tool that nobody implements is one error of the compiler, with its name.
  private func emitHandlers(_ printer: inout CodePrinter) {
    let handlers = tools.filter { if case .handler = $0.kind { true } else { false } }
    printer.comment("What Swift code must provide: one requirement per tool file with `handler`.")
    let protocols = ["Sendable"] + handlers.map { ToolEmitter.handlerName($0.name) }
    printer.line("public protocol ToolHandlers: \(protocols.joined(separator: ", ")) {}")
  }

  /// Made when it is first used; its texts are literals, which lie in the program as they are.
  private func emitDefinitions(_ printer: inout CodePrinter) {
    printer.block("public static let definitions: [ToolDefinition] = [", "]") { printer in
      for tool in tools { printer.line("\(ToolEmitter.typeName(tool.name)).definition,") }
    }
  }

  /// By length, then by words: no hashing, no allocation.
  private func emitFind(_ printer: inout CodePrinter) {
    printer.comment("The number of the tool of that name.")
    printer.block("public static func find(_ name: JSONString) -> Int? {") { printer in
      // Names differ in length first: what is left to compare is one or two names, each by words.
      printer.line("switch name.utf8Count {")
      let groups = Dictionary(grouping: tools.indices, by: { tools[$0].name.utf8.count })
      for (length, indices) in groups.sorted(by: { $0.key < $1.key }) {
        printer.line("case \(length):")
        for index in indices {
          printer.line("  if name.isEqual(to: \(SwiftLiteral.string(tools[index].name))) { return \(index) }")
        }
      }
      printer.line("default: break")
      printer.line("}")
      printer.line("return nil")
    }
  }

  /// Closures, because a program is unpacked when it is first asked for: a server that validates nothing unpacks none.
  private func emitPrograms(_ printer: inout CodePrinter) {
    printer.comment("The compiled schemas by the name `securellm validate --builtin` takes: `tools/git_log`.")
    printer.block("public static let programs: [(name: String, program: @Sendable () -> SchemaProgram)] = [", "]") {
      printer in
      for tool in tools {
        let type = ToolEmitter.typeName(tool.name)
        printer.line("(\"tools/\(tool.name)\", { \(type).Input.program }),")
        printer.line("(\"tools/\(tool.name)/output\", { \(type).Output.program }),")
      }
    }
  }

  /// Apart from the others, since calling what may wait takes a task, and such tools are to run where the request was
  /// read.
  private func emitInlineCalls(_ printer: inout CodePrinter) {
    printer.comment("Runs a tool that never waits.")
    printer.block(
      "public static func callInline(_ tool: Int, _ arguments: JSONSlice?, host: ToolHost, "
        + "handlers: some ToolHandlers, into writer: inout JSONWriter) throws(ToolFailure) {"
    ) { printer in
      printer.line("switch tool {")
      for (index, tool) in tools.enumerated() {
        guard case .handler(inline: true) = tool.kind else { continue }
        printer.line("case \(index):")
        printer.line(
          "  try host.callInline(\(ToolEmitter.typeName(tool.name)).self, arguments, into: &writer) { input throws(ToolFailure) in"
        )
        printer.line("    try handlers.\(ToolEmitter.functionName(tool.name))(input)")
        printer.line("  }")
      }
      printer.line("default: throw ToolFailure(.internalError, \"this tool does not run inline\")")
      printer.line("}")
    }
  }

  /// Inline tools are among them, for callers that wait anyway.
  private func emitCalls(_ printer: inout CodePrinter) {
    printer.comment("Runs any tool.")
    printer.block(
      "public static func call(_ tool: Int, _ arguments: JSONSlice?, host: ToolHost, handlers: some ToolHandlers, "
        + "onProgress: @escaping @Sendable (ToolProgress) -> Void) async throws(ToolFailure) -> JSONBytes {"
    ) { printer in
      printer.line("switch tool {")
      for (index, tool) in tools.enumerated() {
        let type = ToolEmitter.typeName(tool.name)
        printer.line("case \(index):")
        printer.indent { emitCall(tool, index, type, &$0) }
      }
      printer.line("default: throw ToolFailure(.notFound, \"there is no such tool\")")
      printer.line("}")
    }
  }

  /// The catalogue with the handlers it needs, for a server that knows neither.
  private func emitValue(_ printer: inout CodePrinter) {
    printer.comment("The tools for a server, with the Swift code that they need.")
    printer.block("public static func served(by handlers: some ToolHandlers) -> ToolCatalogue {") { printer in
      printer.line("ToolCatalogue(")
      printer.line("  definitions: definitions, find: { find($0) },")
      printer.block(
        "  callInline: { (tool, arguments, host, writer) throws(ToolFailure) in", "  },"
      ) { printer in
        printer.line("  try callInline(tool, arguments, host: host, handlers: handlers, into: &writer)")
      }
      printer.block(
        "  call: { (tool, arguments, host, onProgress) async throws(ToolFailure) in", "  })"
      ) { printer in
        printer.line("  try await call(tool, arguments, host: host, handlers: handlers, onProgress: onProgress)")
      }
    }
  }

  /// The closure for the cache writes the input again, since two requests that mean the same may be written
  /// differently.
  private func emitCall(_ tool: ToolHead, _ index: Int, _ type: String, _ printer: inout CodePrinter) {
    let key = tool.cache != nil ? ", cacheKey: { $0.write(to: &$1) }" : ""
    switch tool.kind {
    case .program:
      printer.line(
        "return try await host.callProgram(\(type).self, number: \(index), arguments\(key), onProgress: onProgress)")
    case .handler(let inline):
      let (progress, parameter, argument) =
        tool.usesContext ? (", onProgress: onProgress", ", context: ToolContext", ", context") : ("", "", "")
      let call =
        (inline ? "try " : "try await ") + "handlers.\(ToolEmitter.functionName(tool.name))(input\(argument))"
      printer.block(
        "return try await host.callHandler(\(type).self, number: \(index), arguments\(key)\(progress)) { "
          + "(input: \(type).Input\(parameter)) async throws(ToolFailure) -> \(type).Output in"
      ) { $0.line(call) }
    }
  }
}
