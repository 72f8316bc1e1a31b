import Testing

@testable import SchemaCompiler

/// Which arguments are checked as paths of the project before the program runs.
@Suite struct ArgvPathTests {
  private static let path = ##"{ "$ref": "../../common/path.json#/$defs/projectPath" }"##
  private static let word = #"{ "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$" }"#

  private func compile(_ program: String, _ argv: String, _ properties: String, more: String = "") -> ToolCompilation {
    let required = ["w", "v"].filter { properties.contains("\"\($0)\": {") }.map { "\"\($0)\"" }
    return ToolSources.compile(
      program: program, argv: argv, properties: properties, required: "[\(required.joined(separator: ", "))]",
      more: more)
  }

  private func paths(
    _ program: String, _ argv: String, _ properties: String, more: String = ""
  ) throws -> [Int: ProgramPlan.PathForm] {
    let compiled = compile(program, argv, properties, more: more)
    #expect(compiled.diagnostics.map(\.description) == [])
    guard case .program(let plan)? = compiled.tool?.work else { return [:] }
    return plan.paths
  }

  @Test func checksDeclaredPathsEverywhere() throws {
    let p = "\"p\": \(Self.path)"
    let list = #""p": { "type": "array", "maxItems": 3, "items": \#(Self.path) }"#
    #expect(try paths("git", #"["log", "--grep={p}"]"#, p) == [1: .file])
    #expect(try paths("rg", #"["--files", "--glob={p...}"]"#, list) == [1: .file])
    #expect(try paths("demo", #"["if={p}"]"#, p) == [0: .file])
    #expect(try paths("demo", #"["x/{p...}"]"#, list) == [0: .file])
  }

  @Test func checksPathsOfKnownPrograms() throws {
    let w = "\"w\": \(Self.word)"
    let list = #""w": { "type": "array", "maxItems": 3, "items": \#(Self.word) }"#
    #expect(try paths("git", #"["log", "--end-of-options", "HEAD", "--", "{w...}"]"#, list) == [4: .file])
    #expect(try paths("git", #"["log", "--end-of-options", "{w}"]"#, w) == [:])
    #expect(try paths("rg", #"["--files", "{w...}"]"#, list) == [1: .file])
    #expect(try paths("rg", #"["--regexp={w}", "{v}"]"#, w + ", \"v\": \(Self.word)") == [1: .file])
    #expect(try paths("rg", #"["{w}", "{v}"]"#, w + ", \"v\": \(Self.word)") == [1: .file])
    #expect(try paths("rg", #"["x", "{w}"]"#, w) == [1: .file])
    #expect(try paths("nix", #"["flake", "metadata", "--", "{w}"]"#, w) == [3: .flake])
    #expect(
      try paths("rg", #"["--files", "--ignore-file={w}"]"#, w, more: #""x-ack": {"--ignore-file": "a list of names"},"#)
        == [1: .file])
  }

  /// Of an unknown program any text may be a path.
  @Test func trustsUnknownProgramsWithNothing() throws {
    let w = "\"w\": \(Self.word)"
    #expect(try paths("demo", #"["{w}", "--file={w}", "-f", "x"]"#, w) == [0: .file, 1: .file])
    let declared = Self.word.replacing("{ \"type\"", with: "{ \"x-path\": false, \"type\"")
    #expect(try paths("demo", #"["{w}", "--file={w}"]"#, "\"w\": \(declared)") == [:])
    #expect(try paths("demo", #"["--n={n}"]"#, #""n": { "type": "integer", "minimum": 0, "maximum": 9 }"#) == [:])
  }

  @Test(arguments: [
    (#""x-path": true, "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z/]+$""#, "/etc"),
    (#""x-path": true, "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z.]+$""#, ".."),
    (#""x-path": true, "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z][a-z./]*$""#, "/.."),
    (#""x-path": true, "enum": ["a", "../x"]"#, "../x"),
  ])
  func rejectsPathsThatMayLeaveTheProject(schema: String, witness: String) throws {
    let compiled = compile("demo", #"["--file={w}"]"#, #""w": { \#(schema) }"#)
    #expect(compiled.tool == nil)
    let found = compiled.diagnostics.first { $0.message.contains("may name a file outside the project") }
    #expect(found?.details.contains { $0.contains(witness) } == true, "\(compiled.diagnostics)")
  }

  /// No shipped tool has a path that nobody looks at.
  @Test func shippedToolsCheckTheirPaths() throws {
    for (file, member) in [
      ("tools/git/log.json", "paths"), ("tools/git/show.json", "paths"), ("tools/git/status.json", "paths"),
      ("tools/search/text.json", "paths"), ("tools/search/files.json", "paths"), ("tools/nix/eval.json", "flake"),
      ("tools/nix/build.json", "flake"), ("tools/nix/flake_metadata.json", "flake"),
    ] {
      let tool = try #require(ToolCompiler.compile(file, in: ToolSources.shipped).value)
      guard case .program(let plan) = tool.work else { continue }
      let inserted = plan.entries.indices.filter { index in
        switch plan.entries[index] {
        case .composed(let pieces): pieces.contains(.member(member))
        case .spread(let name, _, _), .repeated(_, let name, _, _): name == member
        case .literal, .flag, .choice: false
        }
      }
      #expect(inserted.count == 1 && inserted.allSatisfy { plan.paths[$0] != nil }, "\(file)")
    }
  }
}
