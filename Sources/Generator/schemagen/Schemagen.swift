import Glibc
import SchemaCompiler
import SwiftEmitter

/// `schemagen tool|schema|catalogue --root DIR [--display PREFIX] [--settings FILE] [--report] ([--name NAME]
/// --output FILE SOURCE...)... [--shared SOURCE...]`: reads, calls the pure generator once per output, and writes the
/// files whose bytes changed. For the build plugin, not for people.
///
/// With `--report` the size of each output and the time it took are written beside it, to `FILE.report.json`.
///
/// Several outputs to a process: the tables of Unicode, what the runtime library sets up and the files that all refer
/// to cost more than one schema does.
@main
enum Schemagen {
  static func main() {
    guard let request = Request(CommandLine.arguments.dropFirst()) else {
      complain(
        "usage: schemagen tool|schema|catalogue --root DIR [--display PREFIX] [--settings FILE] [--report] "
          + "([--name NAME] --output FILE SOURCE...)... [--shared SOURCE...]")
      exit(2)
    }
    do {
      let sources = try request.readSources()
      let settings = try request.readSettings()
      settings.diagnostics.forEach { complain($0.description) }
      guard let rules = settings.value, settings.diagnostics.isEmpty else { exit(1) }
      var failed = false
      for output in request.outputs {
        let start = clock()
        let (file, diagnostics) = request.generate(output, sources, rules)
        diagnostics.forEach { complain($0.description) }
        if let file, diagnostics.isEmpty {
          try Files.writeIfChanged(output.path, Array(file.text.utf8))
          // POSIX counts in microseconds.
          try request.report(file, to: output, seconds: Double(clock() - start) / 1_000_000)
        } else {
          failed = true
        }
      }
      if failed { exit(1) }
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

  /// A file to write and what it is made from: several sources for a catalogue, one otherwise.
  struct Output {
    let path: String
    /// What the types are named after; the file's name unless the plugin says otherwise.
    let name: String?
    var sources: [String] = []
  }

  var kind: Kind
  var root = ""
  /// How paths begin in messages.
  var display = "Schemas/"
  var settings: String?
  /// Whether sizes and times are written down.
  var reports = false
  var outputs: [Output] = []
  var shared: [String] = []

  init?(_ arguments: ArraySlice<String>) {
    guard let kind = arguments.first.flatMap(Kind.init) else { return nil }
    self.kind = kind
    var rest = arguments.dropFirst()
    var readsShared = false
    var name: String?
    while let argument = rest.popFirst() {
      switch argument {
      case "--root": root = rest.popFirst() ?? ""
      case "--name": name = rest.popFirst()
      case "--output":
        outputs.append(Output(path: rest.popFirst() ?? "", name: name))
        name = nil
      case "--display": display = rest.popFirst() ?? display
      case "--settings": settings = rest.popFirst()
      case "--report": reports = true
      case "--shared": readsShared = true
      default:
        if readsShared {
          shared.append(argument)
        } else if outputs.isEmpty {
          return nil
        } else {
          outputs[outputs.count - 1].sources.append(argument)
        }
      }
    }
    let isComplete = outputs.allSatisfy { output in
      !output.path.isEmpty && (kind == .catalogue ? !output.sources.isEmpty : output.sources.count == 1)
    }
    guard !root.isEmpty, !outputs.isEmpty, isComplete else { return nil }
  }

  func readSources() throws(FileFailure) -> SourceSet {
    var files: [SourceFile] = []
    for path in outputs.flatMap(\.sources) + shared {
      files.append(SourceFile(path: path, bytes: try Files.read(root + "/" + path)))
    }
    return SourceSet(files, displayRoot: display)
  }

  func readSettings() throws(FileFailure) -> Outcome<GenerationSettings> {
    guard let settings else { return Outcome(GenerationSettings(), []) }
    let file = SourceFile(path: settings, bytes: try Files.read(root + "/" + settings))
    let schemas = (outputs.flatMap(\.sources) + shared).filter { !$0.hasPrefix("common/") && !$0.hasPrefix("meta/") }
    return GenerationSettings.read(file, displayRoot: display, schemas: kind == .schema ? schemas : nil)
  }

  func report(_ file: SwiftFile, to output: Output, seconds: Double) throws(FileFailure) {
    guard reports else { return }
    let source = output.sources.count == 1 ? display + output.sources[0] : display
    let report = GenerationReport(source: source, file: file, seconds: seconds)
    try Files.writeIfChanged(output.path + ".report.json", report.json)
  }

  func generate(
    _ output: Output, _ files: SourceSet, _ settings: GenerationSettings
  ) -> (file: SwiftFile?, diagnostics: [Diagnostic]) {
    switch kind {
    case .tool:
      let outcome = ToolCompiler.compile(output.sources[0], in: files)
      return (outcome.value.map { ToolEmitter($0).file() }, outcome.diagnostics)
    case .schema:
      let source = output.sources[0]
      let outcome = CompiledSchema.compile(
        source, in: files, mode: settings.mode, requireBounds: settings.requireBounds)
      let parts = settings.parts(of: source)
      let published = parts.contains(.publish) ? PublishedSchema.text(source, in: files) : Outcome(nil, [])
      let file = outcome.value.map {
        SwiftFile.schema(
          $0, source: display + source, name: SwiftFile.typeName(path: output.name ?? source),
          access: settings.access, parts: parts, published: published.value, unionLines: settings.unionLines)
      }
      return (file, outcome.diagnostics + published.diagnostics)
    case .catalogue:
      // A file that does not compile is reported by its own command; here only what concerns several files.
      let tools = output.sources.compactMap { ToolCompiler.outline($0, in: files) }
      return (CatalogueEmitter(tools).file(), ToolCompiler.conflicts(output.sources, in: files))
    }
  }
}
