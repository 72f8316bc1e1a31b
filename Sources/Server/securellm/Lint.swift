import ArgumentParser
import Glibc
import SchemaTools
import SchemaValidation

/// `securellm lint`: what is wrong, useless or not portable in schemas that compile.
struct Lint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Find what is contradictory, without effect or not portable in schemas.",
    discussion: """
      The rules are listed in docs/lint.md and by --list. Nothing is fetched: references lead to files beside the \
      schema, or to those given with --ref.
      Exit codes: 0 nothing found, 1 findings, 2 wrong usage or a file error, 3 a schema does not compile.
      """)

  @Flag(help: "Mend in the files what can be mended without changing a verdict.")
  var fix = false

  @Flag(help: "Add upper lengths in the files where strings (4096) and arrays (1000) have none: changes verdicts.")
  var fixBounds = false

  @Flag(help: "Report what strict mode refuses, too: missing bounds, objects neither open nor closed.")
  var strict = false

  @Option(name: .customLong("rule"), help: "Look for this only; may be given several times.")
  var only: [LintRule] = []

  @Option(help: "Do not look for this; may be given several times.")
  var ignore: [LintRule] = []

  @OptionGroup var references: ReferenceOptions

  @OptionGroup var dialect: DialectOption

  @Flag(help: "List the rules and end.")
  var list = false

  @Flag(help: "One line of JSON per finding.")
  var json = false

  @OptionGroup var colour: ColourOption

  @Argument(help: ArgumentHelp("Schema files, folders or patterns; \"-\" is standard input.", valueName: "file"))
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

  private func printRules() {
    for rule in LintRule.allCases {
      let name = rule.rawValue + String(repeating: " ", count: 26 - rule.rawValue.utf8.count)
      let severity = rule.severity.rawValue
      let padded = severity + String(repeating: " ", count: 9 - severity.utf8.count)
      Surroundings.write(rule.hasFix ? "\(name)\(padded)--fix\n" : "\(name)\(severity)\n", to: STDOUT_FILENO)
    }
  }
}

extension LintRule: ExpressibleByArgument {}
