extension ProgramFacts {
  /// Installables that name a flake by a path inside the project, a GitHub repository or a registry name, with an
  /// attribute path of plain names. URLs of other kinds fetch from anywhere or run helpers; absolute paths leave the
  /// project.
  static let nixInstallable =
    "^(\\.|\\./[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*)*"
    + "|github:[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)?"
    + "|[A-Za-z][A-Za-z0-9_-]*)(#[A-Za-z0-9_][A-Za-z0-9_.-]*)?$"

  /// An installable is a language of its own, of which a part fetches from anywhere or evaluates text. So operands must
  /// match a pattern for the part that is known to be harmless.
  static func nix(_ literals: [String?]) -> ProgramFacts {
    var facts = ProgramFacts(
      markers: ["--"], sigils: Array("/~:(".utf8), options: .nix, joinsValues: false,
      dangerousOptions: nixDangers, literalOnlyOptions: nixLiteralOnly, harmless: nixHarmless,
      operandPattern: nixInstallable, paths: .flakes, samples: ["--impure", "--builders=x", "--option"],
      needsSubcommand: true)
    guard let index = subcommand(literals, in: .nix), let command = literals[index] else { return facts }
    let second = literals.dropFirst(index + 1).first.flatMap { $0 }
    facts.subcommand = command
    if command == "hash" {
      facts.operandPattern = nil
      facts.sigils = []
      facts.paths = .operands(skipsFirst: false)
    }
    facts.projectCode = nixProjectCode(command, second)
    // A builder that runs while a value is computed runs code of the flake.
    if nixEvaluating.contains(command), !(command == "flake" && second == "metadata") {
      facts.guards = [
        OptionGuard(
          needed: ["--option allow-import-from-derivation false", "--no-allow-import-from-derivation"],
          otherwise: "builders of the flake run while it is evaluated",
          acknowledgement: "--allow-import-from-derivation")
      ]
    }
    return facts
  }

  /// Evaluating may build, unless that is turned off: import from derivation.
  private static let nixEvaluating: Set<String> = ["eval", "search", "path-info", "why-depends", "log", "flake"]

  private static let nixDangers = [
    "--impure", "--option", "--builders", "--store", "--eval-store", "--plugin-files", "--post-build-hook",
    "--pre-build-hook", "--build-hook", "--diff-hook", "-I", "--include", "--nix-path", "--expr", "-f", "--file",
    "--arg", "--argstr", "--apply", "--profile", "--out-link", "-o", "--write-to", "--override-input",
    "--override-flake", "--inputs-from", "--update-input", "--reference-lock-file", "--output-lock-file",
    "--accept-flake-config", "--recreate-lock-file", "--commit-lock-file", "--no-sandbox", "--allow-dirty",
    "--ignore-environment", "--debugger", "--repair", "--substituters", "--trusted-public-keys", "--no-require-sigs",
    "--stdin", "--derivation", "--no-pure-eval", "--no-restrict-eval", "--allow-import-from-derivation",
    "--allow-unsafe-native-code-during-evaluation", "--help",
  ]
  private static let nixLiteralOnly = [
    "--option", "--builders", "--store", "--eval-store", "--plugin-files", "--post-build-hook", "--pre-build-hook",
    "--build-hook", "--diff-hook", "-I", "--include", "--nix-path", "--expr", "-f", "--file", "--arg", "--apply",
    "--override-input", "--override-flake", "--substituters", "--trusted-public-keys",
  ]
  private static let nixHarmless = [
    "--option accept-flake-config false", "--option restrict-eval true",
    "--option allow-import-from-derivation false", "--option allow-unsafe-native-code-during-evaluation false",
    "--option sandbox true", "--option warn-dirty false", "--option use-registries false", "--option flake-registry ",
    "--option pure-eval true", "--option eval-cache false",
  ]

  /// What is not listed counts as running code: new subcommands come with every version.
  private static func nixProjectCode(_ command: String, _ second: String?) -> String? {
    switch command {
    case "eval", "search", "path-info", "log", "hash", "why-depends": nil
    case "flake" where second == "metadata" || second == "show": nil
    case "build": "it runs the builders that the flake names"
    default: "it may run code that the flake names"
    }
  }
}

extension OptionTable {
  /// Those of nix 2.8 that tools have a use for, and the dangerous ones. Every setting is an option too (157 of them,
  /// `--no-pure-eval` among them): what is not here is refused. Values are separate entries only.
  ///
  /// nix takes no value that is joined to its option with `=`, so all values are entries of their own.
  fileprivate static let nix = OptionTable(
    """
    --json --raw --read-only --no-link --print-build-logs -L --print-out-paths --dry-run --rebuild --offline --refresh
    --no-write-lock-file --no-update-lock-file --no-registries --no-use-registries --show-trace --no-show-trace
    --quiet -v --verbose --debug --version --log-format: --keep-going -k --no-keep-going --keep-failed -K --fallback
    --no-fallback --max-jobs: -j: --cores: --timeout: --max-silent-time: --no-eval-cache --eval-cache --system:
    --no-accept-flake-config --no-allow-dirty --no-allow-import-from-derivation
    --no-allow-unsafe-native-code-during-evaluation --pure-eval --restrict-eval --sandbox --require-sigs
    --no-build --legacy --all-systems --all --closure-size -S --human-readable -h --recursive -r --sigs --size -s
    --no-warn-dirty --warn-dirty --log-lines: --connect-timeout: --download-attempts: --exclude: -e: --max:
    --option:2 --arg:2 --argstr:2 --override-input:2 --override-flake:2 --expr: -f: --file: -I: --include: --nix-path:
    --store: --eval-store: --builders: --plugin-files: --post-build-hook: --pre-build-hook: --build-hook: --diff-hook:
    --profile: --out-link: -o: --apply: --write-to: --inputs-from: --update-input: --reference-lock-file:
    --output-lock-file: --accept-flake-config --recreate-lock-file --commit-lock-file --no-sandbox --allow-dirty
    --ignore-environment -i --debugger --repair --substituters: --trusted-public-keys: --no-require-sigs --stdin
    --derivation --impure --no-pure-eval --no-restrict-eval --allow-import-from-derivation
    --allow-unsafe-native-code-during-evaluation --help
    """)
}
