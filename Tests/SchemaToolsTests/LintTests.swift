import Foundation
import JSONCore
import SchemaRuntime
import SchemaTools
import TestData
import Testing

@Suite struct LintTests {
  /// The rules that a schema breaks, in the order of the text.
  private func rules(_ text: String, _ options: [String] = []) throws -> [String] {
    let folder = try ToolFolder()
    try folder.write("s.json", text)
    let result = try folder.securellm(["lint", "--json", "--ignore", "missing-dialect"] + options + ["s.json"])
    return try result.output.split(separator: "\n").compactMap { line in
      let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      // A schema that does not compile either is reported in a line of its own.
      return object["error"] == nil ? try #require(object["rule"] as? String) : nil
    }
  }

  /// Two closed objects with a required member each, the mistake that is made most: `allOf` is no inheritance.
  private static func closed(_ one: String, _ other: String) -> String {
    func object(_ name: String) -> String {
      #"{"type":"object","properties":{"\#(name)":{}},"required":["\#(name)"],"additionalProperties":false}"#
    }
    return #"{"allOf":[\#(object(one)),\#(object(other))]}"#
  }

  /// The text after `--fix`; checks that it is stable and that the first run reported it.
  private func fixed(_ text: String, _ options: [String] = ["--ignore", "missing-dialect"]) throws -> String {
    let folder = try ToolFolder()
    try folder.write("s.json", text)
    _ = try folder.securellm(["lint", "--fix"] + options + ["s.json"])
    let once = try folder.read("s.json")
    _ = try folder.securellm(["lint", "--fix"] + options + ["s.json"])
    #expect(try folder.read("s.json") == once)
    return once
  }

