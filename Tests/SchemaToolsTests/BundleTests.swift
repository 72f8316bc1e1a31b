import Foundation
import JSONCore
import SchemaCompiler
import SchemaRuntime
import SchemaTools
import TestData
import Testing

@Suite struct BundleTests {
  @Test func documentsAreEmbeddedUnderTheirNames() throws {
    let folder = try ToolFolder()
    try folder.write(
      "tools/a.json", ##"{"properties": {"x": {"$ref": "../common/text.json#/$defs/short"}}, "$defs": {"own": {}}}"##)
    try folder.write("common/text.json", ##"{"$defs": {"short": {"$ref": "limits.json#/$defs/five"}}}"##)
    try folder.write("common/limits.json", #"{"$defs": {"five": {"maxLength": 5}}}"#)
    let result = try folder.securellm(["bundle", "tools/a.json"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(
      result.output == ##"""
        {
          "properties": { "x": { "$ref": "../common/text.json#/$defs/short" } },
          "$defs": {
            "../common/text.json": {
              "$id": "../common/text.json",
              "$defs": { "short": { "$ref": "limits.json#/$defs/five" } }
            },
            "../common/limits.json": {
              "$id": "../common/limits.json",
              "$defs": { "five": { "maxLength": 5 } }
            },
            "own": {}
          }
        }

        """##)
    // Alone, in another folder, it still gives the same results.
    try folder.write("elsewhere/bundle.json", result.output)
    for (instance, status) in [(#"{"x": "12345"}"#, Int32(0)), (#"{"x": "123456"}"#, 1)] {
      try folder.write("i.json", instance)
      for schema in ["tools/a.json", "elsewhere/bundle.json"] {
        #expect(try folder.securellm(["validate", "--schema", schema, "i.json"]).status == status, "\(schema)")
      }
    }
    #expect(try folder.securellm(["inspect", "elsewhere/bundle.json"]).status == 0)
  }

  @Test func absoluteNamesAreKept() throws {
    let folder = try ToolFolder()
    try folder.write(
      "a.json",
      ##"{"$id": "https://x.y/a.json", "items": {"$ref": "near.json"}, "not": {"$ref": "https://z.z/far#f"}}"##)
    try folder.write("near.json", #"{"type": "null"}"#)
    try folder.write("f.json", ##"{"$id": "https://z.z/far", "$defs": {"f": {"$anchor": "f", "$ref": "more"}}}"##)
    try folder.write("more.json", ##"{"$id": "https://z.z/more", "maxLength": 1}"##)
    let result = try folder.securellm(["bundle", "--ref", "f.json", "--ref", "more.json", "a.json"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains(#""https://x.y/near.json": { "$id": "https://x.y/near.json", "type": "null" }"#))
    #expect(result.output.contains(#"{ "$id": "https://z.z/more", "maxLength": 1 }"#))
    #expect(result.output.contains(##""items": { "$ref": "near.json" }"##))
    #expect(!result.output.contains(folder.url.path))
    #expect(
      try folder.securellm(["bundle", "-o", "out.json", "--ref", "f.json", "--ref", "more.json", "a.json"]).output
        .isEmpty)
    #expect(try folder.read("out.json") == result.output)
    #expect(try folder.securellm(["bundle", "out.json"]).output == result.output)
  }

  @Test func oldDraftsHideNothing() throws {
    let folder = try ToolFolder()
    try folder.write(
      "a.json", ##"{"$schema": "http://json-schema.org/draft-07/schema#", "title": "t", "$ref": "b.json"}"##)
    try folder.write("b.json", ##"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "null"}"##)
    let result = try folder.securellm(["bundle", "a.json"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains(##""allOf": [{ "$ref": "b.json" }]"##))
    #expect(result.output.contains(##""definitions": {"##))
    try folder.write(
      "c.json", ##"{"$schema": "http://json-schema.org/draft-07/schema#", "minimum": 1, "$ref": "b.json"}"##)
    let refused = try folder.securellm(["bundle", "c.json"])
    #expect(refused.status == 1)
    #expect(refused.messages.contains("c.json:1:"))
  }

  @Test func reportsMissingSchemas() throws {
    let folder = try ToolFolder()
    try folder.write("a.json", ##"{"items": {"$ref": "https://no.where/b"}}"##)
    let result = try folder.securellm(["bundle", "a.json"])
    #expect(result.status == 3)
    #expect(result.messages.contains("a.json:1:20: error: the reference leads nowhere"))
    #expect(result.output.isEmpty)
    #expect(try folder.securellm(["bundle", "none.json"]).status == 2)
  }

  /// The official suite: a schema alone, with everything it refers to in it, gives the same results.
  @Test(
    .enabled(if: TestData.has("JSON-Schema-Test-Suite/tests/draft2020-12"), "\(TestData.absence)"),
    arguments: [("draft2020-12", Dialect.draft2020), ("draft7", .draft7)])
  func keepsResults(_ folder: String, _ dialect: Dialect) throws {
    var bundled = 0
    for file in TestData.names(in: "JSON-Schema-Test-Suite/tests/" + folder, suffix: ".json") {
      for group in try SuiteFile.groups("\(folder)/\(file)") {
        guard let before = try SuiteFile.interpreter(group.schema, dialect) else { continue }
        var corpus = SchemaCorpus(SuiteFile.options(dialect))
        guard (try? corpus.add(group.schema, path: "/suite/schema.json")) != nil,
          let bundle = try? Bundling.bundle(&corpus)
        else { continue }
        bundled += 1
        let text = String(decoding: bundle.bytes, as: UTF8.self)
        // A meta-schema of somebody's own is no part of a bundle.
        let after = try #require(
          try SuiteFile.interpreter(bundle, dialect, alone: !text.contains("/metaschema-")),
          "\(file): \(group.name): \(text)")
        for instance in group.instances {
          #expect(before.isValid(instance) == after.isValid(instance), "\(file): \(group.name): \(text)")
        }
      }
    }
    #expect(bundled > 200)
  }
}
