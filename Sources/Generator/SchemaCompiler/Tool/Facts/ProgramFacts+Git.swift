extension ProgramFacts {
  /// Everything depends on the subcommand, so it must be a literal in front of whatever is inserted.
  static func git(_ literals: [String?]) -> ProgramFacts {
    var facts = ProgramFacts(
      sigils: Array(":".utf8), sigilGuard: "--literal-pathspecs", globals: .gitGlobals,
      dangerousGlobals: gitGlobalDangers, literalOnlyOptions: gitLiteralOnly, harmless: gitHarmless,
      paths: .behind("--"), samples: ["--output=x", "--upload-pack=x", "-Ox", "--all"], needsSubcommand: true)
    guard let index = subcommand(literals, in: .gitGlobals), let word = literals[index] else { return facts }
    // Of `git worktree` one part only lists.
    let next = literals.dropFirst(index + 1).first.flatMap { $0 }
    let command = word == "worktree" && next == "list" ? "worktree-list" : word
    facts.subcommand = word
    facts.options = OptionTable.git[command]
    facts.dangerousOptions = gitDangers[command] ?? gitOtherDangers
    if facts.options != nil { facts.markers = gitMarkers(command) }
    // Without it the marker is printed, and the options behind it are read.
    if command == "rev-parse" { facts.markerGuard = "--verify" }
    if gitRevisionCommands.contains(command) { facts.specialOperands = ["--"] }
    if command == "status" || command == "ls-files" { facts.paths = .operands(skipsFirst: false) }
    facts.guards = gitGuards(command)
    facts.formats = gitFormats(command)
    facts.startsProcesses = !gitSingleProcess.contains(command)
    facts.projectCode = gitProjectCode.contains(command) ? "it runs the hooks and filters of the repository" : nil
    facts.riskySubcommand = gitRisk(command)
    if command == "grep" { facts.riskGuard = "--cached" }
    if command == "diff" {
      facts.closing = ("--", "with two operands of which one lies outside the repository it compares files")
    }
    describeChanges(of: command, &facts)
    return facts
  }

  /// Subcommands that read revisions up to `--` and paths behind it.
  ///
  /// A revision that is a path, or a path that is a revision, is what the marker between them is for.
  private static let gitRevisionCommands: Set<String> = [
    "log", "show", "diff", "rev-list", "shortlog", "diff-tree", "rev-parse", "blame", "grep",
  ]
  /// Subcommands that do all of their work in one process, as long as no option asks for a helper.
  ///
  /// A program that needs no other gets a limit of one process, which stops whatever a mistake here would let it start.
  private static let gitSingleProcess: Set<String> = [
    "log", "show", "rev-list", "rev-parse", "cat-file", "ls-tree", "ls-files", "shortlog", "for-each-ref", "branch",
    "tag", "diff-tree", "merge-base", "name-rev", "describe", "count-objects", "grep", "blame", "status", "diff",
    "diff-files", "diff-index", "show-ref", "check-attr", "check-ignore", "worktree-list",
  ]
  /// Subcommands that run hooks, or whatever their arguments or the repository name.
  private static let gitProjectCode: Set<String> = [
    "am", "bisect", "checkout", "cherry-pick", "clone", "commit", "difftool", "fetch", "filter-branch", "gc", "hook",
    "maintenance", "merge", "mergetool", "p4", "pull", "push", "rebase", "receive-pack", "reset", "restore", "revert",
    "send-email", "stash", "submodule", "switch", "worktree",
  ]

  /// `--` ends the revisions and `--end-of-options` the options: the commands below know only one of them, or take the
  /// other for an operand.
  private static func gitMarkers(_ command: String) -> [String] {
    switch command {
    case "blame", "grep", "check-attr": ["--"]
    case "rev-parse": ["--end-of-options"]
    case "worktree-list", "count-objects": []
    default: ["--end-of-options", "--"]
    }
  }

  /// Why the subcommand itself needs an acknowledgement; nil for those that only read objects and refs.
  ///
  /// Reading the work tree is more than reading objects: filters run between the two, and a repository names its own.
  private static func gitRisk(_ command: String) -> String? {
    switch command {
    case "log", "show", "rev-list", "rev-parse", "cat-file", "ls-tree", "ls-files", "shortlog", "for-each-ref",
      "branch", "tag", "diff-tree", "merge-base", "name-rev", "describe", "count-objects", "show-ref", "worktree-list":
      nil
    case "diff", "status", "grep", "blame", "diff-files", "diff-index":
      "it reads the work tree, where a hostile repository's configuration can name a filter that git runs"
    case "archive": "it runs the filters that a hostile repository's configuration names"
    default: "it is not among the subcommands that only read objects"
    }
  }

  /// The same subcommand lists and deletes; which it does depends on its options and operands.
  private static func describeChanges(of command: String, _ facts: inout ProgramFacts) {
    let listing: Set<String> = [
      "--list", "-l", "--contains", "--no-contains", "--merged", "--no-merged", "--points-at",
    ]
    switch command {
    case "branch":
      facts.listingOptions = listing.subtracting(["-l"]).union(["-a", "--all", "-r", "--remotes", "--show-current"])
      facts.changingOptions = [
        "-d", "-D", "--delete", "-m", "-M", "--move", "-c", "-C", "--copy", "-f", "--force", "-u", "--set-upstream-to",
        "--set-upstream", "--unset-upstream", "--edit-description", "--create-reflog", "-t", "--track",
      ]
    case "tag":
      facts.listingOptions = listing
      facts.changingOptions = [
        "-d", "--delete", "-f", "--force", "-a", "--annotate", "-s", "--sign", "-u", "--local-user", "-m", "--message",
        "-F", "--file", "-e", "--edit", "--create-reflog",
      ]
    default: break
    }
  }
}
