import Foundation
import SchemaCompiler
import SwiftEmitter
import Testing

/// No private function or constant is generated that the file does not use.
@Suite struct HelpersTests {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  private static let fixtures = ["", "enclosing/"].flatMap { folder -> [String] in
    let path = tests.appending(path: "../Fixtures/Schemas/fixtures/" + folder).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { folder + $0 }
  }

  @Test func thereAreFixtures() { #expect(Self.fixtures.count > 15) }

  @Test(arguments: fixtures) func everyHelperOfAFixtureIsUsed(path: String) throws {
    let bytes = try Data(contentsOf: Self.tests.appending(path: "../Fixtures/Schemas/fixtures/" + path))
    #expect(try Self.unused(String(decoding: bytes, as: UTF8.self)) == [])
  }

  /// Where a value is read into a type, its checks are part of the decoder: a function of its own would be one too
  /// many.
  @Test(arguments: [
    #"{"type": "object", "additionalProperties": false, "properties": {"a": {"type": "integer", "maximum": 9}}}"#,
    #"{"type": "array", "items": {"enum": ["a", "b", null]}}"#,
    ##"{"oneOf": [{"$ref": "#/$defs/a"}, {"type": "array", "items": {"$ref": "#"}}], "$defs": {"a": {"type": "string", "pattern": "^a|b$"}}}"##,
    #"{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "properties": {"a": {"format": "date"}}}"#,
    #"{"type": "object", "unevaluatedProperties": false, "properties": {"a": {"const": 1}, "b": {"enum": [1.5, "x"]}}}"#,
  ])
  func everyHelperIsUsed(schema: String) throws { #expect(try Self.unused(schema) == []) }

  private static func unused(_ schema: String) throws -> [String] {
    let sources = SourceSet([SourceFile(path: "h.json", text: schema)])
    let outcome = CompiledSchema.compile("h.json", in: sources, mode: .standard(assertFormat: true))
    return unusedHelpers(SwiftFile.schema(try #require(outcome.value), source: "h.json", name: "H").text)
  }
}

/// The members of the private enums of a generated file that nothing in it names.
func unusedHelpers(_ text: String) -> [String] {
  var unused: [String] = []
  var helper: Substring?
  for line in text.split(separator: "\n") {
    if line.hasPrefix("private enum ") {
      helper = line.dropFirst("private enum ".count).prefix { $0 != " " }
    } else if line == "}" {
      helper = nil
    } else if let helper, line.hasPrefix("  static "), line.split(whereSeparator: { " (:".contains($0) }).count > 2 {
      let name = line.split(whereSeparator: { " (:".contains($0) })[2]
      let uses = text.ranges(of: "\(helper).\(name)").filter { range in
        range.upperBound == text.endIndex || !(text[range.upperBound].isLetter || text[range.upperBound].isNumber)
      }
      if uses.isEmpty { unused.append("\(helper).\(name)") }
    }
  }
  return unused
}
