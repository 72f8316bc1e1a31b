package import SchemaCompiler

/// A generated source file, before anyone writes it.
package struct SwiftFile: Sendable, Equatable {
  /// File name: `GitLog.swift`.
  package let name: String
  package let text: String

  /// How many lines the text has.
  package var lineCount: Int { text.utf8.count { $0 == 0x0A } }

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// What every generated file starts with.
  static func header(source: String, imports: [String], into printer: inout CodePrinter) {
    printer.line("// Generated from \(SwiftLiteral.comment(source)). Edit the schema, not this file.")
    for module in imports.sorted() { printer.line("public import \(module)") }
    printer.line()
    if imports.isEmpty { return }
    printer.comment("Does not compile against a runtime of another generation.")
    printer.line("private typealias Handshake = GeneratedCodeVersion1")
    printer.line()
  }
}

extension SwiftFile {
  /// The type of a whole schema.
  private static let rootName = "Value"

  /// The file of a schema that stands alone: `audit/event.json` becomes `enum Event { struct Value … }`.
  ///
  /// - Parameter published: text of the schema that the program is to have as `publishedSchema`.
  package static func schema(
    _ schema: CompiledSchema, source: String, name: String, access: GenerationSettings.Access = .public,
    parts: EmittedParts = .type, published: String? = nil, unionLines: Int = GenerationSettings.defaultUnionLines
  ) -> SwiftFile {
    let scope = Namer.scope(name, around: [rootName])
    let emitter = SchemaEmitter(
      schema: schema, scope: scope, rootName: rootName, parts: parts, unionLines: unionLines)
    var printer = CodePrinter(access: access.rawValue)
    header(source: source, imports: parts.hasCode ? ["JSONCore", "SchemaRuntime"] : [], into: &printer)
    printer.line("public enum \(scope) {}")
    printer.line()
    if let published {
      printer.block("extension \(scope) {") { printer in
        printer.comment("The schema as JSON, its references inlined.")
        printer.line("public static var publishedSchema: StaticString { \(SwiftLiteral.string(published)) }")
      }
      printer.line()
    }
    emitter.emit(into: &printer)
    return SwiftFile(name: Namer.bare(scope) + ".swift", text: printer.text)
  }

  /// The name of the type that a schema file gives: the last part of its path, without what follows a point. Anything
  /// else, such as a path without an ending, is made a name whole.
  package static func typeName(path: String) -> String {
    let base =
      [".json", ".yaml", ".yml"].contains(where: path.hasSuffix)
      ? path.split(separator: "/").last?.split(separator: ".").first : nil
    return Namer.scope(String(base ?? path[...]), around: [rootName])
  }
}
