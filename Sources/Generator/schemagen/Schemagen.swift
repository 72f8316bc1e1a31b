import Glibc
import SchemaCompiler
import SwiftEmitter

/// `schemagen tool|schema|catalogue --root DIR --output FILE [--name NAME] [--display PREFIX] [--settings FILE]
/// [--report FILE] SOURCE... --shared SOURCE...`: reads, calls the pure generator, and writes the file when its bytes
/// changed. For the build plugin, not for people.
@main
enum Schemagen {
  static func main() {
    guard let request = Request(CommandLine.arguments.dropFirst()) else {
      complain(
        "usage: schemagen tool|schema|catalogue --root DIR --output FILE [--name NAME] [--display PREFIX] "
          + "[--settings FILE] [--report FILE] SOURCE... [--shared SOURCE...]")
      exit(2)
    }
    do {
      let sources = try request.readSources()
      let settings = try request.readSettings()
      var (file, diagnostics) = (SwiftFile?.none, settings.diagnostics)
      if let settings = settings.value { (file, diagnostics) = request.generate(sources, settings) }
      for diagnostic in diagnostics { complain(diagnostic.description) }
      guard diagnostics.isEmpty, let file else { exit(1) }
      try Files.writeIfChanged(request.output, Array(file.text.utf8))
      try request.writeReport(file)
    } catch {
      complain("\(error)")
      exit(1)
    }
  }

  private static func complain(_ text: String) { Files.writeStandardError(text + "\n") }
}

/// What the command line asks for.
struct Request {
  enum Kind: String {
    case tool, schema, catalogue
  }

  var kind: Kind
  var root = ""
  var output = ""
  /// What the types are named after; the file's name unless the plugin says otherwise.
  var name: String?
  /// How paths begin in messages.
  var display = "Schemas/"
  var settings: String?
  /// Where the size of the file and the time it took are written down.
  var report: String?
  var sources: [String] = []
  var shared: [String] = []

  init?(_ arguments: ArraySlice<String>) {
    guard let kind = arguments.first.flatMap(Kind.init) else { return nil }
    self.kind = kind
    var rest = arguments.dropFirst()
    var readsShared = false
    while let argument = rest.popFirst() {
      switch argument {
      case "--root": root = rest.popFirst() ?? ""
      case "--output": output = rest.popFirst() ?? ""
      case "--name": name = rest.popFirst()
      case "--display": display = rest.popFirst() ?? display
      case "--settings": settings = rest.popFirst()
      case "--report": report = rest.popFirst()
      case "--shared": readsShared = true
      default: if readsShared { shared.append(argument) } else { sources.append(argument) }
      }
    }
    guard !root.isEmpty, !output.isEmpty, !sources.isEmpty else { return nil }
  }

  func readSources() throws(FileFailure) -> SourceSet {
    var files: [SourceFile] = []
    for path in sources + shared { files.append(SourceFile(path: path, bytes: try Files.read(root + "/" + path))) }
    return SourceSet(files, displayRoot: display)
  }

  func readSettings() throws(FileFailure) -> Outcome<GenerationSettings> {
    guard let settings else { return Outcome(GenerationSettings(), []) }
    let file = SourceFile(path: settings, bytes: try Files.read(root + "/" + settings))
    return GenerationSettings.read(file, displayRoot: display)
  }

  func writeReport(_ file: SwiftFile) throws(FileFailure) {
    guard let report else { return }
    let source = sources.count == 1 ? display + sources[0] : display
    // POSIX counts in microseconds.
    let seconds = Double(clock()) / 1_000_000
    try Files.writeIfChanged(report, GenerationReport(source: source, file: file, seconds: seconds).json)
  }

  func generate(_ files: SourceSet, _ settings: GenerationSettings) -> (file: SwiftFile?, diagnostics: [Diagnostic]) {
    switch kind {
    case .tool:
      let outcome = ToolCompiler.compile(sources[0], in: files)
      return (outcome.value.map { ToolEmitter($0).file() }, outcome.diagnostics)
    case .schema:
      let outcome = CompiledSchema.compile(
        sources[0], in: files, mode: settings.mode, requireBounds: settings.requireBounds)
      let file = outcome.value.map {
        SwiftFile.schema(
          $0, source: display + sources[0], name: SwiftFile.typeName(path: name ?? sources[0]), access: settings.access,
          unionLines: settings.unionLines)
      }
      return (file, outcome.diagnostics)
    case .catalogue:
      // A file that does not compile is reported by its own command; here only what concerns several files.
      let tools = sources.compactMap { ToolCompiler.outline($0, in: files) }
      return (CatalogueEmitter(tools).file(), ToolCompiler.conflicts(sources, in: files))
    }
  }
}
