import Testing

@testable import SchemaCompiler

/// A tool with the given command line and `word`, and an array `names` when the command line has it; `more` goes into
/// `exec`.
private func compile(
  program: String, argv: String, word: String = #"{ "type": "string", "maxLength": 50 }"#, more: String = ""
) -> ToolCompilation {
  let names =
    #", "names": { "type": "array", "maxItems": 8, "items": { "type": "string", "maxLength": 20, "pattern": "^[a-z]+$" } }"#
  return ToolSources.compile(
    program: program, argv: argv, properties: "\"word\": \(word)\(argv.contains("names") ? names : "")",
    required: #"["word"]"#, more: more + #""environment": { "NO_COLOR": "1" },"#)
}

private let plain = #"{ "type": "string", "maxLength": 50, "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]+$" }"#
/// The same, and no name of a file.
private let text =
  #"{ "x-path": false, "type": "string", "maxLength": 50, "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]+$" }"#
private let path = ##"{ "$ref": "../../common/path.json#/$defs/projectPath" }"##
private let letters = #"{ "type": "string", "maxLength": 50, "pattern": "^[a-z]+$" }"#

@Suite struct ArgvProofTests {
  @Test func showsTheOffendingOption() throws {
    let compiled = compile(program: "git", argv: #"["log", "{word}"]"#, word: plain)
    #expect(compiled.tool == nil)
    #expect(
      compiled.diagnostics.map(\.description) == [
        """
        Schemas/tools/test/tool.json:14:21: error: argv entry 1 "{word}" may be read as an option [rule 1, option-injection]
          "word" admits "--output=x" (pointer /exec/argv/1, schema /inputSchema/properties/word)
          hint: put it after an end-of-options marker this program honours, join it to an option ("--option={word}"),
                or give it a pattern that cannot begin with "-"
        """
      ])
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var program: String
    var argv: String
    var word = plain
    var more = ""
    var says: String
    var detail = ""
    var testDescription: String { "\(program) \(argv): \(says)" }
  }

  static let refusals: [Refusal] = [
    Refusal(program: "demo", argv: #"["{word}"]"#, says: "may be read as an option", detail: "admits \"--help\""),
    Refusal(program: "demo", argv: #"["--", "{word}"]"#, says: "may be read as an option", detail: "--help"),
    Refusal(
      program: "demo", argv: #"["{word}"]"#, word: #"{ "type": "string", "maxLength": 9, "pattern": "^[@a-z]+$" }"#,
      says: "more than a plain operand", detail: "admits \"@\""),
    Refusal(
      program: "demo", argv: #"["{word}"]"#, word: #"{ "type": "string", "maxLength": 9, "pattern": "^[a-z]*$" }"#,
      says: "may be empty", detail: "admits \"\""),
    Refusal(
      program: "demo", argv: #"["{word}"]"#, word: #"{ "enum": ["a", "-b"] }"#, says: "may be read as an option",
      detail: "admits \"-b\""),
    Refusal(
      program: "demo", argv: #"["{word}"]"#, word: #"{ "type": "string", "maxLength": 9, "pattern": "^x|^-y$" }"#,
      says: "may be read as an option", detail: "admits \"-y\""),
    Refusal(
      program: "demo", argv: #"["{word}"]"#, word: #"{ "type": "string", "maxLength": 9, "pattern": "^[a-z\\n]+$" }"#,
      says: "may hold control characters"),
    Refusal(
      program: "demo", argv: #"["--w={word}"]"#, word: #"{ "type": "string", "maxLength": 9 }"#,
      says: "may hold control characters"),
    Refusal(
      program: "demo", argv: #"["--w={word}"]"#,
      word: #"{ "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a\\u0085]+$" }"#,
      says: "may hold control characters"),
    Refusal(
      program: "demo", argv: #"["{word}"]"#, word: #"{ "type": "integer", "minimum": -5, "maximum": 5 }"#,
      says: "may be read as an option", detail: "admits \"-1\""),
    Refusal(program: "demo", argv: #"["{names...}", "{word}"]"#, says: "may be read as an option"),
    Refusal(
      program: "git", argv: #"["status", "--", "{word}"]"#, more: #""x-ack": {"status": "reads the work tree"},"#,
      says: "more than a plain operand", detail: "admits \":\""),
    Refusal(
      program: "git", argv: #"["status", "--", "{word}"]"#, word: letters,
      says: "\"git status\" needs an acknowledgement"),
    Refusal(program: "git", argv: #"["rev-parse", "--end-of-options", "{word}"]"#, says: "may be read as an option"),
    Refusal(
      program: "git", argv: #"["log", "--author", "--end-of-options", "{word}"]"#, says: "may be read as an option"),
    Refusal(
      program: "git", argv: #"["log", "--end-of-options", "{word}"]"#,
      word: #"{ "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z-]+$" }"#, says: "may be \"--\""),
    Refusal(program: "git", argv: #"["{word}"]"#, word: letters, says: "has no subcommand"),
    Refusal(
      program: "git", argv: #"["-c", "{word}", "log"]"#, word: letters,
      says: "the value of \"-c\" may not come from the input"),
    Refusal(
      program: "git", argv: #"["-c", "core.pager=less", "log", "--grep={word}"]"#, word: letters,
      says: "\"-c\" runs commands"),
    Refusal(
      program: "git", argv: #"["log", "--output={word}"]"#, word: letters,
      says: "\"--output\" reads or writes what its value names"),
    Refusal(
      program: "git", argv: #"["log", "--ext-diff", "--grep={word}"]"#, word: letters,
      says: "\"--ext-diff\" runs commands"),
    Refusal(program: "git", argv: #"["log", "-Ox", "--grep={word}"]"#, word: letters, says: "\"-O\" runs commands"),
    Refusal(program: "git", argv: #"["log", "--grep", "{word}", "--author"]"#, says: "\"--author\" has no value"),
    Refusal(
      program: "rg", argv: #"["--pre={word}"]"#, word: letters,
      says: "the value of \"--pre\" may not come from the input"),
    Refusal(program: "rg", argv: #"["-nz", "--regexp={word}"]"#, says: "\"-z\" runs commands"),
    Refusal(
      program: "rg", argv: #"["--files", "{word}"]"#, says: "may be read as an option", detail: "admits \"--pre=x\""),
    Refusal(program: "rg", argv: #"["--files", "--", "{word}"]"#, says: "may be \"-\""),
    Refusal(program: "rg", argv: #"["-e", "{names...}", "--regexp={word}"]"#, says: "takes one argument"),
    Refusal(
      program: "rg", argv: #"["-e", "{word}"]"#, word: #"{ "type": "string", "maxLength": 9, "pattern": "^[a-z]*$" }"#,
      says: "may be empty"),
    Refusal(program: "nix", argv: #"["eval", "--", "{word}"]"#, says: "more than a plain operand"),
    Refusal(
      program: "nix", argv: #"["eval", "--", "{word}"]"#,
      word: #"{ "type": "string", "maxLength": 9, "pattern": "^[a-z:+]+$", "minLength": 1 }"#,
      says: "more than a plain operand"),
    Refusal(
      program: "nix", argv: #"["eval", "--", "{word}#x"]"#,
      word: #"{ "type": "string", "maxLength": 9, "pattern": "^[a-z][a-z:+]*$" }"#, says: "not known to be safe for"),
    Refusal(
      program: "nix", argv: #"["eval", "--impure", "--", "{word}"]"#, word: letters, says: "\"--impure\" runs commands"),
    Refusal(
      program: "nix", argv: #"["eval", "--expr", "{word}"]"#, word: letters,
      says: "the value of \"--expr\" may not come"),
    Refusal(
      program: "nix", argv: #"["eval", "--option", "restrict-eval", "{word}"]"#, word: letters,
      says: "the value of \"--option\" may not come"),
    Refusal(
      program: "nix", argv: #"["run", "--", "{word}"]"#, word: letters, says: "\"nix run\" may run code"),
  ]

  @Test(arguments: refusals)
  func refuses(_ refusal: Refusal) throws {
    let compiled = compile(
      program: refusal.program, argv: refusal.argv, word: refusal.word, more: refusal.more)
    #expect(compiled.tool == nil)
    let said = compiled.diagnostics.map { "\($0)" }.joined(separator: "\n")
    #expect(
      compiled.diagnostics.contains {
        $0.message.contains(refusal.says)
          && (refusal.detail.isEmpty || $0.details.contains { $0.contains(refusal.detail) })
      }, "\(said)")
  }

  @Test(arguments: [
    ("demo", #"["--word={word}"]"#, text, ""),
    ("demo", #"["prefix/{word}"]"#, letters, ""),
    ("demo", #"["--off={word}"]"#, #"{ "type": "integer", "minimum": -5, "maximum": 5 }"#, ""),
    (
      "demo", #"["{word}"]"#,
      #"{ "type": "string", "maxLength": 9, "allOf": [{ "pattern": "^[-a-z]+$" }, { "not": { "pattern": "^-" } }] }"#,
      ""
    ),
    ("git", #"["--literal-pathspecs", "log", "--end-of-options", "HEAD", "--", "{word}"]"#, path, ""),
    ("git", #"["-c", "core.fsmonitor=false", "log", "--grep", "{word}"]"#, plain, ""),
    ("git", #"["log", "--output={word}"]"#, letters, #""x-ack": {"--output": "the sandbox holds it"},"#),
    ("rg", #"["-e", "{word}"]"#, plain, ""),
    ("rg", #"["--regexp={word}", "--", "{names...}"]"#, plain, ""),
    (
      "nix",
      #"["eval", "--option", "restrict-eval", "true", "--option", "allow-import-from-derivation", "false", "--", "{word}"]"#,
      letters, ""
    ),
  ])
  func accepts(program: String, argv: String, word: String, more: String) throws {
    let compiled = compile(program: program, argv: argv, word: word, more: more)
    #expect(compiled.diagnostics.map(\.description) == [])
    #expect(compiled.tool != nil)
  }

  @Test func provesDefaultsToo() throws {
    let word = #"{ "type": "string", "maxLength": 9, "pattern": "^[-a-z]+$", "default": "-x" }"#
    let compiled = compile(program: "demo", argv: #"["{word}"]"#, word: word)
    #expect(compiled.diagnostics.contains { $0.message.contains("may be read as an option") })
  }

  /// Where the configuration of a repository could run a command, the plan forbids it.
  @Test func gitAlwaysRunsHardened() throws {
    let compiled = compile(program: "git", argv: #"["log", "--grep={word}"]"#, word: plain)
    guard case .program(let plan)? = compiled.tool?.work else {
      Issue.record("\(compiled.diagnostics)")
      return
    }
    let settings = plan.environment.map { "\($0.name)=\($0.value)" }
    #expect(Set(["GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "NO_COLOR=1"]).isSubset(of: settings))
    #expect(plan.entries == [.literal("log"), .composed([.text("--grep="), .member("word")])])
  }
}
