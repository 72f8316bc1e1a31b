package import JSONCore
package import SchemaCompiler
package import SchemaRuntime

/// The schema files that a command was given, with what they refer to: read from the disk, never from a network.
package struct SchemaFiles: Sendable {
  /// Files in one set, and bytes of all together.
  /// SchemaStore's whole catalogue has 951 schemas in 62 MB; a folder with 20,000 was named by mistake.
  private static let mostFiles = 20_000
  /// 1 GiB of text; each file has 64 MiB at most (`Document.maxBytes`).
  private static let mostBytes = 1 << 30

  /// Paths in the set are absolute, without the slash at the beginning: a reference may lead to any folder.
  private var sources = SourceSet(displayRoot: "/")
  /// Positions in the texts that some of the files were made from, by offset.
  /// Only of texts made from YAML: JSON is its own text.
  private var origins: [String: @Sendable (Int) -> SourceLocation] = [:]
  private var waiting: [String] = []
  /// What is below the folders of `--base-uri`.
  private var deferred: DeferredSchemas?
  private var size = 0

  package init() {}

  /// With the files and folders of `--ref` and `--base-uri`.
  /// What the command line names is read at once, so that a file that is missing is an error before any result is
  /// printed.
  package init(references: [String], bases: [BaseURI] = []) throws(SchemaFailure) {
    try addReferences(references)
    try note(bases)
    try followReferences()
  }

  /// Adds a schema file and what it refers to by path. The name it has in the set.
  package mutating func add(_ path: String) throws(SchemaFailure) -> String {
    // `..` beyond the root, or a working directory that was removed.
    guard let name = Self.name(of: path) else { throw .usage("the path of the schema leads nowhere") }
    if !sources.isKnown(name) { try insert(name, path) }
    try followReferences()
    return name
  }

  /// Adds a schema that was cut out of the file at `path`; what it refers to by path lies beside that file. `located`:
  /// positions by offset, when the text was made from YAML. The name it has in the set.
  mutating func add(
    _ path: String, _ text: [UInt8], located: (@Sendable (Int) -> SourceLocation)?
  ) throws(SchemaFailure) -> String {
    guard let name = Self.name(of: path) else { throw .usage("the working directory is gone") }
    origins[name] = located
    insertJSON(name, JSONBytes(text))
    try followReferences()
    return name
  }

  /// Adds a schema that is in memory already, under a URI or a name of its own.
  /// References of such a schema are not followed to the disk: who sends it (Bowtie, for one) must not choose files.
  package mutating func insert(_ name: String, _ bytes: [UInt8]) {
    sources.insert(SourceFile(path: name, bytes: bytes))
  }

  /// The files on the disk that were read.
  package private(set) var paths: [String] = []

  /// Whether a path is one of the files.
  package func name(ofGiven path: String) -> String? {
    guard let name = Self.name(of: path), sources.isKnown(name) else { return nil }
    return name
  }

  private static func name(of path: String) -> String? {
    DocumentFiles.absolute(path).flatMap { SourceSet.resolve($0, from: "") }
  }

  // MARK: reading

  /// Adds files, folders or patterns that schemas may refer to.
  private mutating func addReferences(_ arguments: [String]) throws(SchemaFailure) {
    let found = InputFiles(extensions: SchemaSource.extensions, mostFiles: Self.mostFiles).find(arguments)
    if let failure = found.failures.first { throw .file(failure) }
    for path in found.files {
      guard let name = Self.name(of: path) else { throw .usage("the working directory is gone") }
      if !sources.isKnown(name) { try insert(name, path) }
    }
  }

  /// Notes what is below the folders of `--base-uri`, without reading it.
  private mutating func note(_ bases: [BaseURI]) throws(SchemaFailure) {
    guard !bases.isEmpty else { return }
    var files: [String: (path: String, uri: String)] = [:]
    for base in bases {
      let found = InputFiles(extensions: SchemaSource.extensions, mostFiles: Self.mostFiles).find([base.folder])
      if let failure = found.failures.first { throw .file(failure) }
      let prefix = base.folder.utf8.last == 0x2F ? base.folder : base.folder + "/"
      for path in found.files {
        guard let name = Self.name(of: path) else { throw .usage("the working directory is gone") }
        files[name] = (path, base.uri + String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
      }
    }
    let schemas = DeferredSchemas(files)
    sources.deferFiles(schemas.uris) { schemas.load($0) }
    deferred = schemas
  }

  private mutating func insert(_ name: String, _ path: String) throws(SchemaFailure) {
    paths.append(path)
    let text = try SchemaSource.read(path, shown: "/" + name)
    size += text.json.count
    guard paths.count <= Self.mostFiles, size <= Self.mostBytes else {
      throw .file(FileFailure(path: path, reason: "too many schema files: \(paths.count), \(size) bytes"))
    }
    if text.isYAML { origins[name] = { text.location(of: $0) } }
    insertJSON(name, text.json)
  }

  /// References by path are noted while the text is at hand; URIs are the compiler's to look up.
  private mutating func insertJSON(_ name: String, _ bytes: JSONBytes) {
    sources.insert(SourceFile(path: name, bytes: bytes.bytes))
    waiting += SchemaReferences.paths(in: bytes).compactMap { SourceSet.resolve($0, from: name) }
  }

  /// A file that is not there is the compiler's to report, at the location of the reference.
  private mutating func followReferences() throws(SchemaFailure) {
    while let next = waiting.popLast() {
      guard !sources.isKnown(next), DocumentFiles.kind("/" + next) == .file else { continue }
      do throws(SchemaFailure) {
        try insert(next, "/" + next)
      } catch {
        if case .diagnostics = error { throw error }
      }
    }
  }

  // MARK: compiling

  /// A schema that can be used, and what its author should know.
  package struct Compiled: Sendable {
    /// The root may be moved: a schema that is only found by its URI is compiled behind a reference to it.
    package var program: SchemaProgram
    package let warnings: [Diagnostic]
  }

  /// Compiles a schema of the set, or a part of it.
  package func compile(
    _ name: String, pointer: String = "", _ options: SchemaOptions
  ) throws(SchemaFailure) -> Compiled {
    let outcome = CompiledSchema.compile(
      name, in: sources, pointer: pointer, mode: .standard(assertFormat: options.assertFormat), requireBounds: false,
      draft: options.dialect.draft, purpose: .validation)
    guard let compiled = outcome.value else {
      // A file that could not be read is the reason, and not that nobody has given it.
      throw deferred?.failure ?? .diagnostics(outcome.diagnostics.map(located))
    }
    return Compiled(program: compiled.program, warnings: outcome.warnings.map(located))
  }

  /// Compiles the schema that is found under a URI, among the files and the meta-schemas that every program has.
  package func compile(uri: JSONString, _ options: SchemaOptions) throws(SchemaFailure) -> Compiled {
    // A schema that only refers to it, so that it is found as every reference is.
    let name = "\u{1}reference"
    var writer = JSONWriter()
    writer.literal("{\"$ref\":")
    writer.string(uri)
    writer.byte(0x7D)
    var files = self
    files.insert(name, writer.bytes)
    do throws(SchemaFailure) {
      var compiled = try files.compile(name, options)
      let program = compiled.program
      if case .reference(let target)? = program.nodes[program.root].checks.first { compiled.program.root = target }
      return compiled
    } catch {
      guard case .diagnostics(let diagnostics) = error,
        diagnostics.contains(where: { $0.file.utf8.elementsEqual("/\(name)".utf8) })
      else { throw error }
      throw .usage("the schema that \"$schema\" names is not among the files that were given; give it with --ref")
    }
  }

  /// The diagnostic with the file's name as it was given and, for YAML, with the position in the YAML text.
  /// The compiler knows files by their path from the root; whoever gave a relative path reads an absolute one, which
  /// editors open all the same.
  private func located(_ diagnostic: Diagnostic) -> Diagnostic {
    var diagnostic = diagnostic
    let name = String(decoding: diagnostic.file.utf8.dropFirst(), as: UTF8.self)
    // JSON made from YAML is one line.
    if let location = origins[name]?(diagnostic.column - 1) ?? deferred?.location(of: diagnostic.column - 1, in: name) {
      diagnostic.line = location.line
      diagnostic.column = location.column
    }
    if name.utf8.contains(0x3A), sources[name] != nil { diagnostic.file = name }
    return diagnostic
  }
}
