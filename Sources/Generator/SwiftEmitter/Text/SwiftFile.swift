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
  ///
  /// - Parameter hidden: imports that no declaration shows to other modules: made public they would be a warning.
  static func header(source: String, imports: [String], hidden: [String] = [], into printer: inout CodePrinter) {
    printer.line("// Generated from \(SwiftLiteral.comment(source)). Edit the schema, not this file.")
    for module in imports.sorted() { printer.line("public import \(module)") }
    for module in hidden.sorted() { printer.line("import \(module)") }
    printer.line()
    if imports.isEmpty { return }
    printer.comment("Does not compile against a runtime of another generation.")
    printer.line("private typealias Handshake = GeneratedCodeVersion1")
    printer.line()
  }
}
