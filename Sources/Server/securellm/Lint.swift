import ArgumentParser
import Glibc
import SchemaTools
import SchemaValidation

/// `securellm lint`: what is wrong, useless or not portable in schemas that compile. Rules are in `SchemaTools`, one
/// list of them for this command and `--list`.
struct Lint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Find contradictory, ineffective and non-portable parts of schemas.",
    usage: "securellm lint [<options>] [<file> ...]",
    discussion: HelpText.make(
      """
      --list lists the rules; docs/lint.md describes them. Nothing is fetched: references resolve to files relative to \
      the schema, or to files given with --ref.
      """,
      exitCodes: "0 no findings, 1 findings, 2 wrong usage or a file error, 3 a schema does not compile",
      examples: [
        "securellm lint schemas/",
        "# Correct what can be corrected without changing which values are valid",
        "securellm lint --fix schemas/",
        "# What the rules are",
        "securellm lint --list",
      ]))

  /// Never changes which instances are valid; what would is reported only.
  @Flag(help: "Fix in the files what can be fixed without changing which values are valid.")
  var fix = false

  /// Apart from `--fix`, since it refuses longer values from then on. The numbers are a beginning, to be replaced by
  /// what the data needs.
  @Flag(help: "Add missing maximum lengths of strings (4096) and arrays (1000); this changes which values are valid.")
  var fixBounds = false

  /// Not among the rules by default: a schema for others need not be one for this toolkit.
  @Flag(help: "Also report what strict mode rejects: missing bounds, objects neither open nor closed.")
  var strict = false

  /// These instead of all; `strict` may be one of them.
  @Option(name: .customLong("rule"), help: "Check only this rule; may be repeated.")
  var only: [LintRule] = []

  /// Goes before `--rule` and `--strict`: a list for a project stays short.
  @Option(help: "Do not check this rule; may be repeated.")
  var ignore: [LintRule] = []

  @OptionGroup var references: ReferenceOptions

  @OptionGroup var dialect: DialectOption

  /// Needs no file.
  @Flag(help: "List the rules and exit.")
  var list = false

  @Flag(help: "Print one line of JSON per finding.")
  var json = false

  @OptionGroup var colour: ColourOption

  @Argument(
    help: ArgumentHelp("Schema files, folders or patterns; \"-\" is standard input.", valueName: "file"),
    completion: .documents)
  var files: [String] = ["-"]

  func run() throws {
    if list { return printRules() }
    var rules = only.isEmpty ? Set(LintRule.allCases).subtracting([.strict]) : Set(only)
    if strict { rules.insert(.strict) }
    let request = LintRequest(
      files: files, sources: references.options(dialect.dialect), rules: rules.subtracting(ignore), fix: fix,
      fixBounds: fixBounds, json: json, terminal: Terminal(colour.color, descriptor: STDOUT_FILENO))
    try Linting.run(request, output: STDOUT_FILENO, messages: STDERR_FILENO).exit()
  }

  /// Columns of 26 and 9 characters: wider than the longest name and the longest severity.
  private func printRules() {
    for rule in LintRule.allCases {
      let name = rule.rawValue + String(repeating: " ", count: 26 - rule.rawValue.utf8.count)
      let severity = rule.severity.rawValue
      let padded = severity + String(repeating: " ", count: 9 - severity.utf8.count)
      StandardStreams.write(rule.hasFix ? "\(name)\(padded)--fix\n" : "\(name)\(severity)\n", to: STDOUT_FILENO)
    }
  }
}

extension LintRule: ExpressibleByArgument {}
