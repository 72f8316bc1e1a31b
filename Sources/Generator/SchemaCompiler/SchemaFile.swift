import JSONCore

/// One schema file with everything that references in it lead to, read and indexed once however many parts of it are
/// compiled or published: a tool file has four.
package struct SchemaFile {
  package let document: Document
  private var library: SchemaLibrary
  /// The files that it may refer to.
  var sources: SourceSet { library.sources }
  private let rules: SchemaRules

  /// The first stage: from the text of a file to its document.
  package static func load(
    _ path: String, in sources: SourceSet, mode: SchemaMode = .strict, requireBounds: Bool = true
  ) -> Outcome<SchemaFile> {
    var library = SchemaLibrary(sources, isStrict: mode == .strict)
    guard let number = library.document(path) else {
      guard case .failure(let error) = library.location(path, "") else { return Outcome(nil, library.diagnostics) }
      return Outcome(nil, library.diagnostics + error.diagnostics)
    }
    let rules = SchemaRules(
      mode: mode, requireBounds: requireBounds, patternStates: PatternCompiler.defaultStateBudget,
      purpose: .generation)
    return Outcome(SchemaFile(document: library.documents[number].document, library: library, rules: rules), [])
  }

  /// The second stage: from the document to the program of the schema at `pointer`.
  ///
  /// - Parameter withDefinitions: whether the definitions at the top of the file are part of the program although
  ///   nothing refers to them, because other files do.
  /// - Parameter isUsed: whether other files refer to the definitions of this one; asked only if nothing in it does.
  package mutating func compile(
    _ pointer: String = "", withDefinitions: Bool = false, isUsed: () -> Bool = { false }
  ) -> Outcome<CompiledSchema> {
    var roots: [SchemaLibrary.Location] = []
    for pointer in [pointer] + (withDefinitions ? definitionPointers : []) {
      switch library.location(document.path, pointer) {
      case .failure(let error): return Outcome(nil, library.diagnostics + error.diagnostics)
      case .success(let location): roots.append(location)
      }
    }
    var lowering = SchemaLowering(rules: rules, library: library)
    let compiled = lowering.compile(roots[0], definitions: Array(roots.dropFirst())) { withDefinitions || isUsed() }
    library = lowering.library
    var outcome = Outcome(compiled, library.diagnostics + lowering.diagnostics)
    if !outcome.errors.isEmpty { outcome.value = nil }
    return outcome
  }

  private var definitionPointers: [String] {
    ["$defs", "definitions"].flatMap { name in (document.root[name]?.members ?? []).map(\.value.pointer) }
  }

  /// The schema at `pointer` as clients see it.
  package mutating func published(_ pointer: String = "") -> Outcome<String> {
    PublishedSchema.text(document.path, pointer, in: &library)
  }
}
