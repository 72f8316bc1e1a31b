import Foundation
import Testing

/// Schemas and samples written in YAML.
@Suite struct YAMLTests {
  private func folder() throws -> ToolFolder {
    let folder = try ToolFolder()
    try folder.write(
      "s.yaml",
      """
      # a comment
      $schema: https://json-schema.org/draft/2020-12/schema
      type: object
      additionalProperties: false
      properties:
        name: {$ref: 'parts/name.yml'}
        size:
          type: integer
          maxLength: 3

      """)
    try folder.write(
      "parts/name.yml", "$schema: https://json-schema.org/draft/2020-12/schema\ntype: string\nmaxLength: 9\n")
    return folder
  }

  @Test func findingsHaveYAMLLocations() throws {
    let folder = try folder()
    for argument in ["s.yaml", "."] {
      let result = try folder.securellm(["lint", argument])
      #expect(result.status == 1)
      #expect(result.output.contains("s.yaml:9:5: warning[keyword-of-other-type]: \"maxLength\" applies to strings"))
      #expect(result.messages == "1 finding (1 warning)\n")
    }
    let fixed = try folder.securellm(["lint", "--fix", "s.yaml"])
    #expect(fixed.status == 2)
    #expect(fixed.messages.contains("s.yaml: is YAML, which is not written back"))
  }

  @Test func showsReferencesAtTheirLocation() throws {
    let result = try folder().securellm(["inspect", "--json", "s.yaml"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains(#""line":6,"#), "\(result.output)")
  }

  @Test func bundlesAreJSON() throws {
    let folder = try folder()
    let result = try folder.securellm(["bundle", "s.yaml"])
    #expect(result.status == 0, "\(result.messages)")
    let bundle = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect((bundle["$defs"] as? [String: Any])?.count == 1)
    try folder.write("bundle.json", result.output)
    try folder.write("in.json", #"{"name": "0123456789"}"#)
    let outcome = try folder.securellm(["validate", "--schema", "bundle.json", "in.json"])
    #expect(outcome.output.hasPrefix("in.json:1:10: /name: maxLength"), "\(outcome.messages)")
  }

  @Test func codeIsThatOfTheSameJSON() throws {
    let folder = try ToolFolder()
    try folder.write("point.yaml", "type: object\nadditionalProperties: false\nproperties: {x: {type: number}}\n")
    let result = try folder.securellm(["generate", "point.yaml"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains("enum Point"), "\(result.output.prefix(500))")
    try folder.write("bad.yaml", "type: object\nproperties:\n  x: {type: nmber}\n")
    let bad = try folder.securellm(["generate", "bad.yaml"])
    #expect(bad.status == 3)
    #expect(bad.messages.contains("bad.yaml:3:13: error:"), "\(bad.messages)")
  }

  @Test func documentsAreSamples() throws {
    let folder = try ToolFolder()
    try folder.write("a.yaml", "x: 1\n---\nx: 2\ny: z\n")
    let result = try folder.securellm(["infer", "a.yaml"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.messages == "2 samples\n")
    #expect(result.output.contains(#""required": ["x"]"#), "\(result.output)")
    try folder.write("b.yaml", "x: 1\nx: 2\n")
    let twice = try folder.securellm(["infer", "b.yaml"])
    #expect(twice.status == 3)
    #expect(twice.messages.contains("b.yaml:2:4: error:"), "\(twice.messages)")
    #expect(try folder.securellm(["infer", "--duplicate-keys", "last", "b.yaml"]).status == 0)
  }

  @Test(arguments: [["fmt"], ["upgrade"], ["fmt", "--check"]])
  func rewritesOnlyJSON(command: [String]) throws {
    let result = try folder().securellm(command + ["s.yaml"])
    #expect(result.status == 2)
    #expect(result.messages.contains("s.yaml: is YAML: only JSON is "), "\(result.messages)")
  }

  @Test(arguments: ["a: [", "a: 1\n---\nb: 2\n", "", "? [x]\n: 1\n"])
  func reportsBrokenYAML(text: String) throws {
    let folder = try ToolFolder()
    try folder.write("s.yaml", text)
    for command in [["lint"], ["inspect"], ["bundle"], ["generate"]] {
      let result = try folder.securellm(command + ["s.yaml"])
      #expect(result.status == 2, "\(command): \(result.messages)")
      #expect(result.messages.contains("s.yaml:"), "\(result.messages)")
      #expect(result.output.isEmpty)
    }
  }
}
