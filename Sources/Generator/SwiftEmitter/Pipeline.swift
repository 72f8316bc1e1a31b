package import SchemaCompiler

/// How one schema file becomes one Swift file: `Source -> Document -> Program -> SwiftFile`. Each stage takes what the
/// one before made; what any of them has to say about the file comes out at the end.
///
/// It is a pure function of files in memory: reading and writing them is the business of whoever calls it.
package struct Pipeline {
  package enum Source: Sendable {
    /// What its enum is made from; nil: the path says it.
    case schema(String, name: String?)
    case tool(String)
  }

  private enum Program: Sendable {
    case schema(CompiledSchema, path: String, name: String?, published: String?)
    case tool(CompiledTool)
    /// Definitions for other files: they are compiled with those that use them.
    case definitions(path: String, name: String?)
  }

  private let files: TargetFiles
  private let types: TargetTypes

  package init(_ files: TargetFiles) {
    self.files = files
    types = TargetTypes(files)
  }

  package func run(_ source: Source) -> Outcome<SwiftFile> {
    document(source).then { program($0, source) }.then(swiftFile)
  }

  /// Read and indexed once: all stages ask the same library for what references lead to.
  private func document(_ source: Source) -> Outcome<SchemaFile> {
    switch source {
    case .schema(let path, _): files.load(path)
    // Clients want bounds whatever the settings say of other schemas.
    case .tool(let path): SchemaFile.load(path, in: files.sources)
    }
  }

  private func program(_ file: SchemaFile, _ source: Source) -> Outcome<Program> {
    switch source {
    case .tool: ToolCompiler.compile(file).then { Outcome(.tool($0), []) }
    case .schema(let path, let name):
      TargetFiles.isShared(path)
        ? Outcome(.definitions(path: path, name: name), []) : schema(file, path, name)
    }
  }

  private func schema(_ file: SchemaFile, _ path: String, _ name: String?) -> Outcome<Program> {
    var file = file
    let compiled = file.compile(isUsed: { types.isUsed(path) })
    let published = files.parts(of: path).contains(.publish) ? file.published() : Outcome(nil, [])
    // Files that it refers to and that have errors are reported by both.
    let diagnostics = Array(Set(compiled.diagnostics + published.diagnostics))
    let program = compiled.value.map { Program.schema($0, path: path, name: name, published: published.value) }
    return Outcome(program, diagnostics)
  }

  private func swiftFile(_ program: Program) -> Outcome<SwiftFile> {
    switch program {
    case .tool(let tool): Outcome(ToolEmitter(tool, types: types).file(), [])
    case .schema(let schema, let path, let name, let published):
      Outcome(types.file(schema, at: path, named: name, published: published), [])
    case .definitions(let path, let name): Outcome(types.definitions(at: path, named: name), [])
    }
  }
}
