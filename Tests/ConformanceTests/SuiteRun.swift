import JSONCore
import SchemaCompiler
import SchemaRuntime
import TestData

/// A folder of test files in the format of the official suite, read in one draft.
struct SuiteFolder: Sendable, CustomStringConvertible {
  /// Below the test data: `JSON-Schema-Test-Suite/tests/draft7`.
  let path: String
  let draft: Draft
  /// Whether `format` is asserted.
  let assertsFormat: Bool

  init(_ name: String, _ draft: Draft, assertsFormat: Bool = false) {
    path = Self.root + "/tests/" + name
    self.draft = draft
    self.assertsFormat = assertsFormat
  }

  static let root = "JSON-Schema-Test-Suite"

  /// The folders of the official suite.
  static let official: [SuiteFolder] = [
    SuiteFolder("draft2020-12", .draft2020), SuiteFolder("draft2020-12/optional", .draft2020),
    SuiteFolder("draft2020-12/optional/format", .draft2020, assertsFormat: true),
    SuiteFolder("draft7", .draft7), SuiteFolder("draft7/optional", .draft7),
    SuiteFolder("draft7/optional/format", .draft7, assertsFormat: true),
  ]

  /// `draft7/optional`.
  var description: String { String(path.dropFirst((Self.root + "/tests/").count)) }

  var files: [String] { TestData.names(in: path, suffix: ".json") }

  /// What the suite serves at `http://localhost:1234/`.
  private static let remotes: [SourceFile] =
    TestData.paths(below: root + "/remotes", suffix: ".json").map {
      SourceFile(
        path: "remotes/\($0)", bytes: TestData.bytes("\(root)/remotes/\($0)"), uri: "http://localhost:1234/\($0)")
    }

  private static let remoteSet = SourceSet(remotes)

  /// What became of a group.
  enum Result: Equatable {
    /// The compiler does not take the schema.
    case refused(String)
    /// The descriptions of the cases with the wrong result; empty when all are right.
    case evaluated(wrong: [String])
  }

  func run(_ group: SuiteGroup) -> Result {
    var sources = Self.remoteSet
    sources.insert(SourceFile(path: "schema.json", bytes: group.schema.bytes))
    let outcome = CompiledSchema.compile(
      "schema.json", in: sources, mode: .standard(assertFormat: assertsFormat), requireBounds: false, draft: draft)
    guard let compiled = outcome.value else { return .refused(outcome.diagnostics.first?.message ?? "") }
    let interpreter = SchemaInterpreter(compiled.program)
    let wrong = group.cases.filter { item in
      let valid = interpreter.isValid(item.data)
      return valid != item.valid || interpreter.violations(item.data).isEmpty != item.valid
    }
    return .evaluated(wrong: wrong.map(\.description))
  }
}
