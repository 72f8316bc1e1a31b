import JSONCore
import SchemaRuntime

extension CompiledSchema {
  /// Compiles the schema at `pointer` (the root by default) of the file `path`, with everything it refers to. A pure
  /// function: what is not in `sources` or a meta-schema of the specification does not exist.
  ///
  /// There is a value only when there are no errors; warnings may come with it. `requireBounds`: whether strict mode
  /// insists on upper lengths, on `items` and on objects being declared open or closed. Strict mode checks definitions
  /// that nothing uses, too; they are no part of the program. Node 0 is the root.
  ///
  /// `draft` is for schemas that do not say which one they are written in. `patternStates` is what a pattern may cost:
  /// one whose automaton has more states is an error. `purpose`: whether code is to be generated.
  package static func compile(
    _ path: String, in sources: SourceSet, pointer: String = "", mode: SchemaMode, requireBounds: Bool = true,
    draft: Draft = .draft2020, patternStates: Int = PatternCompiler.defaultStateBudget,
    purpose: CompilationPurpose = .generation
  ) -> Outcome<CompiledSchema> {
    var library = SchemaLibrary(sources, isStrict: mode == .strict, draft: draft)
    switch library.location(path, pointer) {
    case .failure(let error): return Outcome(nil, library.diagnostics + error.diagnostics)
    case .success(let location):
      let rules = SchemaRules(
        mode: mode, requireBounds: requireBounds, patternStates: patternStates, purpose: purpose)
      var lowering = SchemaLowering(rules: rules, library: library)
      let compiled = lowering.compile(location)
      var outcome = Outcome(compiled, lowering.library.diagnostics + lowering.diagnostics)
      if !outcome.errors.isEmpty { outcome.value = nil }
      return outcome
    }
  }
}

extension CompiledSchema {
  /// The meta-schema of a draft: what every schema written in it must match. Compiled from the built-in text at each
  /// call; nil only if that text were damaged.
  package static func metaSchema(of draft: Draft) -> CompiledSchema? {
    guard let text = MetaSchemas.text(JSONString(draft.metaSchema)) else { return nil }
    let file = SourceFile(path: draft.metaSchema, text: text)
    return compile(
      file.path, in: SourceSet([file]), mode: .standard(assertFormat: false), draft: draft, purpose: .validation
    ).value
  }
}

extension SchemaLowering {
  /// The stages in order. Loops of references come before everything that follows references, which would not end on
  /// them: discriminators, declared values and defaults are skipped when there are any.
  ///
  /// - Parameters:
  ///   - others: Schemas that are part of the program although the root does not refer to them.
  ///   - isUsed: Whether other files refer to definitions that nothing here refers to.
  mutating func compile(
    _ location: SchemaLibrary.Location, definitions others: [SchemaLibrary.Location] = [],
    isUsed: () -> Bool = { false }
  ) -> CompiledSchema {
    let root = node(at: location, scope: DynamicScope.none)
    lowerWaiting()
    var defined: [SchemaNodeID] = []
    for other in others {
      defined.append(node(at: other, scope: DynamicScope.none))
      lowerWaiting()
    }
    // Other definitions are lowered behind everything that these reach, so the program is a prefix of the nodes.
    let used = nodes.count
    if rules.isStrict { lowerDefinitions() }
    var filling = DefaultFilling()
    if reportLoops() {
      // What is left of this is only run: nothing fills in defaults.
      findDiscriminators()
    } else {
      findDiscriminators()
      if rules.isStrict || rules.purpose == .generation { reportContradictions() }
      // Not beside errors: a reference that leads nowhere is what the definitions lack.
      if rules.purpose == .generation, !hasErrors { reportUnusedDefinitions(root, unless: isUsed) }
      if rules.isStrict { inspectDeclaredValues() } else { dropRefusedDefaults() }
      filling = surveyDefaults(used)
    }
    // Nodes in use never refer to those that came after them: what they refer to was queued by them.
    let program = SchemaProgram(nodes: Array(nodes[..<used]), root: root)
    return CompiledSchema(
      program: program, annotations: annotations.filter { $0.key < used }, filling: filling, definitions: defined,
      files: Set(locations[..<used].map(\.document.path)))
  }

  private var hasErrors: Bool { (library.diagnostics + diagnostics).contains { $0.severity == .error } }

  private mutating func lowerDefinitions() {
    while let location = definitions.popLast() {
      _ = node(at: location, scope: DynamicScope.none)
      lowerWaiting()
    }
  }
}

/// Why there is nothing to compile.
struct MissingLocation: Error {
  /// Empty when the file's own errors say it.
  let diagnostics: [Diagnostic]
}

extension SchemaLibrary {
  /// The value at a pointer in a file. The two ways to have nothing there differ in what the author has to do, so each
  /// has an error of its own.
  mutating func location(_ path: String, _ pointer: String) -> Result<Location, MissingLocation> {
    guard sources[path] != nil else {
      let error = Diagnostic(
        file: sources.displayRoot + path, location: SourceLocation(line: 1, column: 1), pointer: pointer,
        message: "there is no such file", hint: "correct the path: it is relative to the schema folder")
      return .failure(MissingLocation(diagnostics: [error]))
    }
    guard let number = document(path) else { return .failure(MissingLocation(diagnostics: [])) }
    let document = documents[number].document
    guard let location = location(pointer, in: number) else {
      let error = document.diagnostic(
        offset: document.root.offset, pointer: pointer, "there is nothing at \(pointer)",
        hint: "add it, or correct the pointer")
      return .failure(MissingLocation(diagnostics: [error]))
    }
    return .success(location)
  }
}
