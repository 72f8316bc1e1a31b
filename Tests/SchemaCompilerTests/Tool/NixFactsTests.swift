import Testing

@testable import SchemaCompiler

/// Every setting of nix is an option. The inputs were harmful with nix 2.8.
@Suite struct NixFactsTests {
  private static let guarded = #""--option", "allow-import-from-derivation", "false", "#

  static let lines: [CommandLine] = [
    CommandLine(
      "nix", #"["eval", \#(guarded)"--no-pure-eval", "--", "{word}"]"#,
      says: "\"--no-pure-eval\" runs commands"),
    CommandLine(
      "nix",
      #"["eval", \#(guarded)"--allow-unsafe-native-code-during-evaluation", "--", "{word}"]"#,
      says: "\"--allow-unsafe-native-code-during-evaluation\" runs commands"),
    CommandLine(
      "nix", #"["eval", \#(guarded)"--no-restrict-eval", "--", "{word}"]"#,
      says: "\"--no-restrict-eval\" runs commands"),
    CommandLine(
      "nix", #"["eval", \#(guarded){"flag": "--impure", "if": "on"}, "--", "{word}"]"#,
      says: "\"--impure\" runs commands"),
    CommandLine(
      "nix", #"["eval", \#(guarded)"--option", "pure-eval", "false", "--", "{word}"]"#,
      says: "\"--option\" runs commands"),
    // Settings that nobody tried, and names that are cut short.
    CommandLine(
      "nix", #"["eval", \#(guarded)"--extra-plugin-files", "x", "--", "{word}"]"#,
      says: "is not among the known options"),
    CommandLine(
      "nix", #"["eval", \#(guarded)"--netrc-file", "--", "{word}"]"#,
      says: "\"--netrc-file\" is not among the known"),
    CommandLine(
      "nix", #"["eval", \#(guarded)"--allow-unsafe", "--", "{word}"]"#,
      says: "\"--allow-unsafe\" is not among the known options of"),
    CommandLine(
      "nix", #"["eval", \#(guarded)"--log-format=raw", "--", "{word}"]"#,
      says: "takes no value that is joined"),
    CommandLine(
      "nix", #"["eval", \#(guarded)"--log-format={word}"]"#, says: "takes no value that is joined"),
    // What evaluates may build, unless an option forbids it.
    CommandLine(
      "nix", #"["eval", "--", "{word}"]"#,
      says: "\"nix eval\" without \"--option allow-import-from-derivation false\""),
    CommandLine(
      "nix", #"["flake", "show", "--json", "--", "{word}"]"#,
      says: "without \"--option allow-import-from-derivation"),
    CommandLine(
      "nix", #"["search", "--", "{word}"]"#, says: "without \"--option allow-import-from-derivation"
    ),
    CommandLine(
      "nix", #"["path-info", "--", "{word}"]"#,
      says: "without \"--option allow-import-from-derivation"),
    CommandLine(
      "nix", #"["eval", "--option", "allow-import-from-derivation", "true", "--", "{word}"]"#,
      says: "\"--option\" runs commands"),
    CommandLine(
      "nix", #"["eval", "--", "{word}", "--option", "allow-import-from-derivation", "false"]"#,
      says: "without \"--option allow-import-from-derivation"),
    CommandLine("nix", #"["eval", \#(guarded)"--", "{word}"]"#),
    CommandLine("nix", #"["eval", "--no-allow-import-from-derivation", "--", "{word}"]"#),
    CommandLine("nix", #"["flake", "show", \#(guarded)"--json", "--", "{word}"]"#),
    CommandLine("nix", #"["flake", "metadata", "--json", "--", "{word}"]"#),
    CommandLine("nix", #"["--offline", "eval", \#(guarded)"-L", "--", "{word}"]"#),
    CommandLine(
      "nix", #"["eval", "--", "{word}"]"#,
      more: #""x-ack": {"--allow-import-from-derivation": "the sandbox holds the builders"},"#),
  ]

  @Test(arguments: lines)
  func optionsOfNix(_ line: CommandLine) {
    var line = line
    line.word = CommandLine.letters
    line.check()
  }

  /// What is hashed is a file, not a flake.
  @Test func hashesAreOfFiles() throws {
    let path = ##"{ "$ref": "../../common/path.json#/$defs/projectPath" }"##
    let compiled = CommandLine("nix", #"["hash", "file", "--", "{word}"]"#, word: path).compile()
    guard case .program(let plan)? = compiled.tool?.work else {
      Issue.record("\(compiled.diagnostics)")
      return
    }
    #expect(plan.paths == [3: .file])
    CommandLine("nix", #"["hash", "file", "--", "{word}"]"#, says: "may name a file outside").check()
  }

  /// Of other programs the harmful options are known.
  static let others: [CommandLine] = [
    CommandLine("sort", #"["--compress-program=x", "./{word}"]"#, says: "\"--compress-program\" runs commands"),
    CommandLine("sort", #"["--compress-prog={word}"]"#, says: "which reads it as \"--compress-program\""),
    CommandLine("sort", #"["-uo", "x", "./{word}"]"#, says: "\"-o\" runs commands"),
    CommandLine("file", #"["--files-from={word}"]"#, says: "\"--files-from\" reads or writes"),
    CommandLine("wc", #"["--files0-from={word}"]"#, says: "\"--files0-from\" reads or writes"),
    CommandLine("systemctl", #"["show", "--host={word}"]"#, says: "the value of \"--host\" may not come"),
    CommandLine("journalctl", #"["--directory={word}"]"#, says: "\"--directory\" reads or writes"),
    CommandLine("openssl", #"["dgst", "-engine", "x", "./{word}"]"#, says: "\"-engine\" runs commands"),
    CommandLine("jq", #"["--from-file", "{word}"]"#, says: "\"--from-file\" runs commands"),
    CommandLine("sha256sum", #"["-c", "./{word}"]"#, says: "\"-c\" runs commands"),
    CommandLine("grep", #"["-rf", "x", "./{word}"]"#, says: "\"-f\" runs commands"),
    CommandLine("sort", #"["-u", "--", "./{word}"]"#),
    CommandLine("wc", #"["--lines", "./{word}"]"#),
    CommandLine("journalctl", #"["--output=json", "--unit={word}"]"#),
    CommandLine(
      "wc", #"["--files0-from={word}"]"#, more: #""x-ack": {"--files0-from": "it is a list of the project"},"#),
  ]

  @Test(arguments: others)
  func optionsOfOthers(_ line: CommandLine) {
    var line = line
    line.word = CommandLine.letters
    line.check()
  }

  /// ripgrep has no abbreviations, and most of its options refuse a value that looks like one.
  static let ripgrep: [CommandLine] = [
    CommandLine("rg", #"["--pr=x", "--regexp={word}"]"#, says: "\"--pr\" is not among the known options"),
    CommandLine(
      "rg", #"["--zebra", "--regexp={word}"]"#,
      says: "\"--zebra\" is not among the known options of \"rg\""),
    CommandLine("rg", #"["-m", "{word}", "-e", "x"]"#, says: "takes no such argument as its value"),
    CommandLine(
      "rg", #"["-m", "--", "{word}"]"#, says: "\"-m\" takes no argument that begins with \"-\""),
    CommandLine(
      "rg", #"["--engine=pcre2", "--regexp={word}"]"#, says: "\"--engine\" runs commands"),
    CommandLine("rg", #"["-Lz", "--regexp={word}"]"#, says: "\"-L\" runs commands"),
    CommandLine("rg", #"["-m", "5", "-ne", "{word}"]"#),
    CommandLine("rg", #"["--engine=default", "--max-count=5", "-e", "{word}", "--", "."]"#),
  ]

  @Test(arguments: ripgrep)
  func optionsOfRipgrep(_ line: CommandLine) { line.check() }
}
