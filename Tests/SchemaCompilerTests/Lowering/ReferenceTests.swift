import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

@Suite struct ReferenceTests {
  private let git = SourceFile(
    path: "common/git.json",
    text: ##"""
      {"$id": "https://x.test/git", "$defs": {
        "revision": {"type": "string", "maxLength": 40},
        "a/b~c d": {"$ref": "#/$defs/revision"},
        "loop": {"type": "object", "properties": {"next": {"$ref": "#/$defs/loop"}}, "additionalProperties": false}}}
      """##)

  private func compile(_ text: String, path: String = "tools/git/log.json") -> Outcome<CompiledSchema> {
    let sources = SourceSet([SourceFile(path: path, text: text), git], displayRoot: "Schemas/")
    return CompiledSchema.compile(path, in: sources, mode: .strict)
  }

  @Test(arguments: [
    "../../common/git.json#/$defs/revision", "/common/git.json#/$defs/revision",
    "../../common/git.json#/%24defs/revision", "https://x.test/git#/$defs/revision",
    "../../c%6Fmmon/./git.json#/$defs/revision",
  ])
  func crossesFiles(reference: String) throws {
    let nodes = try #require(compile("{\"$ref\": \"\(reference)\"}").value).program.nodes
    #expect(nodes.map(\.location) == ["tools/git/log.json#", "common/git.json#/$defs/revision"])
  }

  @Test func unescapesPointers() throws {
    let outcome = compile(#"{"$ref": "../../common/git.json#/$defs/a~1b~0c%20d"}"#)
    #expect(
      try #require(outcome.value).program.nodes.map(\.location) == [
        "tools/git/log.json#", "common/git.json#/$defs/a~1b~0c d", "common/git.json#/$defs/revision",
      ])
  }

  @Test func namesTheWholeFile() throws {
    let sources = SourceSet([
      SourceFile(path: "a.json", text: #"{"items": {"$ref": "b.json"}, "maxItems": 1}"#),
      SourceFile(path: "b.json", text: #"{"type": "null"}"#),
    ])
    let outcome = CompiledSchema.compile("a.json", in: sources, mode: .strict)
    #expect(try #require(outcome.value).program.nodes.map(\.location) == ["a.json#", "a.json#/items", "b.json#"])
  }

  @Test func compilesAPartOfAFile() throws {
    let sources = SourceSet([
      SourceFile(
        path: "t.json",
        text:
          ##"{"name": "x", "exec": {"foo": 1}, "inputSchema": {"$ref": "#/inputSchema/$defs/n", "$defs": {"n": true}}}"##
      )
    ])
    let outcome = CompiledSchema.compile("t.json", in: sources, pointer: "/inputSchema", mode: .strict)
    #expect(
      try #require(outcome.value).program.nodes.map(\.location) == [
        "t.json#/inputSchema", "t.json#/inputSchema/$defs/n",
      ])
  }

  @Test func recursionIsPlainData() throws {
    let outcome = compile(#"{"$ref": "../../common/git.json#/$defs/loop"}"#)
    #expect(
      text(try #require(outcome.value).program) == [
        "#: ref 1", "#/$defs/loop: type object, object(next: 2, closed)", "#/$defs/loop/properties/next: ref 1",
      ])
  }

  @Test func rootRecursion() throws {
    let outcome = compile(##"{"items": {"$ref": "#"}, "maxItems": 3}"##)
    #expect(text(try #require(outcome.value).program) == ["#: array(items 1, count 0...3)", "#/items: ref 0"])
  }

  @Test(arguments: [
    (##"{"$ref": "#"}"##, "through a.json# -> a.json#"),
    (
      ##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
      "through a.json#/$defs/a -> a.json#/$defs/b -> a.json#/$defs/a"
    ),
    (##"{"allOf": [{"$ref": "#"}]}"##, "through a.json# -> a.json#/allOf/0 -> a.json#"),
    (##"{"anyOf": [true, {"$ref": "#"}]}"##, "through a.json# -> a.json#/anyOf/1 -> a.json#"),
    (##"{"oneOf": [{"$ref": "#"}]}"##, "through a.json# -> a.json#/oneOf/0 -> a.json#"),
    (##"{"not": {"$ref": "#"}}"##, "through a.json# -> a.json#/not -> a.json#"),
    (##"{"$defs": {"a": {"$ref": "#/$defs/a"}}}"##, "through a.json#/$defs/a -> a.json#/$defs/a"),
  ])
  func refusesLoops(schema: String, through: String) throws {
    let error = try #require(compiled(schema).diagnostics.first)
    #expect(
      error.message == "the schema comes back to itself without going into the value: checking it would never end")
    #expect(error.details == [through])
  }

  @Test func longChainsNeedNoStack() throws {
    let count = 10_000
    // Looking a definition up walks its siblings, so the chain is spread over files.
    let files = (0..<100).map { file in
      let links = (0..<100).map { link in
        let next = file * 100 + link + 1
        return "\"d\(file * 100 + link)\": {\"$ref\": \"c\(next / 100).json#/$defs/d\(next)\"}"
      }
      return SourceFile(path: "c\(file).json", text: "{\"$defs\": {\(links.joined(separator: ","))}}")
    }
    let last = SourceFile(path: "c100.json", text: "{\"$defs\": {\"d\(count)\": true}}")
    let first = SourceFile(path: "a.json", text: "{\"$ref\": \"c0.json#/$defs/d0\"}")
    let outcome = CompiledSchema.compile(
      "a.json", in: SourceSet([first, last] + files), mode: .standard(assertFormat: false))
    #expect(try #require(outcome.value).program.nodes.count == count + 2)
  }

  @Test func locatesErrorsInOtherFiles() {
    let outcome = CompiledSchema.compile(
      "a.json",
      in: SourceSet([
        SourceFile(path: "a.json", text: #"{"$ref": "b.json"}"#), SourceFile(path: "b.json", text: "{\n\"a\" 1}"),
      ]), mode: .strict)
    #expect(outcome.diagnostics.map { "\($0.file):\($0.line):\($0.column)" } == ["b.json:2:5"])
  }

  @Test func twoFilesWithOneID() {
    let files = ["b.json", "c.json"].map { SourceFile(path: $0, text: #"{"$id": "https://x.test/y#"}"#) }
    let outcome = compiled(#"{"$ref": "https://x.test/y"}"#, others: files)
    #expect(outcome.diagnostics.first?.message == "2 files have the $id that is referred to: b.json, c.json")
  }

  @Test func ownAbsoluteID() throws {
    let outcome = compiled(##"{"$id": "https://x.test/a", "items": {"$ref": "https://x.test/a"}, "maxItems": 2}"##)
    #expect(text(try #require(outcome.value).program) == ["#: array(items 1, count 0...2)", "#/items: ref 0"])
  }
}
