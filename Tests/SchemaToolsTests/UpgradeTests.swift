import Foundation
import JSONCore
import SchemaCompiler
import SchemaRuntime
import SchemaTools
import TestData
import Testing

@Suite struct UpgradeTests {
  private func upgraded(_ text: String, from: Dialect, to: Dialect = .draft2020) throws -> String {
    let options = CorpusOptions(dialect: from)
    var upgrade = Upgrade([(path: "s.json", bytes: JSONBytes(text))], options)
    try upgrade.run(to: to)
    return String(decoding: upgrade.texts[0].bytes.bytes, as: UTF8.self)
  }

  private static let head = ##""$schema": "https://json-schema.org/draft/2020-12/schema""##

  @Test(arguments: [
    (##"{"id":"http://a/b","minimum":1,"exclusiveMinimum":true}"##, ##""$id":"http://a/b","exclusiveMinimum":1}"##),
    (##"{"exclusiveMaximum":true,"maximum":7,"type":"number"}"##, ##""exclusiveMaximum":7,"type":"number"}"##),
    (##"{"maximum":7,"exclusiveMaximum":false}"##, ##""maximum":7}"##),
    (
      ##"{"properties":{"id":{"id":"#x"}},"enum":[{"id":1}]}"##,
      ##""properties":{"id":{"$anchor":"x"}},"enum":[{"id":1}]}"##
    ),
  ])
  func upgradesDraft4(_ text: String, _ expected: String) throws {
    #expect(try upgraded(text, from: .draft4) == "{\(Self.head)," + expected)
  }

  @Test(arguments: [
    (
      ##"{"definitions":{"a":{"$ref":"#/definitions/b~0%25"},"b~%":{}}}"##,
      ##""$defs":{"a":{"$ref":"#/$defs/b~0%25"},"b~%":{}}}"##
    ),
    (
      ##"{"properties":{"definitions":{"definitions":{"x":{}}}},"items":{"$ref":"#/properties/definitions/definitions/x"}}"##,
      ##""properties":{"definitions":{"$defs":{"x":{}}}},"items":{"$ref":"#/properties/definitions/$defs/x"}}"##
    ),
    (
      ##"{"items":[{"type":"null"},{"$ref":"#/items/0"}],"additionalItems":{"$ref":"#/items/1"}}"##,
      ##""prefixItems":[{"type":"null"},{"$ref":"#/prefixItems/0"}],"items":{"$ref":"#/prefixItems/1"}}"##
    ),
    (##"{"items":[],"additionalItems":false}"##, ##""items":false}"##),
    (##"{"items":{},"additionalItems":false}"##, ##""items":{}}"##),
    (##"{"additionalItems":false}"##, "}"),
    (##"{"dependencies":{"a":["b"]}}"##, ##""dependentRequired":{"a":["b"]}}"##),
    (
      ##"{"dependencies":{"a":{"$ref":"#/dependencies/c"},"b":["c"],"c":true,"d":[]}}"##,
      ##""dependentSchemas":{"a":{"$ref":"#/dependentSchemas/c"},"c":true},"##
        + ##" "dependentRequired": { "b": ["c"], "d": [] }}"##
    ),
    (
      ##"{"$ref":"#/definitions/a","minimum":1,"title":"t","maximum":2,"definitions":{"a":{}}}"##,
      ##""$ref":"#/$defs/a","title":"t","$defs":{"a":{}}}"##
    ),
    (
      ##"{"definitions":{"a":{"$id":"#place"}},"not":{"$ref":"#place"}}"##,
      ##""$defs":{"a":{"$anchor":"place"}},"not":{"$ref":"#place"}}"##
    ),
    // Nothing is ever found by such an `$id`: a reference of that text is a pointer.
    (##"{"properties":{"x":{"$id":"#/properties/x","type":"null"}}}"##, ##""properties":{"x":{"type":"null"}}}"##),
    (
      ##"{"properties":{"x":{"type":"null","$id":"#/properties/x"},"y":{"$ref":"#/properties/x"}}}"##,
      ##""properties":{"x":{"type":"null"},"y":{"$ref":"#/properties/x"}}}"##
    ),
    (##"{"items":{"$id":"http://a/b#/items","minimum":1}}"##, ##""items":{"$id":"http://a/b","minimum":1}}"##),
    (##"{"items":{"$id":"#no name","minimum":1}}"##, ##""items":{"minimum":1}}"##),
    (##"{"$id":"http://a/b#c","type":"null"}"##, ##""$id":"http://a/b", "$anchor": "c","type":"null"}"##),
    (
      ##"{"const":{"definitions":1,"items":[]},"default":{"$ref":"#/definitions/a"}}"##,
      ##""const":{"definitions":1,"items":[]},"default":{"$ref":"#/definitions/a"}}"##
    ),
  ])
  func upgradesDraft7(_ text: String, _ expected: String) throws {
    let result = try upgraded(text, from: .draft7)
    #expect(
      result.replacingOccurrences(of: "{\(Self.head),}", with: "{\(Self.head)}")
        == (expected == "}" ? "{\(Self.head)}" : "{\(Self.head)," + expected))
  }

  @Test func recursionGoesByName() throws {
    let text = ##"{"$recursiveAnchor":true,"properties":{"a":{"$recursiveRef":"#"}}}"##
    #expect(
      try upgraded(text, from: .draft2019)
        == ##"{\##(Self.head),"$dynamicAnchor":"meta","properties":{"a":{"$dynamicRef":"#meta"}}}"##)
    #expect(
      try upgraded(##"{"properties":{"a":{"$recursiveRef":"#"}}}"##, from: .draft2019)
        == ##"{\##(Self.head),"properties":{"a":{"$ref":"#"}}}"##)
  }

  /// What an object loses and gets at once leaves no comma behind.
  @Test(arguments: [##"{"$id":"#/a"}"##, ##"{"$id":"#a b"}"##, ##"{ "$id" : "#/a" }"##])
  func anObjectMayLoseAllThatItHas(text: String) throws {
    #expect(try upgraded(text, from: .draft7) == "{\(Self.head)}")
  }

  @Test(arguments: [
    (##"{"unevaluatedItems":false,"contains":{}}"##, "2019-09"),
    (##"{"definitions":{"a":{"$id":"#a b"}},"not":{"$ref":"#a b"}}"##, "draft-07"),
    (##"{"$ref":"#/properties/a","properties":{"a":{}}}"##, "draft-07"),
    (##"{"dependentRequired":{}}"##, "draft-07"),
    (##"{"if":{}}"##, "draft-06"),
    (##"{"const":1}"##, "draft-04"),
    (##"{"$vocabulary":{}}"##, "2019-09"),
  ])
  func rejectsKeywordsWithoutEquivalent(_ text: String, _ from: String) throws {
    let folder = try ToolFolder()
    try folder.write("s.json", text)
    let result = try folder.securellm(["upgrade", "--from", from, "--write", "s.json"])
    #expect(result.status == 1, "\(result.messages)")
    #expect(result.messages.contains("s.json:1:"))
    #expect(result.messages.contains("hint: "))
    #expect(try folder.read("s.json") == text)
  }

  @Test func upgradesFilesTogether() throws {
    let folder = try ToolFolder()
    try folder.write(
      "a.json",
      """
      {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": { "b": { "$ref": "b.json#/definitions/x" } }
      }

      """)
    try folder.write(
      "b.json",
      ##"{ "$schema": "http://json-schema.org/draft-07/schema#", "definitions": { "x": { "type": "null" } } }"##)
    let result = try folder.securellm(["upgrade", "--write", "--json", "a.json", "b.json"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(
      result.output == "{\"file\":\"a.json\",\"status\":\"upgraded\"}\n{\"file\":\"b.json\",\"status\":\"upgraded\"}\n")
    #expect(
      try folder.read("a.json") == """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "properties": { "b": { "$ref": "b.json#/$defs/x" } }
        }

        """)
    let again = try folder.securellm(["upgrade", "--write", "a.json", "b.json"])
    #expect(again.status == 0)
    #expect(again.output.isEmpty)
  }

  @Test func theDraftIsNotGuessed() throws {
    let folder = try ToolFolder()
    #expect(try folder.securellm(["upgrade"], input: "{}").status == 1)
    #expect(try folder.securellm(["upgrade", "--from", "7"], input: "{").status == 3)
    #expect(try folder.securellm(["upgrade", "none.json"]).status == 2)
    #expect(
      try folder.securellm(["upgrade", "--to", "draft-07", "--from", "6"], input: "{}").output
        == "{\"$schema\": \"http://json-schema.org/draft-07/schema#\"}")
  }

  /// Schemas of the drafts that the suite beside the checkout does not have, with instances on both sides of each
  /// change.
  @Test(arguments: [
    (
      Dialect.draft4, ##"{"id":"http://a.b/c","properties":{"n":{"minimum":1,"exclusiveMinimum":true}}}"##,
      [#"{"n":1}"#, #"{"n":1.5}"#, #"{"n":0}"#, "1"]
    ),
    (
      .draft4,
      ##"{"items":[{"$ref":"#/definitions/s"}],"additionalItems":false,"definitions":{"s":{"type":"string"}}}"##,
      [#"["a"]"#, #"["a",1]"#, "[1]", "[]"]
    ),
    (
      .draft4, ##"{"dependencies":{"a":["b"],"c":{"required":["d"]}},"maximum":3,"exclusiveMaximum":false}"##,
      [#"{"a":1}"#, #"{"a":1,"b":1}"#, #"{"c":1}"#, #"{"c":1,"d":1}"#, "3", "4"]
    ),
    (
      .draft6, ##"{"$ref":"#/definitions/a","maxLength":1,"definitions":{"a":{"contains":{"const":1}}}}"##,
      [#""long""#, "[1]", "[2]", "[]"]
    ),
    (
      .draft6, ##"{"allOf":[{"$ref":"#x"}],"definitions":{"a":{"$id":"#x","propertyNames":{"maxLength":1}}}}"##,
      [#"{"a":1}"#, #"{"ab":1}"#]
    ),
    (
      .draft2019,
      ##"{"$id":"http://a.b/t","$recursiveAnchor":true,"type":["object","integer"],"additionalProperties":{"$recursiveRef":"#"}}"##,
      [#"{"a":{"b":1}}"#, #"{"a":{"b":"x"}}"#, "1", #""x""#]
    ),
    (
      .draft2019,
      ##"{"$id":"http://a.b/o","$recursiveAnchor":true,"anyOf":[{"type":"string"},{"$ref":"i"}],"$defs":{"i":{"$id":"i","##
        + ##""$recursiveAnchor":true,"type":"object","additionalProperties":{"$recursiveRef":"#"}}}}"##,
      [#"{"a":"s"}"#, #"{"a":1}"#, #"{"a":{"b":"s"}}"#, "1"]
    ),
    (
      .draft2019,
      ##"{"$id":"http://a.b/o","anyOf":[{"type":"string"},{"$ref":"i"}],"$defs":{"i":{"$id":"i","type":"object","##
        + ##""additionalProperties":{"$recursiveRef":"#"}}}}"##,
      [#"{"a":"s"}"#, #"{"a":{}}"#, #"{"a":{"b":{}}}"#, #""s""#]
    ),
    (
      .draft2019, ##"{"items":[{"const":1}],"additionalItems":{"const":2},"unevaluatedItems":false}"##,
      ["[1,2,2]", "[1,3]", "[2]", "[]"]
    ),
  ])
  func keepsResultsOfOlderDrafts(_ dialect: Dialect, _ schema: String, _ instances: [String]) throws {
    let before = try #require(try SuiteFile.interpreter(JSONBytes(schema), dialect))
    let text = try upgraded(schema, from: dialect)
    let after = try #require(try SuiteFile.interpreter(JSONBytes(text), .draft2020), "\(text)")
    let results = instances.map { before.isValid(JSONBytes($0)) }
    #expect(results == instances.map { after.isValid(JSONBytes($0)) }, "\(text)")
    #expect(Set(results).count == 2, "the instances lie on both sides")
  }

  /// The official suite: the schema of draft 7 and what it becomes give the same results.
  @Test(.enabled(if: TestData.has("JSON-Schema-Test-Suite/tests/draft7"), "\(TestData.absence)"))
  func keepsResults() throws {
    var groups = 0
    var refused: [String] = []
    for file in TestData.names(in: "JSON-Schema-Test-Suite/tests/draft7", suffix: ".json") {
      for group in try SuiteFile.groups("draft7/" + file) {
        guard let before = try SuiteFile.interpreter(group.schema, .draft7) else { continue }
        groups += 1
        let upgraded: JSONBytes
        do {
          var upgrade = Upgrade([(path: "/suite/schema.json", bytes: group.schema)], SuiteFile.options(.draft7))
          try upgrade.run(to: .draft2020)
          upgraded = upgrade.texts[0].bytes
        } catch {
          refused.append("\(file): \(group.name)")
          continue
        }
        let text = String(decoding: upgraded.bytes, as: UTF8.self)
        // What is referred to and does not say its draft is read as before.
        let after = try #require(try SuiteFile.interpreter(upgraded, .draft7), "\(file): \(group.name): \(text)")
        for instance in group.instances {
          #expect(before.isValid(instance) == after.isValid(instance), "\(file): \(group.name): \(text)")
        }
      }
    }
    #expect(groups > 200)
    // Each for its reason: what the suite tests there is that draft 7 does not know a keyword.
    #expect(refused.sorted() == SuiteFile.refusedUpgrades)
  }

  /// A schema, the draft to go to, and where in the text that was given the diagnostic is.
  static let located: [(String, Dialect, String, String)] = [
    (
      ##"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"deprecated":"old"}}}"##, .draft2020,
      "s.json:1:86: warning:", "/properties/a/deprecated"
    ),
    (
      """
      {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"a": {"items": [{}], "additionalItems": {}}},
        "properties": {
          "b": {"type": "array",
                "minContains": -1}
        }
      }
      """, .draft2020, "s.json:6:11: error:", "/properties/b/minContains"
    ),
    (
      """
      {"$schema": "http://json-schema.org/draft-04/schema#",
       "id": "http://x.test/s", "exclusiveMinimum": true, "minimum": 1,
       "definitions": {"c": {"minimum": 1, "exclusiveMinimum": true, "not":
         {"id": "#a b"}}},
       "not": {"$ref": "#a b"}}
      """, .draft2020, "s.json:4:5: error:", "/definitions/c/not/id"
    ),
    (
      """
      {"$schema": "http://json-schema.org/draft-04/schema#",
       "exclusiveMinimum": true,
       "minimum": 1, "not":
        {"id": "http://x.test/n", "if": {}}}
      """, .draft2020, "s.json:4:29: error:", "/not/if"
    ),
  ]

  @Test(arguments: located)
  func locationsAreThoseOfTheGivenText(text: String, to: Dialect, head: String, pointer: String) throws {
    let folder = try ToolFolder()
    try folder.write("s.json", text)
    let result = try folder.securellm(["upgrade", "--to", to.name, "s.json"])
    #expect(result.messages.hasPrefix(head), "\(result.messages)")
    #expect(result.messages.contains("pointer \(pointer)\n"), "\(result.messages)")
    #expect((result.status == 0) == head.hasSuffix("warning:"))
    #expect(result.output.isEmpty == !head.hasSuffix("warning:"))
  }
}
