import SchemaCompiler
import SwiftEmitter
import Testing

/// How long the code of unions and enumerations may become.
@Suite struct WideUnionTests {
  private func file(_ text: String, unionLines: Int = GenerationSettings.defaultUnionLines) throws -> SwiftFile {
    let sources = SourceSet([SourceFile(path: "w.json", text: text)])
    let outcome = CompiledSchema.compile("w.json", in: sources, mode: .standard(assertFormat: false))
    return SwiftFile.schema(try #require(outcome.value), source: "w.json", name: "W", unionLines: unionLines)
  }

  /// Branches with a tag and `members` others.
  private func union(_ count: Int, members: Int = 6) -> String {
    let branches = (0..<count).map { number in
      let others = (0..<members).map { "\"m\($0)\": {\"type\": \"integer\"}" }
      let properties = ["\"type\": {\"const\": \"t\(number)\"}"] + others
      return "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"type\"], "
        + "\"properties\": {\(properties.joined(separator: ","))}}"
    }
    return "{\"oneOf\": [\(branches.joined(separator: ","))]}"
  }

  @Test func wideUnionsAreText() throws {
    let file = try file(union(200))
    #expect(file.lineCount < 100)
    #expect(file.text.contains("public var value: JSONSlice"))
    #expect(file.text.contains("WValueProgram.interpreter.accepts(&reader, node: 0)"))
  }

  @Test func othersKeepTheirTypes() throws {
    #expect(try file(union(30, members: 20)).text.contains("case t29("), "it has few branches")
    #expect(try file(union(40, members: 2)).text.contains("case t39("), "they are small")
    #expect(try file(union(200, members: 1), unionLines: 1_000_000).text.contains("case t199("))
    #expect(try !file(union(40, members: 2), unionLines: 0).text.contains("case t39("))
  }

  @Test func theInnerUnionIsEnough() throws {
    let branches = (0..<40).map { number in
      "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"k\(number)\"], "
        + "\"properties\": {\"k\(number)\": {\"$ref\": \"#/properties/inner\"}}}"
    }
    let outer = """
      {"type": "object", "additionalProperties": false, "properties": {
        "inner": \(union(100)), "outer": {"oneOf": [\(branches.joined(separator: ","))]}}}
      """
    let text = try file(outer).text
    #expect(text.contains("public var inner: JSONSlice?"))
    #expect(text.contains("case k39("))
  }

  @Test func theEstimateIsNear() throws {
    for members in [2, 6, 12] {
      let text = union(40, members: members)
      let lines = try file(text, unionLines: 1_000_000).lineCount
      #expect(try file(text, unionLines: lines * 3 / 2).lineCount == lines, "not one and a half times too high")
      #expect(try file(text, unionLines: lines / 2).lineCount < 100, "not half of the truth")
    }
  }

  @Test func largeEnumerationsHaveATable() throws {
    let words = { (count: Int) in
      "{\"enum\": [\((0..<count).map { "\"word\($0)\"" }.joined(separator: ","))]}"
    }
    #expect(try file(words(1000)).lineCount < 1100)
    #expect(try file(words(1000)).text.contains("public enum Value: UInt16, Sendable, CaseIterable"))
    #expect(try !file(words(128)).text.contains("TextTable"))
  }
}
