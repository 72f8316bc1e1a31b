import Foundation
import SchemaValidation
import Testing

/// What instances may be read from.
@Suite struct InputKindsTests {
  private static let schema = #"{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}"#

  @Test func keepsYAMLLocations() async throws {
    let folder = try Folder()
    let request = ValidateRequest(
      schema: .file(try folder.write("schema.json", Self.schema)),
      files: [try folder.write("in.yaml", "# first\na: 1\n---\n# second\nb:\n  - x\na: no\n---\n[\n")])
    let result = try await folder.run(request)
    #expect(result.status == .found)
    #expect(
      result.output == """
        in.yaml:7:4: /a: type: must be an integer, is a string
        in.yaml:10:1: (root): syntax: this is not YAML: did not find expected node content

        """)
    #expect(result.messages == "3 instances: 1 valid, 2 invalid\n")
  }

  /// RFC 8259 lets readers pass over the mark; editors do not count it as a column.
  @Test func byteOrderMarksArePassedOver() async throws {
    let folder = try Folder()
    let mark = "\u{FEFF}"
    let request = ValidateRequest(
      schema: .file(try folder.write("schema.json", mark + Self.schema)),
      files: [
        try folder.write("a.json", mark + #"{"a": "x"}"#),
        try folder.write("b.jsonl", mark + "{\"a\": \"x\"}\n{\"a\": 1}\n"),
        try folder.write("c.yaml", mark + "a: x\n"), try folder.write("d.json", mark + "{\"a\": 1}"),
        try folder.write("e.json", mark + "{'a': 1}"),
        try folder.write("f.jsonl", "{\"a\": 1}\n" + mark + "{\"a\": 1}\n"),
        try folder.write("g.json", mark + " "), try folder.write("h.json", mark + "{\n  \"a\": null}"),
      ])
    let result = try await folder.run(request)
    #expect(
      result.output == """
        a.json:1:7: /a: type: must be an integer, is a string
        b.jsonl:1:7: /a: type: must be an integer, is a string
        c.yaml:1:4: /a: type: must be an integer, is a string
        e.json:1:2: (root): syntax: text in other quotes than JSON's: write it in double quotes: "text"
        f.jsonl:2:1: (root): syntax: a byte order mark: remove it: only a file may begin with one, and only with one
        g.json:1:1: (root): syntax: the file is empty: there is no JSON value
        h.json:2:8: /a: type: must be an integer, is null

        """)
    #expect(result.messages == "10 instances: 3 valid, 7 invalid\n")
  }

  @Test func rejectsDuplicateMembersOfYAML() async throws {
    let folder = try Folder()
    let request = ValidateRequest(
      schema: .file(try folder.write("schema.json", Self.schema)),
      files: [try folder.write("in.yml", "a: 1\nb: {c: 1,\n    'c': 2}\n1: x\n\"1\": y\n")])
    let result = try await folder.run(request)
    #expect(
      result.output == """
        in.yml:3:5: /b/c: syntax: the object has the same member twice
        in.yml:5:1: /1: syntax: the object has the same member twice

        """)
  }

  @Test func schemasMayBeYAMLToo() async throws {
    let folder = try Folder()
    try folder.write("parts/limits.yaml", "$defs:\n  five:\n    maxLength: 5\n")
    let schema = try folder.write("schema.yaml", "properties:\n  a: {$ref: 'parts/limits.yaml#/$defs/five'}\n")
    let files = [try folder.write("in.json", #"{"a": "123456"}"#)]
    let result = try await folder.run(ValidateRequest(schema: .file(schema), files: files))
    #expect(result.output == "in.json:1:7: /a: maxLength: must have at most 5 characters\n")
    let broken = try folder.write("broken.yaml", "type: object\nproperties:\n  a:\n    type: 7\n")
    let failed = try await folder.run(ValidateRequest(schema: .file(broken), files: files))
    #expect(failed.status == .badSchema)
    #expect(failed.messages.contains("broken.yaml:4:11: error:"), "\(failed.messages)")
    let malformed = try folder.write("malformed.yaml", "a: [\n")
    #expect(try await folder.run(ValidateRequest(schema: .file(malformed), files: files)).status == .usage)
  }

  @Test func foldersMixAllKinds() async throws {
    let folder = try Folder()
    try folder.write("in/a.json", #"{"a": 1}"#)
    try folder.write("in/b.jsonl", "{\"a\": 2}\n{\"a\": 3}\n")
    try folder.write("in/c.yaml", "a: 4\n---\na: 5\n")
    try folder.write("in/d.txt", "a: 5")
    let schema = try folder.write("schema.json", Self.schema)
    var request = ValidateRequest(schema: .file(schema), files: [folder.path + "/in"])
    #expect(try await folder.run(request).messages == "5 instances: 5 valid, 0 invalid\n")
    request.extensions = ["txt"]
    request.format = .yaml
    #expect(try await folder.run(request).messages == "1 instance: 1 valid, 0 invalid\n")
  }

  @Test func reportsEmptyFilesAsInvalid() async throws {
    let folder = try Folder()
    let schema = try folder.write("schema.json", "{}")
    let files = try [
      folder.write("a.json", ""), folder.write("b.json", " \n"), folder.write("c.yaml", "# only\n"),
      folder.write("d.jsonl", "\n"),
    ]
    let result = try await folder.run(ValidateRequest(schema: .file(schema), files: files))
    #expect(
      result.output == """
        a.json:1:1: (root): syntax: the file is empty: there is no JSON value
        b.json:1:1: (root): syntax: the file is empty: there is no JSON value
        c.yaml:1:1: (root): syntax: the file is empty: there is no YAML document

        """)
    #expect(result.messages == "3 instances: 0 valid, 3 invalid\n")
  }

  @Test func deepAndBrokenTextIsInvalid() async throws {
    let folder = try Folder()
    let schema = try folder.write("schema.json", "{}")
    let files = try [
      folder.write("deep.json", String(repeating: "[", count: 1_000_000)),
      folder.write("latin.json", Data([0x22, 0xE9, 0x22])),
      folder.write("deep.yaml", String(repeating: "[", count: 100_000)),
    ]
    let result = try await folder.run(ValidateRequest(schema: .file(schema), files: files))
    #expect(result.status == .found)
    #expect(result.output.contains("deep.json:1:65: "))
    #expect(result.output.contains("latin.json:1:2: (root): syntax: the text is not valid UTF-8"))
    #expect(result.output.contains("deep.yaml:1:514: (root): syntax: the value is nested too deeply"))
  }
}
