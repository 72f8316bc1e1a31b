extension ProgramFacts {
  /// Subcommands that honour `--end-of-options` before revisions and `--` before paths.
  private static let gitRevisionCommands: Set<String> = ["log", "show", "diff", "rev-list", "shortlog", "diff-tree"]
  /// Subcommands that honour `--end-of-options` only.
  private static let gitObjectCommands: Set<String> = ["cat-file", "ls-tree", "for-each-ref", "branch", "tag"]
  /// Subcommands that honour `--` only: for the others `--end-of-options` is a path, a revision or an error.
  private static let gitPathCommands: Set<String> = ["status", "ls-files", "blame", "grep"]

  private static let gitGlobalValues = [
    "-c": 1, "-C": 1, "--git-dir": 1, "--work-tree": 1, "--namespace": 1, "--exec-path": 0, "--super-prefix": 1,
    "--config-env": 1, "--attr-source": 1,
  ]
  /// Options of subcommands that take the next entry. `-n`, `-L` and the like are read by git's own rules: the entry
  /// behind them is a value whatever it begins with.
  private static let gitValues = [
    "--max-count": 1, "-n": 1, "--skip": 1, "--author": 1, "--committer": 1, "--grep": 1, "--since": 1, "--until": 1,
    "--after": 1, "--before": 1, "--date": 1, "-L": 1, "-S": 1, "-G": 1, "-O": 1, "--output": 1, "-e": 1, "-f": 1,
    "--format": 1, "--sort": 1, "--contains": 1, "--points-at": 1, "--ignore-revs-file": 1, "--contents": 1,
    "--exclude": 1, "--exclude-from": 1, "-X": 1, "-x": 1, "--glob": 1, "--threads": 1, "--max-depth": 1,
  ]

  static func git(_ literals: [String?]) -> ProgramFacts {
    var facts = gitCommon(literals)
    let index = subcommand(literals, valueOptions: gitGlobalValues)
    guard let command = index.flatMap({ literals[$0] }) else { return facts }
    facts.subcommand = command
    if gitRevisionCommands.contains(command) {
      facts.markers = ["--end-of-options", "--"]
      facts.specialOperands = ["--"]
    } else if gitObjectCommands.contains(command) {
      facts.markers = ["--end-of-options"]
      facts.specialOperands = ["--"]
    } else if gitPathCommands.contains(command) {
      facts.markers = ["--"]
    }
    facts.valueOptions.merge(gitValues) { first, _ in first }
    if command == "cat-file" || command == "ls-tree" { facts.valueOptions = gitGlobalValues }
    facts.riskySubcommand = gitRisk(command, literals)
    facts.projectCode = gitProjectCode.contains(command) ? "it runs the hooks and filters of the repository" : nil
    facts.startsProcesses = !gitSingleProcess.contains(command)
    return facts
  }

  /// Subcommands that do all of their work in one process, as long as no option asks for a helper.
  private static let gitSingleProcess: Set<String> = [
    "log", "show", "rev-list", "rev-parse", "cat-file", "ls-tree", "ls-files", "shortlog", "for-each-ref", "branch",
    "tag", "diff-tree", "merge-base", "name-rev", "describe", "count-objects", "grep", "blame", "status", "diff",
    "diff-files", "diff-index", "show-ref", "check-attr", "check-ignore",
  ]
  /// Subcommands that run hooks, or whatever their arguments or the repository name.
  private static let gitProjectCode: Set<String> = [
    "am", "bisect", "checkout", "cherry-pick", "clone", "commit", "difftool", "fetch", "filter-branch", "gc", "hook",
    "maintenance", "merge", "mergetool", "p4", "pull", "push", "rebase", "receive-pack", "reset", "restore", "revert",
    "send-email", "stash", "submodule", "switch", "worktree",
  ]

  private static func gitCommon(_ literals: [String?]) -> ProgramFacts {
    ProgramFacts(
      sigils: literals.contains("--literal-pathspecs") ? [] : Array(":".utf8),
      valueOptions: gitGlobalValues,
      dangerousOptions: [
        "-c", "-C", "--config-env", "--exec-path", "--git-dir", "--work-tree", "--upload-pack", "--receive-pack",
        "--exec", "--remote", "--output", "-O", "--open-files-in-pager", "--ext-diff", "--textconv", "--no-index",
        "--show-signature", "-p", "--paginate", "--ignore-revs-file", "--contents", "--template", "--filters",
        "--stdin", "--batch", "--batch-check", "--batch-command", "--exclude-from", "--recurse-submodules",
        "--submodule", "--edit-description", "--edit",
      ],
      literalOnlyOptions: [
        "-c", "-C", "--config-env", "--exec-path", "--upload-pack", "--receive-pack", "--exec", "-O",
        "--open-files-in-pager", "--template",
      ],
      harmless: [
        "-c core.fsmonitor=false", "-c core.hooksPath=/dev/null", "-c core.sshCommand=false",
        "-c protocol.ext.allow=never", "-c protocol.allow=never", "-c safe.bareRepository=explicit",
        "-c core.quotePath=false", "-c core.quotePath=true", "-c core.pager=cat", "-c color.ui=false",
        "-c log.showSignature=false", "-c submodule.recurse=false", "--submodule=short", "--recurse-submodules=no",
      ],
      paths: .behind("--"),
      samples: ["--output=x", "--upload-pack=x", "-Ox", "--all"],
      needsSubcommand: true)
  }

  /// Why the subcommand itself needs an acknowledgement; nil for those that only read objects and refs.
  private static func gitRisk(_ command: String, _ literals: [String?]) -> String? {
    switch command {
    case "log", "show", "rev-list", "rev-parse", "cat-file", "ls-tree", "ls-files", "shortlog", "for-each-ref",
      "branch", "tag", "diff-tree", "merge-base", "name-rev", "describe", "count-objects":
      nil
    case "grep" where literals.contains("--cached"): nil
    case "diff", "status", "grep", "blame", "diff-files", "diff-index":
      "it reads the work tree, where a hostile repository's configuration can name a filter that git runs"
    default: "it is not among the subcommands that only read objects"
    }
  }
}
