import Foundation
import JSONCore
import Testing

@testable import SchemaCompiler

/// The files of facts: ours are complete and well formed, those of a third party are added and never replace ours.
@Suite struct ProgramFileTests {
  /// C lists the files by name: one that is missing there would be missing in every program.
  @Test func everyFileIsEmbedded() {
    let shared = ToolSources.shipped.paths.filter { path in
      ["common/", "meta/", "programs/"].contains { path.hasPrefix($0) }
    }
    #expect(EmbeddedSchemas.paths == shared, "run .ci/schema-data")
    for path in shared { #expect(EmbeddedSchemas.file(path)?.bytes == ToolSources.shipped[path]?.bytes, "\(path)") }
    #expect(EmbeddedSchemas.file("programs/none.json") == nil)
  }

  static let names = EmbeddedSchemas.paths.filter { $0.hasPrefix("programs/") }.map {
    String($0.dropFirst("programs/".count).dropLast(".json".count))
  }

  /// As a third party's file would be looked at, under a name that we have no facts of.
  @Test(arguments: names)
  func oursHaveTheFormOfTheMetaSchema(name: String) throws {
    let file = try #require(EmbeddedSchemas.file("programs/\(name).json"))
    let text = String(decoding: file.bytes, as: UTF8.self).replacing(
      "\"program\": \"\(name)\"", with: "\"program\": \"demo\"")
    let other = SourceSet([SourceFile(path: "programs/demo.json", text: text)])
    #expect(ProgramLibrary(other).problems("demo").map(\.description) == [])
    #expect(ProgramLibrary.own[name]?.isOwn == true && ProgramLibrary.own[name]?.seen.isEmpty == false)
  }

  /// Every rule that names an option names one that the program has, in one of its subcommands at least.
  @Test(arguments: names)
  func rulesNameKnownOptions(name: String) throws {
    let file = try #require(ProgramLibrary.own[name])
    let entries = file.root["subcommands"]?.elements ?? []
    let commands = entries.isEmpty ? [""] : Set(entries.flatMap { $0.texts("of") }).subtracting(["*"]).sorted()
    let facts = commands.map { command in
      let words = command.split(separator: " ").map { String($0) }
      return ProgramFacts.lookup(name, literals: words, words: words)
    }
    let known = Set(facts.flatMap { ($0.options?.names ?? []) + ($0.globals?.names ?? []) })
    guard !known.isEmpty else { return }
    for facts in facts where facts.options != nil {
      let named =
        facts.guards.flatMap(\.needed) + facts.changingOptions + (facts.listingOptions ?? [])
        + facts.formats.flatMap(\.options) + facts.harmless + [facts.riskGuard, facts.sigilGuard].compactMap { $0 }
      let unknown = named.map { String($0.prefix { $0 != " " && $0 != "=" }) }.filter { !known.contains($0) }
      #expect(unknown == [], "\(name) \(facts.subcommand ?? "")")
    }
  }

  // MARK: a third party's

  private static let facts = #"""
    {
      "program": "demo", "seen": [{ "version": "1.0", "system": "Debian 12" }],
      "environment": { "DEMO_COLOR": ["0"] },
      "all": {
        "options": { "harmless": ["-a --all --count:"], "runs": ["--hook:"] },
        "markers": [{ "word": "--" }], "processes": "one"
      }
    }
    """#

  private func compile(_ facts: String, argv: String, more: String = "") -> ToolCompilation {
    var sources = ToolSources.shipped
    sources.insert(SourceFile(path: "programs/demo.json", text: facts))
    let text = ToolSources.text(
      program: "demo", argv: argv, properties: "\"word\": \(Self.word)", required: #"["word"]"#, more: more)
    sources.insert(SourceFile(path: "tools/test/tool.json", text: text))
    return ToolCompiler.examine("tools/test/tool.json", in: sources)
  }

  private static let word =
    #"{ "type": "string", "x-path": false, "minLength": 1, "maxLength": 20, "pattern": "^[a-z-]+$" }"#

  @Test func aThirdPartyMayAddFacts() {
    #expect(compile(Self.facts, argv: #"["-a", "--", "{word}"]"#).diagnostics.map(\.description) == [])
    #expect(compile(Self.facts, argv: #"["--count", "{word}"]"#).diagnostics.map(\.description) == [])
    let network = compile(Self.facts, argv: #"["--", "{word}"]"#, more: #""sandbox": "network","#)
    #expect(network.tool != nil)
    let variable = compile(Self.facts, argv: #"["--", "{word}"]"#, more: #""environment": {"DEMO_COLOR": "0"},"#)
    #expect(variable.tool != nil)
    for (argv, says) in [
      (#"["--verbose", "--", "{word}"]"#, "is not among the known options"),
      (#"["--hook", "x", "--", "{word}"]"#, "\"--hook\" runs commands"),
      (#"["{word}"]"#, "may be read as an option"),
    ] {
      let compiled = compile(Self.facts, argv: argv)
      #expect(compiled.tool == nil && compiled.diagnostics.contains { $0.message.contains(says) }, "\(argv)")
    }
  }

  @Test(arguments: [
    (#""harmless""#, #""harmles""#, "programs/demo.json"), (#""processes": "one""#, #""processes": "none""#, "one of"),
    (#""word": "--""#, #""word": "-""#, "one of"),
    (#""program": "demo""#, #""program": "other""#, "must be programs/other.json"),
    (#""seen": [{ "version": "1.0", "system": "Debian 12" }],"#, "", "seen"), ("{\n", "[\n", "programs/demo.json"),
  ])
  func wrongFactsAreErrors(old: String, new: String, says: String) {
    let compiled = compile(Self.facts.replacing(old, with: new), argv: #"["--", "{word}"]"#)
    #expect(compiled.tool == nil)
    #expect(
      compiled.diagnostics.contains { $0.file.hasSuffix("programs/demo.json") && "\($0)".contains(says) },
      "\(compiled.diagnostics)")
  }

  @Test func oursCannotBeReplaced() {
    var sources = ToolSources.shipped
    let facts = Self.facts.replacing("demo", with: "rg").replacing("--hook", with: "--pre")
    sources.insert(SourceFile(path: "programs/rg.json", text: facts))
    let text = ToolSources.text(program: "rg", argv: #"["--pre", "x", "--", "a"]"#, properties: "")
    sources.insert(SourceFile(path: "tools/test/tool.json", text: text))
    let compiled = ToolCompiler.examine("tools/test/tool.json", in: sources)
    #expect(compiled.tool == nil)
    #expect(compiled.diagnostics.contains { $0.message.contains("no file replaces them") })
    #expect(compiled.diagnostics.contains { $0.message.contains("\"--pre\" runs commands") })
  }

  /// A file that says so does not make a shell harmless.
  @Test(arguments: ["bash5", "perl5.36", "toybox", "flock", "ssh", "docker"])
  func thirdPartyFactsAllowNoLauncher(program: String) {
    var sources = ToolSources.shipped
    sources.insert(SourceFile(path: "programs/\(program).json", text: Self.facts.replacing("demo", with: program)))
    let text = ToolSources.text(program: program, argv: #"["--", "a"]"#, properties: "")
    sources.insert(SourceFile(path: "tools/test/tool.json", text: text))
    let compiled = ToolCompiler.examine("tools/test/tool.json", in: sources)
    #expect(compiled.diagnostics.contains { $0.message.contains("a tool may not run \"\(program)\"") })
  }
}
