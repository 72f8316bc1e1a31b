import JSONCore

/// What became of one tool file.
package struct ToolCompilation: Sendable {
  /// Nil when there is an error.
  package var tool: CompiledTool?
  /// Sorted by file and position.
  package var diagnostics: [Diagnostic]
  /// What the author took upon himself, for the build to print.
  package var acknowledgements: [ToolAcknowledgement]
  /// What was proved of the program's arguments; nil without a program or with an error.
  package var proof: ProofReport?
}

/// Turns tool files into `CompiledTool`s: everything is checked, every argument proved.
package enum ToolCompiler {
  /// Compiles the tool file at `path`, such as `tools/git/log.json`, with the files it refers to.
  package static func compile(_ path: String, in sources: SourceSet) -> Outcome<CompiledTool> {
    SchemaFile.load(path, in: sources).then(compile)
  }

  /// The stage behind the document: the programs of both schemas, and the proof of the argument vector.
  package static func compile(_ file: SchemaFile) -> Outcome<CompiledTool> {
    let compiled = examine(file)
    return Outcome(compiled.tool, compiled.diagnostics)
  }

  /// The same, with what the author took upon himself.
  ///
  /// - Parameter countsStates: whether the report of the proof is for somebody to read, with the states of automata.
  package static func examine(_ path: String, in sources: SourceSet, countsStates: Bool = false) -> ToolCompilation {
    let loaded = SchemaFile.load(path, in: sources)
    guard let file = loaded.value else {
      return ToolCompilation(tool: nil, diagnostics: loaded.diagnostics, acknowledgements: [])
    }
    return examine(file, countsStates: countsStates)
  }

  /// Nothing is given out beside an error: a tool that is nearly right would be one whose proof has a hole.
  private static func examine(_ source: SchemaFile, countsStates: Bool = false) -> ToolCompilation {
    let log = DiagnosticLog()
    var file = ToolFile(source, log: log)
    file.countsStates = countsStates
    let tool = file.compile()
    // Files that both schemas refer to say the same twice.
    let diagnostics = Set(log.diagnostics).sorted()
    let isGood = !diagnostics.contains { $0.severity == .error }
    return ToolCompilation(
      tool: isGood ? tool : nil, diagnostics: diagnostics, acknowledgements: file.acknowledgements,
      proof: isGood ? file.proof : nil)
  }

  /// What the catalogue needs of a tool file; nil when that is not there, which the file's own compilation reports.
  package static func head(_ path: String, in sources: SourceSet) -> ToolHead? {
    guard let file = sources[path], let document = sources.document(of: file).value else { return nil }
    let reader = ToolReader(document, log: DiagnosticLog())
    return reader.head(document.root)
  }

  /// Tools of one name, or of names that differ in case and punctuation only and would share Swift names. The error is
  /// in the later of the two.
  ///
  /// Over all files at once, and therefore not by the commands that see one file each.
  package static func conflicts(_ paths: [String], in sources: SourceSet) -> [Diagnostic] {
    var seen: [[UInt8]: (name: JSONString, file: String)] = [:]
    var diagnostics: [Diagnostic] = []
    for path in paths {
      guard let file = sources[path], let document = sources.document(of: file).value,
        let location = document.root["name"], let name = location.string
      else { continue }
      let key = nameKey(name)
      guard let first = seen[key] else {
        seen[key] = (name, document.displayPath)
        continue
      }
      let message =
        first.name == name
        ? "the tool \"\(name)\" is also in \(first.file)"
        : "the tool \"\(name)\" and \"\(first.name)\" in \(first.file) would have the same name in Swift"
      diagnostics.append(
        document.diagnostic(at: location, message, hint: "give one of the two another name, or remove it"))
    }
    return diagnostics
  }

  /// What is the same for two names that differ in case and punctuation only.
  static func nameKey(_ name: JSONString) -> [UInt8] {
    name.bytes.filter { $0 != 0x5F && $0 != 0x2D }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }
}
