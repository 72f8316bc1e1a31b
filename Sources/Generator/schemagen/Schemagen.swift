import Glibc
import SchemaCompiler
import SwiftEmitter

/// `schemagen tool|schema|catalogue --root DIR [--display PREFIX] [--settings FILE] [--report] [--served]
/// (--output FILE SOURCE...)... [--types NAME SOURCE]... [--tools SOURCE...] [--shared SOURCE...]`: reads, calls the
/// pure generator once per output, and writes the files whose bytes changed. For the build plugin, not for people.
///
/// `--types` says which files of the target give types, and what their enums are made from: files use the types of
/// others by name. `--tools` are tool files that may use them.
///
/// `--served` is for a package of somebody else, whose server takes the catalogue as a value.
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
          + "[--served] (--output FILE SOURCE...)... [--types NAME SOURCE]... [--tools SOURCE...] [--shared SOURCE...]")
      exit(2)
    }
    do {
      let sources = try request.readSources()
      let settings = try request.readSettings()
      settings.diagnostics.forEach { complain($0.description) }
      guard let rules = settings.value, settings.diagnostics.isEmpty else { exit(1) }
      var failed = false
      let tools = request.kind == .tool ? request.outputs.flatMap(\.sources) : request.tools
      let pipeline = Pipeline(TargetFiles(sources, settings: rules, names: request.names, tools: tools))
      for output in request.outputs {
        let start = clock()
        let outcome = request.generate(output, pipeline, sources)
        outcome.diagnostics.forEach { complain($0.description) }
        if let file = outcome.value, !outcome.diagnostics.contains(where: { $0.severity == .error }) {
          try DiskFiles.writeIfChanged(output.path, Array(file.text.utf8))
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

  private static func complain(_ text: String) { DiskFiles.writeStandardError(text + "\n") }
}

/// What the command line asks for.
struct Request {
  enum Kind: String {
    case tool, schema, catalogue
  }

  /// A file to write and what it is made from: several sources for a catalogue, one otherwise.
  struct Output {
    let path: String
    var sources: [String] = []
  }

  var kind: Kind
  var root = ""
  /// How paths begin in messages.
  var display = "Schemas/"
  var settings: String?
  /// Whether sizes and times are written down.
  var reports = false
  /// Whether the catalogue is for a server of another package.
  var isServed = false
  var outputs: [Output] = []
  /// By path: files that give types, and what their enums are made from.
  var names: [String: String] = [:]
  var tools: [String] = []
  var shared: [String] = []

  init?(_ arguments: ArraySlice<String>) {
    guard let kind = arguments.first.flatMap(Kind.init) else { return nil }
    self.kind = kind
    var rest = arguments.dropFirst()
    // What a bare argument belongs to.
    var list = "--none"
    while let argument = rest.popFirst() {
      switch argument {
      case "--root": root = rest.popFirst() ?? ""
      case "--output":
        outputs.append(Output(path: rest.popFirst() ?? ""))
        list = argument
      case "--types":
        guard let name = rest.popFirst(), let path = rest.popFirst() else { return nil }
        names[path] = name
      case "--display": display = rest.popFirst() ?? display
      case "--settings": settings = rest.popFirst()
      case "--report": reports = true
      case "--served": isServed = true
      case "--tools", "--shared": list = argument
      default:
        switch list {
        case "--output": outputs[outputs.count - 1].sources.append(argument)
        case "--tools": tools.append(argument)
        case "--shared": shared.append(argument)
        default: return nil
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
    for path in Set(outputs.flatMap(\.sources) + names.keys + tools + shared).sorted() {
      files.append(SourceFile(path: path, bytes: try DiskFiles.read(root + "/" + path)))
    }
    return SourceSet(files, displayRoot: display)
  }

  func readSettings() throws(FileFailure) -> Outcome<GenerationSettings> {
    guard let settings else { return Outcome(GenerationSettings(), []) }
    let file = SourceFile(path: settings, bytes: try DiskFiles.read(root + "/" + settings))
    let schemas = names.keys.filter { !$0.hasPrefix("common/") && !$0.hasPrefix("meta/") }.sorted()
    return GenerationSettings.read(file, displayRoot: display, schemas: kind == .schema ? schemas : nil)
  }

  func report(_ file: SwiftFile, to output: Output, seconds: Double) throws(FileFailure) {
    guard reports else { return }
    let source = output.sources.count == 1 ? display + output.sources[0] : display
    let report = GenerationReport(source: source, file: file, seconds: seconds)
    try DiskFiles.writeIfChanged(output.path + ".report.json", report.json)
  }

  func generate(_ output: Output, _ pipeline: Pipeline, _ sources: SourceSet) -> Outcome<SwiftFile> {
    switch kind {
    case .tool: pipeline.run(.tool(output.sources[0]))
    case .schema: pipeline.run(.schema(output.sources[0], name: names[output.sources[0]]))
    case .catalogue:
      // A file that does not compile is reported by its own command; here only what concerns several files.
      Outcome(
        CatalogueEmitter(output.sources.compactMap { ToolCompiler.head($0, in: sources) }, isServed: isServed).file(),
        ToolCompiler.conflicts(output.sources, in: sources))
    }
  }
}
