import JSONCore
import SchemaCompiler
import SchemaRuntime
import TestData

/// One group of the official suite: a schema and the instances it is tried on.
struct SuiteGroup {
  struct Case {
    let description: String
    let data: JSONSlice
    let valid: Bool
  }

  /// `ref.json: escaped pointer ref`.
  let name: String
  let schema: JSONSlice
  let cases: [Case]

  /// The groups of a file under `tests/`.
  static func read(_ file: String) throws(JSONFailure) -> [SuiteGroup] {
    let bytes = JSONBytes(TestData.bytes("\(Suite.folder)/\(file)"))
    return try elements(JSONSlice(unchecked: bytes, range: 0..<bytes.count)).map { group throws(JSONFailure) in
      let members = try members(group)
      let cases = try elements(members["tests"]).map { item throws(JSONFailure) in
        let members = try self.members(item)
        return try Case(
          description: text(members["description"]), data: present(members["data"]),
          valid: present(members["valid"]).bytes == Array("true".utf8))
      }
      return try SuiteGroup(
        name: "\(file): \(text(members["description"]))", schema: present(members["schema"]), cases: cases)
    }
  }

  private static func present(_ slice: JSONSlice?) throws(JSONFailure) -> JSONSlice {
    guard let slice else { throw .unexpectedEnd }
    return slice
  }

  private static func text(_ slice: JSONSlice?) throws(JSONFailure) -> String {
    var reader = JSONReader(try present(slice))
    guard reader.string() else { throw reader.failure }
    return String(reader.takeString())
  }

  private static func elements(_ slice: JSONSlice?) throws(JSONFailure) -> [JSONSlice] {
    var reader = JSONReader(try present(slice))
    var found: [JSONSlice] = []
    guard reader.beginArray() else { throw reader.failure }
    if reader.emptyArray() { return found }
    repeat {
      guard let element = reader.rawValue() else { throw reader.failure }
      found.append(element)
    } while reader.comma()
    return found
  }

  private static func members(_ slice: JSONSlice) throws(JSONFailure) -> [String: JSONSlice] {
    var reader = JSONReader(slice)
    var found: [String: JSONSlice] = [:]
    guard reader.beginObject() else { throw reader.failure }
    if reader.emptyObject() { return found }
    repeat {
      guard reader.key() else { throw reader.failure }
      let name = String(reader.takeString())
      guard let value = reader.rawValue() else { throw reader.failure }
      found[name] = value
    } while reader.comma()
    return found
  }
}

enum Suite {
  static let folder = "JSON-Schema-Test-Suite/tests/draft2020-12"

  /// What the suite serves at `http://localhost:1234/`; other drafts are left out.
  private static let remotes: [SourceFile] = {
    let folder = "JSON-Schema-Test-Suite/remotes"
    return TestData.paths(below: folder, suffix: ".json").filter {
      !$0.hasPrefix("draft") || $0.hasPrefix("draft2020-12/")
    }
    .map { SourceFile(path: "http://localhost:1234/\($0)", bytes: TestData.bytes("\(folder)/\($0)")) }
  }()

  /// The files that every implementation has to pass.
  static var files: [String] { TestData.names(in: folder, suffix: ".json") }

  /// What became of a group.
  enum Result: Equatable {
    case passed
    /// The compiler does not take the schema: nothing is judged wrongly.
    case refused(String)
    /// The descriptions of the cases with the wrong verdict.
    case wrong([String])
  }

  static func run(_ group: SuiteGroup) -> Result {
    let source = SourceFile(path: "schema.json", bytes: group.schema.bytes)
    let outcome = CompiledSchema.compile(
      source.path, in: SourceSet([source] + remotes), mode: .standard(assertFormat: false), requireBounds: false)
    guard let compiled = outcome.value else { return .refused(outcome.diagnostics.first?.message ?? "") }
    let interpreter = SchemaInterpreter(compiled.program)
    let wrong = group.cases.filter { item in
      let valid = interpreter.isValid(item.data)
      return valid != item.valid || interpreter.violations(item.data).isEmpty != item.valid
    }
    return wrong.isEmpty ? .passed : .wrong(wrong.map(\.description))
  }
}
