import Testing

@testable import SchemaCompiler

/// A command line with the members `word`, `other` and `names` where it has them.
struct CommandLine: Sendable, CustomTestStringConvertible {
  var program: String
  var argv: String
  /// A part of the message; empty for one that is right.
  var says = ""
  var word = plain
  var more = ""

  var testDescription: String { "\(program) \(argv) \(more): \(says)" }

  /// Anything on one line, not empty.
  static let plain =
    #"{ "type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]+$" }"#
  static let letters = #"{ "type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[a-z]+$" }"#
  private static let list =
    #"{ "type": "array", "maxItems": 8, "items": { "type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$" } }"#

  init(_ program: String, _ argv: String, says: String = "", word: String = plain, more: String = "") {
    self.program = program
    self.argv = argv
    self.says = says
    self.word = word
    self.more = more
  }

  func compile(readOnly: Bool = true) -> ToolCompilation {
    var properties: [String] = []
    var required: [String] = []
    for (name, schema, isRequired) in [
      ("word", word, true), ("other", Self.letters, true), ("maybe", Self.letters, false), ("names", Self.list, false),
    ] where argv.contains("{\(name)") {
      properties.append("\"\(name)\": \(schema)")
      if isRequired { required.append("\"\(name)\"") }
    }
    if argv.contains("\"on\"") { properties.append(#""on": { "type": "boolean" }"#) }
    let text = ToolSources.text(
      program: program, argv: argv, properties: properties.joined(separator: ", "),
      required: "[\(required.joined(separator: ", "))]", more: more)
    return ToolSources.compile(
      readOnly
        ? text
        : text.replacing(
          #""readOnlyHint": true, "destructiveHint": false"#, with: #""readOnlyHint": false, "destructiveHint": true"#))
  }

  func check(readOnly: Bool = true) {
    let compiled = compile(readOnly: readOnly)
    let said = compiled.diagnostics.map { "\($0)" }.joined(separator: "\n")
    if says.isEmpty {
      #expect(compiled.tool != nil && compiled.diagnostics.isEmpty, "\(said)")
    } else {
      #expect(compiled.tool == nil)
      #expect(compiled.diagnostics.contains { $0.message.contains(says) && !$0.hint.isEmpty }, "\(said)")
    }
  }
}

/// What git does with options differs from subcommand to subcommand. The inputs were harmful with git 2.39.
@Suite struct GitFactsTests {
  private static let grep = #""x-ack": {"grep": "the work tree is what it searches"},"#
  private static let blame = #""x-ack": {"blame": "the work tree is what it looks at"},"#
  private static let archive = #""x-ack": {"archive": "filters are taken away"},"#
  private static let blameGuards = #""--no-textconv", "--no-ignore-revs-file", "#

  /// `-n`, `-e`, `-X` and their like take a value only where they do: elsewhere the text behind them is an option.
  static let values: [CommandLine] = [
    CommandLine("git", #"["shortlog", "-s", "-n", "{word}"]"#, says: "may be read as an option"),
    CommandLine("git", #"["shortlog", "-s", "-e", "{word}"]"#, says: "may be read as an option"),
    CommandLine("git", #"["log", "-X", "{word}"]"#, says: "may be read as an option"),
    CommandLine("git", #"["grep", "-n", "{word}", "{other}"]"#, says: "may be read as an option", more: grep),
    CommandLine(
      "git", #"["blame", \#(blameGuards)"-n", "{word}", "--", "{other}"]"#, says: "may be read as an option",
      more: blame),
    CommandLine("git", #"["grep", "--cached", "-L", "{word}", "-e", "x"]"#, says: "may be read as an option"),
    CommandLine("git", #"["grep", "--cached", "-G", "{word}", "-e", "x"]"#, says: "may be read as an option"),
    CommandLine("git", #"["tag", "--list", "-n", "{word}"]"#, says: "may be read as an option"),
    CommandLine("git", #"["ls-files", "-f", "{word}"]"#, says: "may be read as an option"),
    CommandLine("git", #"["log", "-C", "{word}"]"#, says: "may be read as an option"),
    CommandLine("git", #"["describe", "--contains", "{word}"]"#, says: "may be read as an option"),
    CommandLine("git", #"["archive", "--format", "{word}", "HEAD"]"#, says: "may be read as an option", more: archive),
    CommandLine("git", #"["archive", "--prefix", "{word}", "HEAD"]"#, says: "may be read as an option", more: archive),
    CommandLine("git", #"["archive", "--prefix={word}", "HEAD"]"#, more: archive),
    // Where it is a value it is one.
    CommandLine("git", #"["grep", "--cached", "-n", "-e", "{word}"]"#),
    CommandLine("git", #"["grep", "--cached", "-ne", "{word}"]"#),
    CommandLine("git", #"["log", "-n", "{word}"]"#, word: #"{ "type": "integer", "minimum": 1, "maximum": 9 }"#),
    CommandLine(
      "git", #"["shortlog", "-s", "-n", "-e", "--end-of-options", "{word}", "--"]"#, word: CommandLine.letters),
    CommandLine("git", #"["for-each-ref", "--count", "{word}"]"#),
  ]

  /// Options that take the next entry take the marker, too.
  static let swallowers: [CommandLine] = [
    "--src-prefix", "--dst-prefix", "--line-prefix", "--anchored", "--decorate-refs", "--word-diff-regex", "--encoding",
    "--diff-filter", "--default", "-I", "--max-age",
  ].map {
    CommandLine(
      "git", #"["log", "--no-textconv", "--no-ext-diff", "\#($0)", "--end-of-options", "{word}"]"#,
      says: "may be read as an option")
  }

  /// What is not known could do the same, so it is refused; so are names that are cut short.
  static let unknown: [CommandLine] = [
    CommandLine(
      "git", #"["log", "--zebra", "--end-of-options", "{word}"]"#, says: "\"--zebra\" is not among the known"),
    CommandLine(
      "git", #"["log", "-Y", "--grep={word}"]"#, says: "\"-Y\" is not among the known options of \"git log\""),
    CommandLine("git", #"["log", "--tree={word}"]"#, says: "\"--tree\" is not among the known"),
    CommandLine("git", #"["log", {"flag": "--zebra", "if": "on"}, "--grep={word}"]"#, says: "\"--zebra\" is not among"),
    CommandLine(
      "git", #"["--zebra", "log", "--grep={word}"]"#, says: "\"--zebra\" is not among the known options of \"git\""),
    CommandLine(
      "git", #"["log", "--literal-pathspecs", "--grep={word}"]"#, says: "\"--literal-pathspecs\" is not among"),
    CommandLine(
      "git", #"["grep", "--open-files={word}", "-e", "x"]"#, says: "may read it as \"--open-files-in-pager\"",
      more: grep),
    CommandLine(
      "git", #"["blame", "--conten={word}", "--", "a"]"#, says: "may read it as \"--contents\"", more: blame),
    CommandLine("git", #"["log", "--outpu={word}"]"#, says: "may read it as \"--output\""),
    CommandLine("git", #"["cat-file", "--filter", "{word}"]"#, says: "may read it as \"--filters\""),
    CommandLine("git", #"["describe", "--dirt", "{word}"]"#, says: "may read it as \"--dirty\""),
    CommandLine("git", #"["fetch", "--upload-pac={word}"]"#, says: "the value of \"--upload-pack\" may not come"),
  ]

  /// What runs commands of the repository, with or without an option for it.
  static let execution: [CommandLine] = [
    CommandLine("git", #"["show", "--end-of-options", "{word}"]"#, says: "\"git show\" without \"--no-textconv\""),
    CommandLine(
      "git", #"["show", "--no-textconv", "--end-of-options", "{word}"]"#, says: "\"git show\" without \"--no-ext-diff\""
    ),
    CommandLine(
      "git", #"["show", "--no-patch", "-p", "--end-of-options", "{word}"]"#, says: "without \"--no-textconv\""),
    CommandLine("git", #"["log", "--patch", "--grep={word}"]"#, says: "\"git log\" without \"--no-textconv\""),
    CommandLine("git", #"["log", {"flag": "-p", "if": "on"}, "--grep={word}"]"#, says: "without \"--no-textconv\""),
    CommandLine("git", #"["log", "-S", "{word}"]"#, says: "without \"--no-textconv\""),
    CommandLine(
      "git", #"["log", "--unified=3", {"flag": "--no-textconv", "if": "on"}, "--grep={word}"]"#,
      says: "without \"--no-textconv\""),
    CommandLine(
      "git", #"["log", "-p", "--grep", "--no-textconv", "--author={word}"]"#, says: "without \"--no-textconv\""),
    CommandLine(
      "git", #"["log", "-p", "--grep={word}", "--end-of-options", "HEAD", "--", "--no-textconv"]"#,
      says: "without \"--no-textconv\""),
    CommandLine(
      "git", #"["blame", "{other}", "--", "{word}"]"#, says: "\"git blame\" without \"--no-textconv\"",
      word: CommandLine.letters, more: blame),
    CommandLine(
      "git", #"["blame", "--no-textconv", "{other}", "--", "{word}"]"#, says: "without \"--no-ignore-revs-file\"",
      word: CommandLine.letters, more: blame),
    CommandLine("git", #"["log", "--show-signature", "--grep={word}"]"#, says: "\"--show-signature\" runs commands"),
    CommandLine("git", #"["log", "--remerge-diff", "--grep={word}"]"#, says: "\"--remerge-diff\" runs commands"),
    CommandLine("git", #"["log", "--diff-merges=remerge", "--grep={word}"]"#, says: "\"--diff-merges\" runs commands"),
    CommandLine("git", #"["log", "--diff-merges", "r", "--grep={word}"]"#, says: "\"--diff-merges\" runs commands"),
    CommandLine(
      "git", #"["log", "--diff-merges={word}"]"#, says: "the value of \"--diff-merges\" may not come",
      word: CommandLine.letters),
    CommandLine("git", #"["log", "--alternate-refs", "--grep={word}"]"#, says: "\"--alternate-refs\" runs commands"),
    CommandLine("git", #"["log", "--help", "--grep={word}"]"#, says: "\"--help\" runs commands"),
    CommandLine(
      "git", #"["describe", "--dirty", "{word}"]"#, says: "\"--dirty\" runs commands", word: CommandLine.letters),
    CommandLine(
      "git", #"["ls-files", "--modified", "{word}"]"#, says: "\"--modified\" runs commands", word: CommandLine.letters),
    CommandLine("git", #"["ls-files", "-cm", "{word}"]"#, says: "\"-m\" runs commands", word: CommandLine.letters),
    CommandLine(
      "git", #"["cat-file", "--textconv", "{word}"]"#, says: "\"--textconv\" runs commands", word: CommandLine.letters),
    CommandLine("git", #"["grep", "--cached", "-Oless", "-e", "{word}"]"#, says: "\"-O\" runs commands"),
    CommandLine("git", #"["tag", "-v", "{word}"]"#, says: "\"-v\" runs commands", word: CommandLine.letters),
    CommandLine("git", #"["-p", "log", "--grep={word}"]"#, says: "\"-p\" runs commands"),
    // The same with what it needs.
    CommandLine(
      "git", #"["show", "--no-textconv", "--no-ext-diff", "--end-of-options", "{word}"]"#, word: CommandLine.letters),
    CommandLine("git", #"["show", "--no-patch", "--end-of-options", "{word}"]"#, word: CommandLine.letters),
    CommandLine("git", #"["log", "-p", "--no-textconv", "--no-ext-diff", "--grep={word}"]"#),
    CommandLine("git", #"["log", "--diff-merges=first-parent", "--no-textconv", "--no-ext-diff", "--grep={word}"]"#),
    CommandLine("git", #"["blame", \#(blameGuards)"{other}", "--", "{word}"]"#, word: CommandLine.letters, more: blame),
    CommandLine("git", #"["log", "--stat", "--grep={word}"]"#),
    CommandLine(
      "git", #"["log", "-p", "--grep={word}"]"#,
      more: #""x-ack": {"--textconv": "the sandbox holds it", "--ext-diff": "the sandbox holds it"},"#),
  ]

  /// `%G` runs gpg; so may a name in the repository's configuration.
  static let formats: [CommandLine] = [
    CommandLine("git", #"["log", "--format=%G?", "--grep={word}"]"#, says: "the value of \"--format\" may be \"%G?\""),
    CommandLine("git", #"["log", "--pretty=format:%h %GK", "--grep={word}"]"#, says: "may be \"format:%h %GK\""),
    CommandLine("git", #"["log", "--format=%+GS", "--grep={word}"]"#, says: "may be \"%+GS\""),
    CommandLine("git", #"["log", "--format=%+%G?", "--grep={word}"]"#, says: "may be \"%+%G?\""),
    CommandLine("git", #"["log", {"flag": "--format=%G?", "if": "on"}, "--grep={word}"]"#, says: "may be \"%G?\""),
    CommandLine("git", #"["log", "--format={word}"]"#, says: "the value of \"--format\" may be"),
    CommandLine("git", #"["log", "--format=%{word}"]"#, says: "the value of \"--format\" may be"),
    CommandLine("git", #"["log", "--format=nice", "--grep={word}"]"#, says: "may be \"nice\""),
    CommandLine(
      "git", #"["show", "--no-patch", "--pretty={word}", "HEAD"]"#, says: "the value of \"--pretty\" may be",
      word: CommandLine.letters),
    CommandLine(
      "git", #"["for-each-ref", "--format=%(signature:grade)", "--end-of-options", "{word}"]"#,
      says: "%(signature) runs", word: CommandLine.letters),
    CommandLine(
      "git", #"["for-each-ref", "--format", "%(*signature)", "--end-of-options", "{word}"]"#, says: "%(signature) runs",
      word: CommandLine.letters),
    CommandLine("git", #"["log", "--format=%H%x1f%an %%G", "--grep={word}"]"#),
    CommandLine("git", #"["log", "--format=fuller", "--grep={word}"]"#),
    CommandLine("git", #"["log", "--pretty=tformat:%+s%-b", "--grep={word}"]"#),
    CommandLine("git", #"["log", "--format={word}"]"#, word: #"{ "enum": ["oneline", "%H %s"] }"#),
    CommandLine(
      "git", #"["for-each-ref", "--format=%(refname)%00%(contents:signature)", "--end-of-options", "{word}"]"#,
      word: CommandLine.letters),
    CommandLine(
      "git", #"["log", "--format=%G?", "--grep={word}"]"#, more: #""x-ack": {"--format": "the sandbox holds gpg"},"#),
  ]

  /// What counts in front of the marker does not count behind it.
  static let positions: [CommandLine] = [
    CommandLine("git", #"["grep", "-e", "{word}", "--", "--cached"]"#, says: "\"git grep\" needs an acknowledgement"),
    CommandLine("git", #"["grep", "-e", "--cached", "-e", "{word}"]"#, says: "\"git grep\" needs an acknowledgement"),
    CommandLine(
      "git", #"["grep", {"flag": "--cached", "if": "on"}, "-e", "{word}"]"#,
      says: "\"git grep\" needs an acknowledgement"),
    CommandLine(
      "git", #"["log", "--end-of-options", "HEAD", "--", "--literal-pathspecs", "{word}"]"#,
      says: "more than a plain operand"),
    CommandLine(
      "git", #"["log", "--end-of-options", "--literal-pathspecs", "--", "{word}"]"#, says: "more than a plain operand"),
    CommandLine("git", #"["rev-parse", "--end-of-options", "{word}"]"#, says: "may be read as an option"),
    CommandLine("git", #"["rev-parse", "--end-of-options", "{word}", "--verify"]"#, says: "may be read as an option"),
    CommandLine(
      "git", #"["rev-parse", "--verify", "--quiet", "--end-of-options", "{word}"]"#, word: CommandLine.letters),
  ]

  /// Two files, one of them outside, are compared as files unless a marker follows them.
  static let comparisons: [CommandLine] = [
    CommandLine(
      "git", #"["diff", "--no-ext-diff", "--no-textconv", "--end-of-options", "{word}", "{other}"]"#,
      says: "without \"--\" behind its operands", word: CommandLine.letters, more: diff),
    CommandLine(
      "git", #"["diff", "--no-ext-diff", "--no-textconv", "{word}", "/etc/passwd"]"#,
      says: "without \"--\" behind its operands", word: CommandLine.letters, more: diff),
    CommandLine(
      "git", #"["diff", "--no-ext-diff", "--no-textconv", "--no-index", "{word}", "--"]"#,
      says: "\"--no-index\" runs commands", word: CommandLine.letters, more: diff),
    CommandLine(
      "git", #"["diff", "--no-ext-diff", "--no-textconv", "--end-of-options", "{word}", "{other}", "--"]"#,
      word: CommandLine.letters, more: diff),
  ]
  private static let diff = #""x-ack": {"diff": "two commits are compared"},"#

  @Test(arguments: values + swallowers + unknown)
  func optionsAreThoseOfTheSubcommand(_ line: CommandLine) { line.check() }

  @Test(arguments: execution + formats)
  func runsNothingNamedByARepository(_ line: CommandLine) { line.check() }

  @Test(arguments: positions + comparisons)
  func operandPositionsMatter(_ line: CommandLine) { line.check() }

  /// Branches and tags are made and deleted by the same subcommands that list them.
  @Test(arguments: [
    #"["branch", "-D", "--end-of-options", "{word}"]"#, #"["branch", "{word}"]"#, #"["tag", "{word}"]"#,
    #"["tag", "-d", "--end-of-options", "{word}"]"#, #"["branch", "--end-of-options", "{word}", "HEAD"]"#,
    #"["tag", "-a", "-m", "x", "--end-of-options", "{word}"]"#, #"["branch", "-f", "{word}"]"#,
    #"["branch", {"flag": "--list", "if": "on"}, "{word}"]"#,
  ])
  func toolsThatOnlyReadChangeNoRefs(argv: String) {
    CommandLine("git", argv, says: "changes the repository, and \"readOnlyHint\" is true", word: CommandLine.letters)
      .check()
    CommandLine("git", argv, says: "may run code of the project", word: CommandLine.letters).check(readOnly: false)
    let code = #""runs": "project-code", "sandbox": "write-project","#
    CommandLine("git", argv, word: CommandLine.letters, more: code).check(readOnly: false)
  }

  @Test(arguments: [
    #"["branch", "--list", "--end-of-options", "{word}"]"#, #"["tag", "--list", "--end-of-options", "{word}"]"#,
    #"["branch", "--merged", "{word}", "--end-of-options"]"#, #"["branch", "-a", "--end-of-options", "{word}"]"#,
  ])
  func toolsMayListRefs(argv: String) { CommandLine("git", argv, word: CommandLine.letters).check() }

  /// Formats and merges that only a repository's configuration names are overruled.
  @Test func overrulesTheConfiguration() throws {
    let compiled = CommandLine("git", #"["log", "--grep={word}"]"#).compile()
    guard case .program(let plan)? = compiled.tool?.work else {
      Issue.record("\(compiled.diagnostics)")
      return
    }
    let set = Dictionary(plan.environment.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let count = try #require(set["GIT_CONFIG_COUNT"].flatMap { Int($0) })
    var settings: [String: String] = [:]
    for index in 0..<count {
      settings[try #require(set["GIT_CONFIG_KEY_\(index)"])] = set["GIT_CONFIG_VALUE_\(index)"]
    }
    #expect(settings["format.pretty"] == "medium" && settings["log.diffMerges"] == "separate")
    #expect(settings["core.fsmonitor"] == "false" && settings["log.showSignature"] == "false")
    // Nor are files opened that it names.
    #expect(settings["core.attributesFile"] == "/dev/null" && settings["core.excludesFile"] == "/dev/null")
    #expect(settings["diff.orderFile"] == "/dev/null" && settings["mailmap.file"] == "")
    #expect(settings["core.pager"] == "cat" && settings["credential.helper"] == "" && settings["core.askPass"] == "")
    #expect(set["GIT_CONFIG_KEY_\(count)"] == nil)
  }
}
