package import SchemaCompiler

extension SwiftFile {
  /// The type of a whole schema.
  static let rootName = "Value"

  /// The file of a schema on its own: `audit/event.json` becomes `enum Event { struct Value … }`.
  ///
  /// - Parameter published: text of the schema that the program is to have as `publishedSchema`.
  package static func schema(
    _ schema: CompiledSchema, source: String, name: String, access: GenerationSettings.Access = .public,
    parts: EmittedParts = .type, published: String? = nil, unionLines: Int = GenerationSettings.defaultUnionLines
  ) -> SwiftFile {
    let emitter = SchemaEmitter(
      schema: schema, scope: Namer.scope(name, around: [rootName]), rootName: rootName, parts: parts,
      unionLines: unionLines)
    return SwiftFile.schema(emitter, source: source, access: access, published: published)
  }

  /// The same for types that are planned already.
  static func schema(
    _ emitter: SchemaEmitter, source: String, access: GenerationSettings.Access, published: String?
  ) -> SwiftFile {
    let scope = emitter.scope
    var code = CodePrinter(access: access.rawValue)
    emitter.emit(into: &code)
    var printer = CodePrinter(access: access.rawValue)
    let showsRuntime = (access == .public && emitter.conforms) || runtimeTypes.contains(where: code.text.contains)
    let modules = emitter.hasCode ? ["JSONCore"] + (showsRuntime ? ["SchemaRuntime"] : []) : []
    let hidden = emitter.hasCode && !showsRuntime ? ["SchemaRuntime"] : []
    header(source: source, imports: modules, hidden: hidden, into: &printer)
    printer.line("public enum \(scope) {}")
    printer.line()
    if let published {
      printer.block("extension \(scope) {") { printer in
        printer.comment("The schema as JSON, its references inlined.")
        printer.line("public static var publishedSchema: StaticString { \(SwiftLiteral.string(published)) }")
      }
      printer.line()
    }
    printer.append(code)
    return SwiftFile(name: Namer.bare(scope) + ".swift", text: printer.text)
  }

  /// What declarations can show of `SchemaRuntime`, besides its protocols.
  private static let runtimeTypes = [
    "SchemaProgram", "JSONMember<", "JSONMap<", "JSONDate", "JSONTime", "JSONUUID", "JSONURI", "JSONNumber",
    "@JSONIndirect", "@JSONBox",
  ]

  /// The file of schemas that only others refer to, when none of them needs a type: SwiftPM expects the output that the
  /// plugin announced before anyone looked into the schemas.
  static func empty(source: String, name: String) -> SwiftFile {
    var printer = CodePrinter()
    header(source: source, imports: [], into: &printer)
    printer.line("// No file of the target needs a type of these schemas.")
    return SwiftFile(name: Namer.bare(Namer.scope(name, around: [rootName])) + ".swift", text: printer.text)
  }

  /// The name of the type that a schema file gives: the last part of its path, without what follows a point. Anything
  /// else, such as a path without an ending, is made a name whole.
  ///
  /// - Parameter title: what the schema calls itself. Where that is the same name in other letters, it is the better
  ///   spelling: `openai_error.json` with the title `OpenAIError`.
  package static func typeName(path: String, title: String? = nil) -> String {
    let base =
      [".json", ".yaml", ".yml"].contains(where: path.hasSuffix)
      ? path.split(separator: "/").last?.split(separator: ".").first : nil
    let name = String(base ?? path[...])
    let spelling = title.flatMap { letters($0) == letters(name) ? $0 : nil }
    return Namer.scope(spelling ?? name, around: [rootName])
  }

  /// The letters and digits of a name, as file systems that ignore case see them.
  private static func letters(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}
