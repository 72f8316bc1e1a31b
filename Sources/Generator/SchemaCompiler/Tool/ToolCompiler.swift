import JSONCore

/// What became of one tool file.
package struct ToolCompilation: Sendable {
  /// Nil when there is an error.
  package var tool: CompiledTool?
  /// Sorted by file and place.
  package var diagnostics: [Diagnostic]
  /// What the author took upon himself, for the build to print.
  package var acknowledgements: [ToolAcknowledgement]
}

/// Turns tool files into `CompiledTool`s: everything is checked, every argument proved.
package enum ToolCompiler {
  /// Compiles the tool file at `path`, such as `tools/git/log.json`, with the files it refers to.
  package static func compile(_ path: String, in sources: SourceSet) -> Outcome<CompiledTool> {
    let compiled = examine(path, in: sources)
    return Outcome(compiled.tool, compiled.diagnostics)
  }

  /// The same, with what the author took upon himself.
  package static func examine(_ path: String, in sources: SourceSet) -> ToolCompilation {
    guard let source = sources[path] else {
      let missing = Diagnostic(
        file: sources.displayRoot + path, location: SourceLocation(line: 1, column: 1), pointer: "",
        message: "there is no such file", mend: "correct the path: it is relative to the schema folder")
      return ToolCompilation(tool: nil, diagnostics: [missing], acknowledgements: [])
    }
    let parsed = sources.document(of: source)
    guard let document = parsed.value else {
      return ToolCompilation(tool: nil, diagnostics: parsed.diagnostics, acknowledgements: [])
    }
    var file = ToolFile(document, in: sources)
    let tool = file.compile()
    let diagnostics = Set(file.reader.diagnostics).sorted()
    return ToolCompilation(
      tool: diagnostics.isEmpty ? tool : nil, diagnostics: diagnostics, acknowledgements: file.acknowledgements)
  }

  /// Tools of one name, or of names that differ in case and punctuation only and would share Swift names. The
  /// error stands in the later of the two.
  package static func conflicts(_ paths: [String], in sources: SourceSet) -> [Diagnostic] {
    var seen: [[UInt8]: (name: JSONString, file: String)] = [:]
    var diagnostics: [Diagnostic] = []
    for path in paths {
      guard let file = sources[path], let document = sources.document(of: file).value,
        let place = document.root["name"], let name = place.string
      else { continue }
      let key = name.bytes.filter { $0 != 0x5F && $0 != 0x2D }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      guard let first = seen[key] else {
        seen[key] = (name, document.displayPath)
        continue
      }
      let message =
        first.name == name
        ? "the tool \"\(name)\" is also in \(first.file)"
        : "the tool \"\(name)\" and \"\(first.name)\" in \(first.file) would have the same name in Swift"
      diagnostics.append(
        document.diagnostic(at: place, message, mend: "give one of the two another name, or remove it"))
    }
    return diagnostics
  }
}
