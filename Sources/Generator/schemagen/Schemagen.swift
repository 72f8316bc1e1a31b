import Glibc
import SchemaCompiler
import SwiftEmitter

/// `schemagen tool|schema|catalogue --root DIR --output FILE SOURCE... --shared SOURCE...`: reads, calls the pure
/// generator, and writes the file when its bytes changed. For the build plugin, not for people.
@main
enum Schemagen {
  static func main() {
    guard let request = Request(CommandLine.arguments.dropFirst()) else {
      complain("usage: schemagen tool|schema|catalogue --root DIR --output FILE SOURCE... [--shared SOURCE...]")
      exit(2)
    }
    do {
      let sources = try request.readSources()
      let result = request.generate(sources)
      for diagnostic in result.diagnostics { complain(diagnostic.description) }
      guard result.diagnostics.isEmpty, let file = result.file else { exit(1) }
      try Files.writeIfChanged(request.output, Array(file.text.utf8))
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
      case "--shared": readsShared = true
      default: if readsShared { shared.append(argument) } else { sources.append(argument) }
      }
    }
    guard !root.isEmpty, !output.isEmpty, !sources.isEmpty else { return nil }
  }

  func readSources() throws(FileFailure) -> SourceSet {
    var files: [SourceFile] = []
    for path in sources + shared { files.append(SourceFile(path: path, bytes: try Files.read(root + "/" + path))) }
    return SourceSet(files, displayRoot: "Schemas/")
  }

  func generate(_ files: SourceSet) -> (file: SwiftFile?, diagnostics: [Diagnostic]) {
    switch kind {
    case .tool:
      let outcome = ToolCompiler.compile(sources[0], in: files)
      return (outcome.value.map { ToolEmitter($0).file() }, outcome.diagnostics)
    case .schema:
      // A schema that is only measured or mirrors somebody else's protocol may leave sizes open.
      let outcome = CompiledSchema.compile(sources[0], in: files, mode: .strict, requireBounds: false)
      let file = outcome.value.map {
        SwiftFile.schema($0, source: "Schemas/" + sources[0], name: SwiftFile.typeName(path: sources[0]))
      }
      return (file, outcome.diagnostics)
    case .catalogue:
      // A file that does not compile is reported by its own command; here only what concerns several files.
      let tools = sources.compactMap { ToolCompiler.outline($0, in: files) }
      return (CatalogueEmitter(tools).file(), ToolCompiler.conflicts(sources, in: files))
    }
  }
}
