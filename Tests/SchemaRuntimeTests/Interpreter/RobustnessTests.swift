import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

@Suite struct RobustnessTests {
  private static let recursive = ##"""
    {"type":"object","additionalProperties":false,"required":["name"],"$defs":{"n":{"type":["integer","null"],"minimum":0}},
     "properties":{"name":{"type":"string","minLength":1,"pattern":"^[a-z]+$"},"count":{"$ref":"#/$defs/n"},
       "tags":{"type":"array","uniqueItems":true,"items":{"enum":["a","b",1,[1],{"k":null}]}},
       "next":{"anyOf":[{"type":"null"},{"$ref":"#"}]},
       "shape":{"oneOf":[{"type":"object","required":["t"],"properties":{"t":{"const":"p"},"x":{"type":"number"}}},
                         {"type":"object","required":["t"],"properties":{"t":{"const":"q"}}}]},
       "map":{"type":"object","propertyNames":{"maxLength":3},"patternProperties":{"^a":{"type":"integer"}},
              "additionalProperties":{"not":{"type":"integer"}}}}}
    """##

  private static let instance =
    #"{"name":"abc","count":1.0,"tags":["a",1,[1],{"k":null}],"next":{"name":"x","next":null},"shape":{"x":1.5,"t":"p"},"map":{"ab":1,"b":"c"}}"#

  private static let pieces = [
    "\"", "{", "}", "[", "]", ",", ":", "0", "1.5", "-", "null", "true", "\"name\":", "\"a\"", "\\u0061", "{}", "[[]]",
    "😀", "\"t\":\"q\",",
  ].map { Array($0.utf8) }

  /// Validation and error list come from different ways through the same code: they must never disagree, nor trap.
  @Test func validityAndErrorsAgreeOnMutations() throws {
    let interpreter = try interpreter(Self.recursive)
    #expect(interpreter.isValid(JSONBytes(Self.instance)))
    var random = SystemlessRandom(state: 7)
    var validCount = 0
    for _ in 0..<4000 {
      var text = Array(Self.instance.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let location = Int.random(in: 0..<text.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: text.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: location)
        case 1: text.removeSubrange(location..<min(location + Int.random(in: 1...6, using: &random), text.count))
        default: text[location] = UInt8.random(in: 0x20...0x7E, using: &random)
        }
      }
      let bytes = JSONBytes(text)
      let found = interpreter.violations(bytes)
      let valid = interpreter.isValid(bytes)
      #expect(valid == found.isEmpty, "\(String(decoding: text, as: UTF8.self)): \(found.first?.message ?? "valid")")
      #expect(found.allSatisfy { $0.offset >= 0 && $0.offset <= text.count && $0.message.utf8.count <= 256 })
      if valid { validCount += 1 }
    }
    #expect(validCount > 20)
  }

  @Test func rejectsDeepTextsAndKeepsDeepLimits() throws {
    let interpreter = try interpreter(##"{"items":{"$ref":"#"}}"##)
    let deep = JSONBytes(String(repeating: "[", count: 512) + String(repeating: "]", count: 512))
    #expect(!interpreter.isValid(deep))
    #expect(interpreter.violations(deep).map(\.keyword) == ["syntax"])
    #expect(interpreter.isValid(deep, maxDepth: 512))
    #expect(interpreter.violations(deep, maxDepth: 512).isEmpty)
    let deeper = JSONBytes(String(repeating: "[", count: 100_000))
    #expect(!interpreter.isValid(deeper, maxDepth: .max))
    #expect(interpreter.violations(deeper, maxDepth: .max).count == 1)
  }

  /// More evaluations in progress than the interpreter allows: refused, with stack to spare.
  @Test func rejectsLongChainsOfReferences() {
    let length = 3000
    var nodes = (0..<length).map { SchemaNode(location: "x#/\($0)", checks: [.allOf([$0 + 1])]) }
    nodes.append(SchemaNode(location: "x#/end", checks: [.array(ArrayCheck(items: 0))]))
    let interpreter = SchemaInterpreter(SchemaProgram(nodes: nodes, root: 0))
    let bytes = JSONBytes("[[[]]]")
    #expect(!interpreter.isValid(bytes))
    #expect(interpreter.violations(bytes).map(\.keyword) == ["$ref"])
    let short = SchemaInterpreter(SchemaProgram(nodes: nodes, root: length - 600))
    #expect(short.isValid(JSONBytes("[]")))
  }

  /// Every level tries two branches: without remembering results this would be 2 to the 60th.
  @Test(arguments: ["anyOf", "allOf", "oneOf"])
  func nestedAlternativesTakeLinearTime(keyword: String) throws {
    let schema = ##"{"\##(keyword)":[{"items":{"$ref":"#"}},{"items":{"$ref":"#"},"maxItems":1},{"type":"null"}]}"##
    let interpreter = try interpreter(schema)
    for core in ["1", "null", "[1,2]"] {
      let text = JSONBytes(String(repeating: "[", count: 60) + core + String(repeating: "]", count: 60))
      #expect(interpreter.isValid(text) == interpreter.violations(text).isEmpty)
    }
  }

  @Test func endlessReferencesAcceptNothing() {
    let nodes = [
      SchemaNode(location: "x#", checks: [.reference(1)]),
      SchemaNode(location: "x#/a", checks: [.allOf([2])]),
      SchemaNode(location: "x#/b", checks: [.not(0), .type(.null)]),
    ]
    let interpreter = SchemaInterpreter(SchemaProgram(nodes: nodes, root: 0))
    for text in ["null", "1", "[{}]"] {
      let bytes = JSONBytes(text)
      #expect(interpreter.isValid(bytes) == interpreter.violations(bytes).isEmpty)
    }
  }

  /// Only what gets there has no result, and neither an alternative nor a negation around it makes one.
  @Test(arguments: [
    (##"{"properties": {"a": {"$ref": "#/$defs/l"}}, "$defs": {"l": {"allOf": [{"$ref": "#/$defs/l"}]}}}"##, "{}"),
    (##"{"anyOf": [{"type": "object"}, {"$ref": "#"}]}"##, "{}"),
    (##"{"if": {"type": "array"}, "then": {"$ref": "#"}}"##, "{}"),
    (##"{"properties": {"a": {"not": {"not": {"$ref": "#/properties/a"}}}}}"##, "{\"b\": 1}"),
  ])
  func loopsCountWhereTheyAreEntered(schema: String, outside: String) throws {
    let interpreter = try interpreter(schema, purpose: .validation)
    #expect(interpreter.isValid(JSONBytes(outside)))
    #expect(interpreter.violations(JSONBytes(outside)).isEmpty)
    #expect(interpreter.evaluation(JSONBytes(outside)).isValid)
  }

  @Test(arguments: [
    (##"{"$ref": "#"}"##, "1", "/$ref"), (##"{"not": {"$ref": "#"}}"##, "1", "/not/$ref"),
    (##"{"anyOf": [{"$ref": "#"}, true]}"##, "1", "/anyOf/0/$ref"),
    (##"{"oneOf": [{"$ref": "#"}, true]}"##, "1", "/oneOf/0/$ref"),
    (##"{"if": {"$ref": "#"}, "else": true}"##, "1", "/if/$ref"),
    (##"{"contains": {"not": {"$ref": "#/contains"}}}"##, "[1]", "/contains/not/$ref"),
    (##"{"properties": {"a": {"allOf": [{"$ref": "#/properties/a"}]}}}"##, "{\"a\": 1}", "/properties/a/allOf/0/$ref"),
    (
      ##"{"$schema": "https://json-schema.org/draft/2019-09/schema", "allOf": [{"$recursiveRef": "#"}]}"##, "1",
      "/allOf/0/$recursiveRef"
    ),
  ])
  func enteredLoopsHaveNoResult(schema: String, instance: String, location: String) throws {
    let interpreter = try interpreter(schema, purpose: .validation)
    let bytes = JSONBytes(instance)
    #expect(interpreter.result(bytes) == .undecided)
    #expect(!interpreter.isValid(bytes))
    let error = try #require(interpreter.violations(bytes).last)
    #expect(error.schemaLocation == "s.json#" + location)
    #expect(error.message == "cannot be evaluated: the schema comes back to itself here without going into the value")
    let evaluation = interpreter.evaluation(bytes)
    #expect(!evaluation.isValid)
    #expect(evaluation.root.errors.contains { $0.message == error.message })
  }

  @Test func largeObjectsAndArraysTakeLinearTime() throws {
    let interpreter = try interpreter(
      #"{"uniqueItems":true,"items":{"type":"integer"},"additionalProperties":{"type":"integer"}}"#)
    let numbers = JSONBytes("[" + (0..<50_000).map { String($0) }.joined(separator: ",") + "]")
    #expect(interpreter.isValid(numbers))
    let members = JSONBytes("{" + (0..<50_000).map { "\"m\($0)\":\($0)" }.joined(separator: ",") + "}")
    #expect(interpreter.isValid(members))
  }

  @Test func manyDeclaredMembersAreTracked() throws {
    let names = (0..<200).map { "member_number_\($0)" }
    let properties = names.map { "\"\($0)\":{\"type\":\"integer\"}" }.joined(separator: ",")
    let required = names.map { "\"\($0)\"" }.joined(separator: ",")
    let schema = "{\"properties\":{\(properties)},\"required\":[\(required)],\"additionalProperties\":false}"
    let all = names.map { "\"\($0)\":1" }
    #expect(try errors(schema, "{\(all.joined(separator: ","))}") == [])
    for index in [0, 63, 64, 127, 128, 199] {
      var some = all
      some.remove(at: index)
      #expect(
        try errors(schema, "{\(some.joined(separator: ","))}") == [" required must have the member \"\(names[index])\""]
      )
      #expect(try errors(schema, "{\((all + [all[index]]).joined(separator: ","))}").count == 1)
    }
  }

  @Test func evaluatesSlicesOfLargerTexts() throws {
    let interpreter = try interpreter(#"{"type":"integer"}"#)
    let bytes = JSONBytes("1\n\"x\"\n3")
    #expect(interpreter.isValid(bytes, range: 0..<1))
    #expect(interpreter.violations(bytes, range: 2..<5).map(\.offset) == [2])
    #expect(interpreter.isValid(bytes, range: 6..<7))
    #expect(!interpreter.isValid(bytes, range: 1..<2))
  }
}

/// The same numbers in every run.
private struct SystemlessRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
  }
}
