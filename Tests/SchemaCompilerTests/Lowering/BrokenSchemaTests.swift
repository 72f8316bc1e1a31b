import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

/// Schemas that are broken in a large way: one clear error each, in bounded memory and on a bounded stack.
@Suite struct BrokenSchemaTests {
  private static let standard = SchemaMode.standard(assertFormat: false)

  private func errors(_ bytes: [UInt8]) -> [Diagnostic] {
    CompiledSchema.compile(
      "a.json", in: SourceSet([SourceFile(path: "a.json", bytes: bytes)]), mode: Self.standard
    ).diagnostics
  }

  @Test(arguments: [#"{"not":"#, "[", #"{"allOf":["#])
  func aHundredThousandLevels(opening: String) throws {
    let text = [[UInt8]](repeating: Array(opening.utf8), count: 100_000).flatMap(\.self)
    let error = try #require(errors(text).first)
    #expect(error.message == "the value is nested too deeply", "\(error.message)")
    #expect(error.hint.contains("256 levels"))
    #expect(error.line == 1 && error.column > 1)
  }

  @Test func aHundredMegabytes() throws {
    var text = Array(#"{"description": ""#.utf8)
    text += [UInt8](repeating: 0x20, count: 100 << 20)
    text += Array(#""}"#.utf8)
    let found = errors(text)
    #expect(found.map(\.message) == ["the file is larger than 64 MiB"])
    #expect(found.first?.hint.isEmpty == false)
  }

  /// Every value knows its pointer: names that are long and deep at once would take far more room than the file.
  @Test func longNamesDeepDown() throws {
    let name = String(repeating: "n", count: 100_000)
    var text = ""
    for _ in 0..<200 { text += "{\"\(name)\":" }
    text += "1" + String(repeating: "}", count: 200)
    let found = errors(Array(text.utf8))
    #expect(found.map(\.message) == ["the names on the way to the values are longer than 256 MiB together"])
    #expect(found.first?.pointer.utf8.count ?? .max < 1 << 26)
  }

  @Test func manyDynamicScopes() throws {
    // Each resource may be the outermost one with its anchor: the nodes of the last are made for every combination.
    var definitions: [String] = []
    for level in 0..<12 {
      for side in 0..<2 {
        let next = level < 11 ? "\"anyOf\": [{\"$ref\": \"r\(level + 1)a\"}, {\"$ref\": \"r\(level + 1)b\"}]," : ""
        let name = "r\(level)\(side == 0 ? "a" : "b")"
        definitions.append(
          "\"\(name)\": {\"$id\": \"\(name)\", \(next) \"$defs\": {\"x\": {\"$dynamicAnchor\": \"n\(level)\"}}}")
      }
    }
    let text = """
      {"$id": "https://x.test/", "anyOf": [{"$ref": "r0a"}, {"$ref": "r0b"}],
       "$defs": {\(definitions.joined(separator: ","))}}
      """
    let outcome = compiled(text, mode: Self.standard)
    let count = try #require(outcome.value, "\(outcome.diagnostics)").program.nodes.count
    #expect(count < 40_000)
  }

  @Test(arguments: [
    (##"{"properties": {"a": {"$ref": "#/$defs/none"}}}"##, "a.json has no \"$defs\"", "/properties/a/$ref"),
    (
      ##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}"##, "the schema comes back to itself",
      "/$defs/a/$ref"
    ),
    (##"{"if": {"$ref": "#"}}"##, "the schema comes back to itself", "/if/$ref"),
    (##"{"dependentSchemas": {"a": {"$ref": "#"}}}"##, "the schema comes back to itself", "/dependentSchemas/a/$ref"),
    (##"{"$dynamicRef": "#a", "$dynamicAnchor": "a"}"##, "the schema comes back to itself", ""),
    (#"{"pattern": "("}"#, "in the pattern: this \"(\" has no \")\"", "/pattern"),
    (#"{"minimum": "1"}"#, "\"minimum\" must be a number", "/minimum"),
    (#"{"$schema": 7}"#, "\"$schema\" must be a string", "/$schema"),
    (
      #"{"$id": "https://x.test/a", "not": {"$id": "https://x.test/a"}}"#, "another schema has the same identifier",
      "/not/$id"
    ),
  ])
  func oneErrorWithLocationAndHint(schema: String, message: String, pointer: String) throws {
    let found = errors(Array(schema.utf8))
    #expect(found.count == 1)
    let error = try #require(found.first)
    #expect(error.message.utf8.starts(with: message.utf8), "\(error.message)")
    #expect(error.pointer == pointer)
    #expect(error.line == 1 && error.column > 0 && !error.hint.isEmpty)
  }

  /// Meta-schemas of one's own and what their vocabularies switch on.
  @Test func vocabularies() throws {
    let vocabulary = "https://json-schema.org/draft/2020-12/vocab/"
    func run(_ listed: String) -> Outcome<CompiledSchema> {
      compiled(
        #"{"$schema": "meta.json", "minimum": 3, "properties": {"a": false}}"#, mode: Self.standard,
        others: [SourceFile(path: "meta.json", text: "{\"$vocabulary\": {\(listed)}}")])
    }
    #expect(
      text(try #require(run("\"\(vocabulary)applicator\": true").value).program)
        == ["#: object(a: 1, open)", "#/properties/a: never"])
    #expect(text(try #require(run("\"\(vocabulary)validation\": false").value).program) == ["#: range >=3"])
    #expect(run("\"https://x.test/v\": false").diagnostics.isEmpty)
    #expect(
      run("\"https://x.test/v\": true").diagnostics.map(\.message)
        == ["the meta-schema requires the vocabulary \"https://x.test/v\", which is not known"])
  }

  @Test(arguments: Draft.allCases) func everyMetaSchemaAcceptsItself(draft: Draft) throws {
    let outcome = compiled("{\"$ref\": \"\(draft.metaSchema)\"}", mode: Self.standard)
    let interpreter = SchemaInterpreter(try #require(outcome.value, "\(outcome.diagnostics)").program)
    let own = try #require(CompiledSchema.metaSchema(of: draft))
    #expect(SchemaInterpreter(own.program).isValid(JSONBytes(#"{"type": "object"}"#)))
    #expect(!interpreter.isValid(JSONBytes(#"{"type": "strnig"}"#)))
    #expect(!interpreter.isValid(JSONBytes(#"{"properties": {"a": {"minLength": -1}}}"#)))
  }
}