  @Test(arguments: [
    (#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#, [String]()),
    (#"{"type":"string","minimum":1}"#, ["keyword-of-other-type"]),
    (#"{"type":["number","null"],"maxLength":1,"maximum":2}"#, ["keyword-of-other-type"]),
    (#"{"type":"integer","minimum":1}"#, []),
    (#"{"minimum":3,"maximum":2}"#, ["contradictory-bounds"]),
    (#"{"minimum":2,"maximum":2}"#, []),
    (#"{"minimum":2,"exclusiveMaximum":2}"#, ["contradictory-bounds"]),
    (#"{"minLength":3,"maxLength":2}"#, ["contradictory-bounds"]),
    (#"{"minItems":1e2,"maxItems":99}"#, ["contradictory-bounds"]),
    (#"{"minimum":1,"exclusiveMinimum":1}"#, ["redundant-bound"]),
    (#"{"type":"string","const":1}"#, ["const-not-in-type"]),
    (#"{"type":"number","const":1}"#, []),
    (#"{"enum":[]}"#, ["empty-enum"]),
    (#"{"enum":[1,1.0,2]}"#, ["duplicate-value"]),
    (#"{"type":"string","enum":["a",7]}"#, ["declared-value-refused"]),
    (#"{"type":"string","default":7}"#, ["declared-value-refused"]),
    (#"{"maxLength":1,"examples":["ab"]}"#, ["declared-value-refused"]),
    (#"{"type":"string","allOf":[{"type":"object"}]}"#, ["disjoint-types"]),
    (#"{"type":"number","allOf":[{"type":"integer"}]}"#, []),
    (
      ##"{"allOf":[{"$ref":"#/$defs/a"},{"type":"object"}],"$defs":{"a":{"type":"string","enum":["x"]}}}"##,
      ["disjoint-types"]
    ),
    (##"{"$ref":"#/$defs/a","type":"array","$defs":{"a":{"allOf":[{"const":1}]}}}"##, ["disjoint-types"]),
    (#"{"allOf":[{"enum":["a"]},{"minimum":1}]}"#, []),
    (closed("A", "B"), ["closed-branches"]),
    (
      ##"{"allOf":[{"$ref":"#/$defs/a"}],"required":["b"],"$defs":{"a":{"properties":{"c":{}},"additionalProperties":false}}}"##,
      ["closed-branches"]
    ),
    (#"{"allOf":[{"properties":{"a":{}},"additionalProperties":false},{"properties":{"b":{}}}]}"#, ["refused-member"]),
    (#"{"allOf":[{"properties":{"a":{}},"additionalProperties":false},{"properties":{"a":{"minimum":1}}}]}"#, []),
    (#"{"allOf":[{"properties":{"a":{}},"additionalProperties":false},{"properties":{"b":false}}]}"#, []),
    (#"{"allOf":[{"patternProperties":{"^b":{}},"additionalProperties":false},{"required":["b"]}]}"#, []),
    (#"{"anyOf":[{"properties":{"a":{}},"additionalProperties":false},{"required":["b"]}]}"#, []),
    (#"{"allOf":[{"properties":{"a":{}},"additionalProperties":{}},{"required":["b"]}]}"#, []),
    (#"{"properties":{"x":{"description":null,"examples":"e","title":"t"}}}"#, ["annotation-type", "annotation-type"]),
    (#"{"pattern":"^a{5}$","maxLength":4}"#, ["impossible-pattern"]),
    (#"{"pattern":"^a{5}$","minLength":6}"#, ["impossible-pattern"]),
    (#"{"pattern":"^a{5}$","minLength":5,"maxLength":5}"#, []),
    (#"{"pattern":"a$b"}"#, ["impossible-pattern"]),
    (#"{"additionalProperties":false,"properties":{"aa":true},"required":["ab"]}"#, ["required-not-declared"]),
    (#"{"additionalProperties":false,"patternProperties":{"^a":true},"required":["ab"]}"#, []),
    (#"{"required":["a","b"],"maxProperties":1}"#, ["required-over-maximum"]),
    (#"{"maxlength":1}"#, ["unknown-keyword"]),
    (#"{"x-vendor":1}"#, []),
    (#"{"format":"datetime"}"#, ["unknown-format"]),
    (#"{"anyOf":[{"type":"null"},{"type":"null"}]}"#, ["duplicate-branch"]),
    (#"{"minLength":0,"uniqueItems":false}"#, ["no-effect", "no-effect"]),
    (#"{"pattern":"\\Aa"}"#, ["non-portable-pattern"]),
    (#"{"type":"object","$defs":{"a":{}}}"#, ["unused-definition"]),
    (#"{"$defs":{"a":{}}}"#, []),
    (##"{"$ref":"#/$defs/a","$defs":{"a":{}}}"##, []),
    (#"{"properties":{"a":{"$schema":"https://json-schema.org/draft/2020-12/schema"}}}"#, ["misplaced-dialect"]),
    (#"{"definitions":{"a":{}}}"#, ["deprecated-keyword"]),
    (#"{"const":{"maxlength":1},"properties":{"minimum":{"type":"string"}}}"#, []),
  ])
  func rulesAreFound(_ text: String, _ expected: [String]) throws {
    #expect(try rules(text) == expected, "\(text)")
  }

  @Test(arguments: [
    (##"{"$ref":"#/definitions/a","minimum":1,"definitions":{"a":{}}}"##, "draft-07", ["sibling-of-reference"]),
    (#"{"prefixItems":[{}]}"#, "draft-07", ["keyword-of-other-draft"]),
    (#"{"additionalItems":false}"#, "draft-07", ["additional-items-unused"]),
    (#"{"const":1}"#, "draft-04", ["keyword-of-other-draft"]),
    (#"{"type":"number","minimum":1,"exclusiveMinimum":true}"#, "draft-04", []),
    (#"{"definitions":{"a":{}}}"#, "draft-07", []),
  ])
  func distinguishesDrafts(_ text: String, _ dialect: String, _ expected: [String]) throws {
    #expect(try rules(text, ["--dialect", dialect]) == expected, "\(text)")
  }

  @Test func findingsHaveLocationsAndNoEscapes() throws {
    let folder = try ToolFolder()
    try folder.write("s.json", "{\n  \"type\": \"string\",\n  \"minimum\": 1\n}\n")
    let result = try folder.securellm(["lint", "--rule", "keyword-of-other-type", "s.json"])
    #expect(result.status == 1)
    #expect(
      result.output == """
        s.json:3:3: warning[keyword-of-other-type]: "minimum" applies to numbers, which "type" does not allow
          pointer /minimum
          hint: remove it, or add the type

        """)
    #expect(result.messages == "1 finding (1 warning); --fix fixes 1\n")
    #expect(
      try folder.securellm(["lint", "--ignore", "keyword-of-other-type", "--rule", "no-effect", "s.json"]).status == 0)
  }

  @Test func fixesKeepTheLayout() throws {
    let text = """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "string",   "minimum": 1,
        "enum": [ "a",  "b", "a", 7 ],
        "minLength": 0
      }

      """
    #expect(
      try fixed(text) == """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "string",
          "enum": [ "a",  "b" ]
        }

        """)
    #expect(try fixed("{\"minLength\": 0}") == "{}")
    #expect(
      try fixed("{\n  \"type\": \"null\"\n}", [])
        == "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"type\": \"null\"\n}")
  }

  @Test func keepsReferencedDefinitions() throws {
    let text = ##"{"type":"array","items":{"$ref":"#/properties/a"},"properties":{"a":{"type":"null"}}}"##
    #expect(try fixed(text) == text)
    #expect(try rules(text) == ["keyword-of-other-type"])
  }

  @Test func strictModeReportsMissingBounds() throws {
    let folder = try ToolFolder()
    try folder.write("s.json", #"{"type":"object","properties":{"a":{"type":"string"}}}"#)
    let result = try folder.securellm(["lint", "--strict", "--rule", "strict", "s.json"])
    #expect(result.status == 1)
    #expect(result.output.contains("error[strict]: a string without a maximum length"))
    #expect(result.output.contains("error[strict]: an object that does not say whether it is open or closed"))
  }

  @Test func badSchemasExitWithThree() throws {
    let folder = try ToolFolder()
    for text in ["{\"type\": 7}", "{", "{\"a\":1,\"a\":2}", "[]", ##"{"$ref":"#/nowhere"}"##] {
      try folder.write("s.json", text)
      let result = try folder.securellm(["lint", "s.json"])
      #expect(result.status == 3, "\(text)")
      #expect(result.messages.contains("s.json:1:"), "\(text)")
      #expect(try folder.securellm(["lint", "--fix", "s.json"]).status == 3)
    }
    #expect(try folder.securellm(["lint", "none.json"]).status == 2)
    #expect(try folder.securellm(["lint", "--rule", "none", "s.json"]).status == 2)
    #expect(try folder.securellm(["lint", "--fix", "-"], input: "{}").status == 2)
  }

  /// The official suite: what is fixed gives the same results, and is not fixed again.
  @Test(
    .enabled(if: TestData.has("JSON-Schema-Test-Suite/tests/draft2020-12"), "\(TestData.absence)"),
    arguments: [("draft2020-12", Dialect.draft2020), ("draft7", .draft7)])
  func fixesKeepResults(_ folder: String, _ dialect: Dialect) throws {
    let request = LintRequest(files: [], sources: SuiteFile.options(dialect))
    var fixes = 0
    for file in TestData.names(in: "JSON-Schema-Test-Suite/tests/" + folder, suffix: ".json") {
      for group in try SuiteFile.groups("\(folder)/\(file)") {
        guard let before = try SuiteFile.interpreter(group.schema, dialect) else { continue }
        let (text, count) = try Linting.fixed("/suite/schema.json", group.schema, request)
        fixes += count
        #expect(try Linting.fixed("/suite/schema.json", text, request).count == 0)
        let shown = String(decoding: text.bytes, as: UTF8.self)
        let after = try #require(try SuiteFile.interpreter(text, dialect), "\(file): \(group.name): \(shown)")
        for instance in group.instances {
          #expect(before.isValid(instance) == after.isValid(instance), "\(file): \(group.name): \(shown)")
        }
      }
    }
    #expect(fixes > 10)
  }

  @Test func everyRuleIsInTheTable() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/lint.md"), encoding: .utf8)
    for rule in LintRule.allCases {
      #expect(page.contains("| `\(rule.rawValue)` | \(rule.severity.rawValue) |"), "\(rule.rawValue)")
      #expect(page.contains("| `\(rule.rawValue)` | \(rule.severity.rawValue) | |") != rule.hasFix, "\(rule.rawValue)")
    }
  }

  @Test func boundsAreAddedOnRequestOnly() throws {
    let folder = try ToolFolder()
    let text = """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object", "additionalProperties": false,
        "properties": {
          "a": {"type": "string"},
          "b": {"type": ["array", "string"], "items": {"type": "string", "pattern": "^a{1,3}$"}, "minItems": 2000},
          "c": {"type": "string", "enum": ["x"]}, "d": {"type": "string", "format": "date"},
          "e": {"type": "string", "maxLength": 5}, "f": {"type": "string", "pattern": "^a+$"}
        }
      }

      """
    try folder.write("s.json", text)
    #expect(try folder.securellm(["lint", "--fix", "s.json"]).status == 0)
    #expect(try folder.read("s.json") == text)
    let result = try folder.securellm(["lint", "--fix-bounds", "s.json"])
    #expect(result.status == 0, "\(result.output)\(result.messages)")
    #expect(result.messages == "0 findings; 4 bounds added\n")
    let bounded = text.replacingOccurrences(
      of: #""a": {"type": "string"}"#, with: #""a": {"type": "string", "maxLength": 4096}"#
    )
    .replacingOccurrences(
      of: #"["array", "string"],"#, with: #"["array", "string"], "maxLength": 4096, "maxItems": 2000,"#
    )
    .replacingOccurrences(
      of: #""f": {"type": "string","#, with: #""f": {"type": "string", "maxLength": 4096,"#)
    #expect(try folder.read("s.json") == bounded)
    #expect(
      try folder.securellm(["lint", "--strict", "--fix-bounds", "s.json"]).messages == "0 findings; 0 bounds added\n")
    #expect(try folder.securellm(["lint", "--fix-bounds", "-"], input: text).status == 2)
  }
}
