import Testing

@testable import SchemaCompiler

/// Operands keep their positions, stay in the project, and fit.
@Suite struct OperandTests {
  private static let path = ##"{ "$ref": "../../common/path.json#/$defs/projectPath" }"##

  /// What is left out moves what follows it.
  static let order: [CommandLine] = [
    CommandLine(
      "rg", #"["--no-config", "--", "{maybe}", "{word}"]"#,
      says: "it replaces \"{maybe}\"", word: path),
    CommandLine(
      "rg", #"["--no-config", "--", "{names...}", "{word}"]"#,
      says: "it replaces \"{names...}\"", word: path),
    CommandLine("rg", #"["--", "{maybe}", "."]"#, says: "it replaces \"{maybe}\""),
    CommandLine(
      "demo", #"["{maybe}", "{word}"]"#, says: "it replaces \"{maybe}\"", word: path),
    CommandLine(
      "demo", #"["{names...}", "--flag", "{word}"]"#, says: "it replaces \"{names...}\"",
      word: path),
    CommandLine(
      "demo", #"["a/{maybe}", "{word}"]"#, says: "it replaces \"a/{maybe}\"", word: path),
    CommandLine(
      "git", #"["grep", "--cached", "-n", "{maybe}", "{word}"]"#, says: "it replaces",
      word: CommandLine.letters),
    CommandLine(
      "git", #"["log", "--end-of-options", "{maybe}", "{word}", "--", "."]"#,
      says: "it replaces", word: CommandLine.letters),
    // The last ones may be missing; so may paths among paths, and revisions in front of "--".
    CommandLine("rg", #"["--no-config", "--regexp={maybe}", "--", "{word}"]"#, word: path),
    CommandLine(
      "rg", #"["--no-config", "--", "{word}", "{names...}"]"#, word: #"{ "enum": ["a", "b"] }"#),
    CommandLine("rg", #"["--files", "--", "{names...}", "{word}"]"#, word: path),
    CommandLine("demo", #"["./{word}", "./{maybe}"]"#, word: path),
    CommandLine(
      "git", #"["log", "--end-of-options", "{maybe}", "--", "{names...}", "{word}"]"#, word: path),
  ]

  @Test(arguments: order)
  func operandsKeepTheirPositions(_ line: CommandLine) {
    var line = line
    if line.word == CommandLine.plain { line.argv = line.argv.replacing("{word}", with: "x") }
    line.check()
  }

  /// An array that is never empty moves nothing.
  @Test func arraysWithElementsStay() {
    let list =
      #""names": { "type": "array", "minItems": 1, "maxItems": 8, "items": \#(Self.path) }, "to": \#(Self.path)"#
    for (required, isRight) in [(#"["names", "to"]"#, true), (#"["to"]"#, false)] {
      let compiled = ToolSources.compile(
        program: "demo", argv: #"["./{names...}", "./{to}"]"#, properties: list, required: required)
      #expect(compiled.diagnostics.isEmpty == isRight, "\(compiled.diagnostics)")
    }
  }

  /// What may be read as a path is one of the project, by its pattern.
  static let containment: [CommandLine] = [
    CommandLine("demo", #"["./{word}"]"#, says: "may name a file outside the project"),
    CommandLine(
      "demo", #"["./{word}"]"#, says: "may name a file outside",
      word: #"{ "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z./]+$" }"#),
    CommandLine(
      "demo", #"["--file={word}"]"#, says: "may name a file outside",
      word: #"{ "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^/[a-z]+$" }"#),
    CommandLine(
      "demo", #"["/etc/{word}"]"#, says: "may name a file outside the project: \"/etc/",
      word: CommandLine.letters),
    CommandLine(
      "demo", #"["--file=../{word}"]"#, says: "may name a file outside the project: \"../",
      word: CommandLine.letters),
    CommandLine("rg", #"["--files", "--", "./{word}"]"#, says: "may name a file outside"),
    CommandLine(
      "git", #"["--literal-pathspecs", "log", "--", "{word}"]"#, says: "may name a file outside"),
    CommandLine(
      "git", #"["--literal-pathspecs", "ls-files", "--", "{word}"]"#,
      says: "may name a file outside"),
    CommandLine("demo", #"["./{word}"]"#, word: path),
    CommandLine("demo", #"["--file=src/{word}"]"#, word: CommandLine.letters),
    CommandLine(
      "demo", #"["--text={word}"]"#,
      word:
        #"{ "x-path": false, "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]+$" }"#
    ),
    CommandLine("git", #"["--literal-pathspecs", "ls-files", "--", "{word}"]"#, word: path),
    CommandLine(
      "demo", #"["{word}"]"#, says: "which the profile \"pure\" cannot see", word: path,
      more: #""sandbox": "pure","#),
  ]

  @Test(arguments: containment)
  func pathsStayInTheProject(_ line: CommandLine) { line.check() }

  /// Sizes that do not fit into a machine word are no small ones.
  @Test(arguments: [
    ("4611686018427387904", 1), ("4611686018427387904", 2), ("9223372036854775806", 3),
    ("1000000000000", 1),
  ])
  func hugeArraysAreTooLong(maxItems: String, count: Int) {
    let names = (0..<count).map { "n\($0)" }
    let properties = names.map {
      "\"\($0)\": { \"type\": \"array\", \"maxItems\": \(maxItems), \"items\": { \"enum\": [\"a\"] } }"
    }
    let argv = names.map { "\"--x={\($0)...}\"" }.joined(separator: ", ")
    let compiled = ToolSources.compile(
      program: "demo", argv: "[\(argv)]", properties: properties.joined(separator: ", "))
    #expect(compiled.tool == nil)
    #expect(
      compiled.diagnostics.contains { $0.message.contains("all arguments together") },
      "\(compiled.diagnostics)")
  }
}
