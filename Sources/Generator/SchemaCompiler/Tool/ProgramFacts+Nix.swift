extension ProgramFacts {
  /// Installables that name a flake by a path inside the project, a GitHub repository or a registry name, with an
  /// attribute path of plain names. URLs of other kinds fetch from anywhere or run helpers; absolute paths leave the
  /// project.
  static let nixInstallable =
    "^(\\.|\\./[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*)*"
    + "|github:[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)?"
    + "|[A-Za-z][A-Za-z0-9_-]*)(#[A-Za-z0-9_][A-Za-z0-9_.-]*)?$"

  /// Options of the new command line that take values, with how many. They are greedy: the next entry is the value
  /// whatever it begins with.
  private static let nixValues = [
    "--option": 2, "--arg": 2, "--argstr": 2, "--override-input": 2, "--expr": 1, "-f": 1, "--file": 1, "-I": 1,
    "--include": 1, "--store": 1, "--eval-store": 1, "--builders": 1, "--plugin-files": 1, "--profile": 1,
    "--out-link": 1, "-o": 1, "--apply": 1, "--write-to": 1, "--inputs-from": 1, "--update-input": 1,
    "--reference-lock-file": 1, "--output-lock-file": 1, "--log-format": 1, "--max-jobs": 1, "-j": 1, "--cores": 1,
  ]

  static func nix(_ literals: [String?]) -> ProgramFacts {
    var facts = ProgramFacts(
      markers: ["--"],
      sigils: Array("/~:(".utf8),
      valueOptions: nixValues,
      dangerousOptions: [
        "--impure", "--option", "--builders", "--store", "--eval-store", "--plugin-files", "--post-build-hook", "-I",
        "--include", "--expr", "-f", "--file", "--arg", "--argstr", "--apply", "--profile", "--out-link", "-o",
        "--write-to", "--override-input", "--inputs-from", "--update-input", "--reference-lock-file",
        "--output-lock-file", "--accept-flake-config", "--recreate-lock-file", "--commit-lock-file", "--no-sandbox",
        "--allow-dirty", "--ignore-environment", "--debugger", "--repair", "--substituters", "--trusted-public-keys",
        "--no-require-sigs", "--stdin", "--derivation",
      ],
      literalOnlyOptions: [
        "--option", "--builders", "--store", "--eval-store", "--plugin-files", "--post-build-hook", "-I", "--include",
        "--expr", "-f", "--file", "--arg", "--apply", "--override-input", "--substituters", "--trusted-public-keys",
      ],
      harmless: [
        "--option accept-flake-config false", "--option restrict-eval true",
        "--option allow-import-from-derivation false",
        "--option allow-unsafe-native-code-during-evaluation false", "--option sandbox true",
        "--option warn-dirty false", "--option use-registries false", "--option flake-registry ",
      ],
      operandPattern: nixInstallable,
      paths: .flakes,
      samples: ["--impure", "--builders=x", "--option"], needsSubcommand: true)
    facts.subcommand = subcommand(literals, valueOptions: nixValues).flatMap { literals[$0] }
    facts.projectCode = nixProjectCode(literals)
    return facts
  }

  private static func nixProjectCode(_ literals: [String?]) -> String? {
    guard let index = subcommand(literals, valueOptions: nixValues), let command = literals[index] else { return nil }
    let second = literals.dropFirst(index + 1).first.flatMap { $0 }
    switch command {
    case "eval", "search", "path-info", "log", "hash", "why-depends": return nil
    case "flake" where second == "metadata" || second == "show": return nil
    case "build": return "it runs the builders that the flake names"
    default: return "it may run code that the flake names"
    }
  }
}
