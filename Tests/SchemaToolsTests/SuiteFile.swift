import Foundation
import JSONCore
import SchemaCompiler
import SchemaRuntime
import SchemaTools
import SchemaValidation
import TestData

/// The official suite as the commands on schema text see it.
enum SuiteFile {
  struct Group {
    let name: String
    let schema: JSONBytes
    let instances: [JSONSlice]
  }

  private static let folder = "JSON-Schema-Test-Suite"

  static func groups(_ path: String) throws -> [Group] {
    let bytes = JSONBytes(TestData.bytes("\(folder)/tests/\(path)"))
    let file = SourceFile(path: path, bytes: bytes.bytes)
    guard let document = Document.parse(file).value else { return [] }
    return (document.root.elements ?? []).compactMap { group in
      guard let schema = group["schema"], let name = group["description"]?.string else { return nil }
      let instances = (group["tests"]?.elements ?? []).compactMap { $0["data"]?.range }
      return Group(
        name: String(name), schema: JSONBytes(schema.range.map { document.bytes[$0] }),
        instances: instances.map { JSONSlice(unchecked: document.bytes, range: $0) })
    }
  }

  /// What the suite serves under its address.
  static func options(_ dialect: Dialect) -> CorpusOptions {
    let folder = TestData.location("\(folder)/remotes") ?? ""
    return CorpusOptions(bases: [BaseURI(uri: "http://localhost:1234/", folder: folder)], dialect: dialect)
  }

  private static let remotes = TestData.paths(below: "\(folder)/remotes", suffix: ".json").map {
    SourceFile(path: "http://localhost:1234/\($0)", bytes: TestData.bytes("\(folder)/remotes/\($0)"))
  }

  /// The compiled schema; nil when it does not compile.
  static func interpreter(_ schema: JSONBytes, _ dialect: Dialect, alone: Bool = false) throws -> SchemaInterpreter? {
    let source = SourceFile(path: "schema.json", bytes: schema.bytes)
    let outcome = CompiledSchema.compile(
      source.path, in: SourceSet(alone ? [source] : [source] + remotes), mode: .standard(assertFormat: false),
      requireBounds: false,
      draft: dialect.draft)
    return outcome.value.map { SchemaInterpreter($0.program) }
  }

  static let refusedUpgrades: [String] = []
}
