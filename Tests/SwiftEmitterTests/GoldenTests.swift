import Foundation
import SchemaCompiler
import SwiftEmitter
import Testing

/// Whole generated files, byte for byte. They lie where people can read them, in `docs/generated`, and are compiled as
/// the target `Goldens`.
///
/// `SECURELLM_RECORD_GOLDENS=1` writes them anew and fails the run, so that nobody records by accident.
@Suite struct GoldenTests {
  private static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let folder = package.appending(path: "docs/generated")
  private static let isRecording = ProcessInfo.processInfo.environment["SECURELLM_RECORD_GOLDENS"] != nil

  @Test func generatesTheRecordedFiles() throws {
    let files = try Self.generate()
    for file in files {
      let path = Self.folder.appending(path: file.name)
      if Self.isRecording {
        try Data(file.text.utf8).write(to: path)
        Issue.record("recorded \(path.path): look at what changed, and run the tests without the variable")
      } else {
        let recorded = (try? Data(contentsOf: path)).map { String(decoding: $0, as: UTF8.self) }
        #expect(recorded == file.text, "\(file.name) changed: SECURELLM_RECORD_GOLDENS=1 records it")
      }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".swift") }
    #expect(Set(names) == Set(files.map(\.name)), "a file that nothing generates is to be deleted")
  }

  // MARK: what is generated

  private static func generate() throws -> [SwiftFile] {
    try tools() + forms() + [input()] + fixtures() + provider() + orders()
  }

  /// A program, a tool in Swift, and the catalogue of both.
  private static func tools() throws -> [SwiftFile] {
    let paths = ["tools/git/show.json", "tools/server/cache_stats.json"]
    let common = ["git", "nix", "path", "text"].map { "common/\($0)" }
    let sources = try sources("Schemas", paths + common.map { $0 + ".json" })
    let names = Dictionary(uniqueKeysWithValues: common.map { ($0 + ".json", $0) })
    let pipeline = Pipeline(TargetFiles(sources, settings: GenerationSettings(), names: names, tools: paths))
    let catalogue = CatalogueEmitter(paths.compactMap { ToolCompiler.head($0, in: sources) }).file()
    return try paths.map { try value(pipeline.run(.tool($0))) } + [catalogue]
  }

  /// Every form of argument and input that a tool can have; `ToolFilesTests` compares it with its file, loaded.
  private static func forms() throws -> [SwiftFile] {
    let path = "tools/forms/every_form.json"
    var sources = try sources("Tests/ToolFilesTests/Tools", [path])
    for file in EmbeddedSchemas.paths.filter({ $0.hasPrefix("common/") }).compactMap({ EmbeddedSchemas.file($0) }) {
      sources.insert(file)
    }
    return [try value(Pipeline(TargetFiles(sources, settings: GenerationSettings(), tools: [path])).run(.tool(path)))]
  }

  /// All that a tool file can say of what goes into a program.
  private static func input() throws -> SwiftFile {
    let sources = SourceSet([InputTool.file()], displayRoot: "Schemas/")
    let pipeline = Pipeline(TargetFiles(sources, settings: GenerationSettings(), tools: [InputTool.path]))
    return try value(pipeline.run(.tool(InputTool.path)))
  }

  /// Unions of every kind, and schemas that contain themselves.
  private static func fixtures() throws -> [SwiftFile] {
    let paths = ["fixtures/unions.json", "fixtures/recursion.json"]
    let pipeline = Pipeline(
      TargetFiles(try sources("Tests/Fixtures/Schemas", paths), settings: GenerationSettings()))
    return try paths.map { try value(pipeline.run(.schema($0, name: nil))) }
  }

  /// The request of a provider, which the proxy checks and publishes.
  private static func provider() throws -> [SwiftFile] {
    let path = "anthropic/messages_request.json"
    let settings = try settings("Sources/Generated/Providers/Schemas")
    let pipeline = Pipeline(TargetFiles(try sources("Schemas/providers", [path]), settings: settings))
    return [try value(pipeline.run(.schema(path, name: nil)))]
  }

  /// A target whose files share types.
  private static func orders() throws -> [SwiftFile] {
    let root = "Examples/Orders/Sources/Orders/Schemas"
    let names = ["order.json": "order", "events/order.json": "events/order", "common/payment.json": "payment"]
    let paths = names.keys.sorted()
    let pipeline = Pipeline(TargetFiles(try sources(root, paths), settings: try settings(root), names: names))
    return try paths.map { try value(pipeline.run(.schema($0, name: names[$0]))) }
  }

  // MARK: files

  private static func sources(_ root: String, _ paths: [String]) throws -> SourceSet {
    let files = try paths.map { path in
      SourceFile(path: path, bytes: Array(try Data(contentsOf: package.appending(path: "\(root)/\(path)"))))
    }
    return SourceSet(files, displayRoot: root + "/")
  }

  private static func settings(_ root: String) throws -> GenerationSettings {
    let name = "securellm-schemas.json"
    let bytes = try Data(contentsOf: package.appending(path: "\(root)/\(name)"))
    return try value(GenerationSettings.read(SourceFile(path: name, bytes: Array(bytes)), displayRoot: root + "/"))
  }

  private static func value<Value>(_ outcome: Outcome<Value>) throws -> Value {
    #expect(outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
    return try #require(outcome.value)
  }
}
