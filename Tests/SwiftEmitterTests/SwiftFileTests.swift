import SchemaCompiler
import SwiftEmitter
import Testing

/// What the compiled fixtures do not show: the text is the same every time and names its source.
@Suite struct SwiftFileTests {
  private func file(_ text: String) throws -> SwiftFile {
    let sources = SourceSet([SourceFile(path: "demo/point.json", text: text)], displayRoot: "Schemas/")
    let outcome = CompiledSchema.compile("demo/point.json", in: sources, mode: .strict)
    #expect(outcome.diagnostics.isEmpty)
    return SwiftFile.schema(try #require(outcome.value), source: "Schemas/demo/point.json", name: "Point")
  }

  private let schema = """
    {
      "type": "object", "additionalProperties": false, "required": ["x"],
      "properties": { "x": { "type": "integer", "description": "Across.\\n*/ }" }, "y": { "type": "integer" } }
    }
    """

  @Test func embedsPublishedSchemasVerbatim() throws {
    let sources = SourceSet([SourceFile(path: "demo/point.json", text: schema)], displayRoot: "Schemas/")
    let published = try #require(PublishedSchema.text("demo/point.json", in: sources).value)
    let compiled = try #require(CompiledSchema.compile("demo/point.json", in: sources, mode: .strict).value)
    let text = SwiftFile.schema(compiled, source: "demo/point.json", name: "Point", published: published).text
    #expect(text.contains("static var publishedSchema: StaticString { \(SwiftLiteral.string(published)) }"))
    #expect(!SwiftFile.schema(compiled, source: "demo/point.json", name: "Point").text.contains("publishedSchema"))
  }

  @Test func theOutputIsStable() throws {
    #expect(try file(schema) == file(schema))
  }

  @Test func declarationsNameTheirSchema() throws {
    let text = try file(schema).text
    #expect(text.hasPrefix("// Generated from Schemas/demo/point.json. Edit the schema, not this file.\n"))
    #expect(text.contains("/// Schema: `demo/point.json#`."))
    #expect(text.contains("private typealias Handshake = GeneratedCodeVersion1"))
    #expect(text.contains("  /// Across. */ }\n"))
  }

  @Test func everyKindOfMatcherIsWritten() throws {
    let text =
      #"{"allOf": [{"pattern": "^a+$"}, {"pattern": "a|bc"}], "patternProperties": {"(a)\\1": {"maxLength": 1}}}"#
    let sources = SourceSet([SourceFile(path: "p.json", text: text)])
    let outcome = CompiledSchema.compile("p.json", in: sources, mode: .standard(assertFormat: false))
    let swift = SwiftFile.schema(try #require(outcome.value), source: "p.json", name: "P").text
    #expect(swift.contains("= ScalarRun(packed: \"1;*;97 97\")"))
    #expect(swift.contains("= DFA(packed: \""))
    #expect(swift.contains(#"= BacktrackingPattern("(a)\\1")"#))
  }
}

/// The comment of the generated type about a default that it does not fill in.
@Suite struct KeptDefaultTests {
  private func text(_ schema: String) throws -> String {
    let sources = SourceSet([SourceFile(path: "k.json", text: schema)])
    let outcome = CompiledSchema.compile("k.json", in: sources, mode: .standard(assertFormat: false))
    return SwiftFile.schema(try #require(outcome.value), source: "k.json", name: "K").text
  }

  @Test func endlessOnes() throws {
    let text = try text(##"{"type": "object", "properties": {"not": {"$ref": "#", "default": {}}}}"##)
    #expect(
      text.contains("/// Not filled in: the default `{}`, as the filled-in value would get the same default again"))
    #expect(text.contains("public var not: K.Value?"))
  }

  @Test func leavesOutDefaultsThatOthersDependOn() throws {
    let text = try text(
      #"{"type": "object", "properties": {"a": {"default": 1}, "b": {}}, "dependentRequired": {"a": ["b"]}}"#)
    #expect(text.contains("/// Not filled in: the default `1`, as other members depend on"))
  }

  @Test func leavesOutDefaultsThatAnotherSchemaRejects() throws {
    let text = try text(
      #"{"type": "object", "allOf": [{"properties": {"a": {"type": "integer", "default": 0}}}, {"properties": {"a": {"minimum": 1}}}]}"#
    )
    #expect(text.contains("/// Not filled in: the default `0`, as another schema of the member refuses it"))
  }

  @Test func longOnesAreCut() throws {
    let word = String(repeating: "w", count: 100)
    let text = try text(
      #"{"type": "object", "properties": {"a": {"default": "\#(word)"}}, "dependentRequired": {"a": ["b"]}}"#)
    #expect(!text.contains("`\"\(word)\"`"))
    #expect(text.contains("the default `\"wwww"))
  }
}
