import Foundation
import JSONCore
import SchemaCompiler
import SchemaRuntime
import TestData
import Testing

/// The official JSON Schema test suite, when it is there: every group must compile and decide as it says, or be
/// refused by name. Nothing may be accepted and decided differently.
enum JSONSchemaSuite {
  static let folder = TestData.url("JSON-Schema-Test-Suite")

  static func bytes(_ url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }

  /// The files of a draft, optional ones left out.
  static func files(_ draft: String) throws -> [URL] {
    guard let folder else { return [] }
    return try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: "tests/\(draft)"), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
  }

  /// The schemas the suite expects at `http://localhost:1234/`.
  static func remotes() throws -> [SourceFile] {
    guard let root = folder?.appending(path: "remotes") else { return [] }
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".json") }
    return try names.sorted().map {
      SourceFile(path: "http://localhost:1234/\($0)", bytes: try bytes(root.appending(path: $0)))
    }
  }

  struct Tally {
    var decided = 0
    var refused = 0
    var wrong: [String] = []
  }

  static func run(_ file: URL, remotes: [SourceFile], into tally: inout Tally) throws {
    let outcome = Document.parse(SourceFile(path: file.lastPathComponent, bytes: try bytes(file)))
    let document = try #require(outcome.value)
    for group in document.root.elements ?? [] {
      guard let schema = group["schema"] else { continue }
      let title = "\(file.lastPathComponent): \(group["description"]?.string ?? "")"
      let text = document.bytes.withSpan(schema.range) { span in span.indices.map { span[$0] } }
      let sources = SourceSet([SourceFile(path: "suite.json", bytes: text)] + remotes)
      let compiled = CompiledSchema.compile("suite.json", in: sources, mode: .standard(assertFormat: false))
      guard let program = compiled.value?.program else {
        tally.refused += 1
        // An inner `$id` that is refused makes the references to it fail as well.
        if !compiled.diagnostics.contains(where: isByName) {
          tally.wrong += compiled.diagnostics.map { "\(title): \($0)" }
        }
        continue
      }
      let conformance = Conformance(nodes: program.nodes)
      for test in group["tests"]?.elements ?? [] {
        guard let data = test["data"], let valid = test["valid"]?.boolean else { continue }
        tally.decided += 1
        if (conformance.refusal(of: data.jsonValue, by: program.root) == nil) != valid {
          tally.wrong.append("\(title): \(test["description"]?.string ?? "")")
        }
      }
    }
  }

  /// What this version says it cannot do.
  private static func isByName(_ error: Diagnostic) -> Bool {
    error.message.contains("not supported") || error.message.contains("there is no file")
      || error.message.contains("no schema file has the $id") || error.message.contains("does not exist in the draft")
  }
}

@Suite(
  .enabled(if: JSONSchemaSuite.folder != nil, "set SECURELLM_TESTDATA to the folder of the JSON Schema test suite"))
struct SuiteTests {
  /// The suite does not write `$schema`, so its draft 7 schemas are read as 2020-12, where siblings of `$ref` count.
  private static let known = [
    "draft7": ["ref.json: ref overrides any sibling keywords: ref valid, maxItems ignored"]
  ]

  @Test(arguments: [("draft2020-12", 600), ("draft7", 500)])
  func decidesAsTheSuiteSays(draft: String, atLeast: Int) throws {
    let remotes = try JSONSchemaSuite.remotes()
    var tally = JSONSchemaSuite.Tally()
    for file in try JSONSchemaSuite.files(draft) {
      try JSONSchemaSuite.run(file, remotes: remotes, into: &tally)
    }
    print("\(draft): \(tally.decided) instances decided, \(tally.refused) schemas refused by name")
    #expect(tally.wrong == Self.known[draft, default: []])
    #expect(tally.decided >= atLeast)
  }
}
