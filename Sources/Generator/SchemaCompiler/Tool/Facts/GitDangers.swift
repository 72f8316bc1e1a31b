/// What git runs, reads or writes because an option or the repository says so.
extension ProgramFacts {
  /// Each of them chooses a configuration, a repository or a program; git has no way to make any of them harmless.
  static let gitGlobalDangers = [
    "-c", "-C", "--config-env", "--exec-path", "--git-dir", "--work-tree", "--super-prefix", "-p", "--paginate",
  ]
  static let gitLiteralOnly = [
    "-c", "-C", "--config-env", "--exec-path", "--upload-pack", "--receive-pack", "--exec", "-O",
    "--open-files-in-pager", "--template", "--diff-merges",
  ]
  /// Word for word: any other value of the same option is dangerous.
  static let gitHarmless = [
    "-c core.fsmonitor=false", "-c core.hooksPath=/dev/null", "-c core.sshCommand=false",
    "-c protocol.ext.allow=never", "-c protocol.allow=never", "-c safe.bareRepository=explicit",
    "-c core.quotePath=false", "-c core.quotePath=true", "-c core.pager=cat", "-c color.ui=false",
    "-c log.showSignature=false", "-c submodule.recurse=false", "--submodule=short", "--recurse-submodules=no",
    "--diff-merges=off", "--diff-merges=none", "--diff-merges=first-parent", "--diff-merges=1",
    "--diff-merges=separate", "--diff-merges=combined", "--diff-merges=c", "--diff-merges=dense-combined",
    "--diff-merges=cc",
  ]

  /// `--help` starts man; `--alternate-refs` the command that `core.alternateRefsCommand` names.
  private static let revisionDangers = [
    "--output", "-O", "--ext-diff", "--textconv", "--no-index", "--show-signature", "--submodule",
    "--recurse-submodules", "--stdin", "--remerge-diff", "--diff-merges", "--alternate-refs", "--help",
  ]

  /// For subcommands without a table.
  ///
  /// For a subcommand that nobody has looked at, everything that any subcommand is known to do harm with.
  static let gitOtherDangers = [
    "-c", "-C", "--config-env", "--exec-path", "--git-dir", "--work-tree", "--upload-pack", "--receive-pack", "--exec",
    "--remote", "--output", "-O", "--open-files-in-pager", "--ext-diff", "--textconv", "--no-index",
    "--show-signature", "--template", "--stdin", "--recurse-submodules", "--edit-description", "--edit", "--help",
  ]

  /// By subcommand.
  static let gitDangers: [String: [String]] = [
    "log": revisionDangers, "show": revisionDangers, "diff": revisionDangers, "rev-list": revisionDangers,
    "diff-tree": revisionDangers, "shortlog": revisionDangers,
    "blame": revisionDangers + ["--contents", "--ignore-revs-file", "-S"],
    "grep": [
      "-O", "--open-files-in-pager", "--no-index", "-f", "--textconv", "--recurse-submodules", "--help",
    ],
    "ls-files": [
      "-m", "--modified", "-X", "--exclude-from", "--exclude-per-directory", "--recurse-submodules", "--help",
    ],
    "describe": ["--dirty", "--broken", "--help"],
    "cat-file": ["--textconv", "--filters", "--batch", "--batch-check", "--batch-command", "--help"],
    "branch": ["--edit-description", "--recurse-submodules", "--help"],
    "tag": ["-v", "--verify", "-e", "--edit", "-s", "--sign", "-u", "--local-user", "-F", "--file", "--help"],
    "name-rev": ["--stdin", "--annotate-stdin", "--help"],
    "show-ref": ["--exclude-existing", "--help"],
    "check-ignore": ["--stdin", "--help"], "check-attr": ["--stdin", "--help"],
    "archive": ["--exec", "--remote", "--output", "-o", "--add-file", "--add-virtual-file", "--help"],
    "status": ["--help"], "ls-tree": ["--help"], "for-each-ref": ["--help"], "merge-base": ["--help"],
    "count-objects": ["--help"], "rev-parse": [], "worktree-list": [],
  ]

  /// Options with which log and its like compare contents, so that what converts them for people is run.
  ///
  /// Without one of them log prints no differences, and so starts nothing that prepares them.
  private static let comparing: Set<String> = [
    "-p", "--patch", "-u", "-U", "--unified", "--patch-with-raw", "--patch-with-stat", "--binary", "-S", "-G", "-L",
    "-c", "--cc", "--check", "--word-diff", "--word-diff-regex", "--color-words", "-W", "--function-context",
    "--remerge-diff", "--diff-merges", "--submodule",
  ]

  /// What a repository's attributes and configuration name is run when contents are compared. Whoever clones a hostile
  /// repository has cloned these too, so the options that turn it off have to be there.
  static func gitGuards(_ command: String) -> [OptionGuard] {
    let converts = OptionGuard(
      needed: ["--no-textconv"], otherwise: "the commands that diff.*.textconv of the repository names are run",
      acknowledgement: "--textconv")
    let external = OptionGuard(
      needed: ["--no-ext-diff"], otherwise: "the command that diff.external of the repository names may be run",
      acknowledgement: "--ext-diff")
    switch command {
    case "log":
      return [converts, external].map {
        var given = $0
        given.triggers = comparing
        return given
      }
    case "show":
      return [converts, external].map {
        var given = $0
        given.triggers = comparing
        given.exceptions = ["-s", "--no-patch"]
        return given
      }
    case "diff": return [converts, external]
    case "blame":
      let revisions = OptionGuard(
        needed: ["--no-ignore-revs-file"],
        otherwise: "lines of the file that blame.ignoreRevsFile of the repository names appear in errors",
        acknowledgement: "--ignore-revs-file")
      return [converts, revisions]
    default: return []
    }
  }

  /// `%G` runs `gpg.program`, and a name that git does not know may be a format of the repository's configuration.
  /// Behind `%`, one of `+`, `-` and blank does not count.
  private static let logFormat =
    "^(oneline|short|medium|full|fuller|reference|email|raw|mboxrd"
    + "|(t?format:)?([^%]|%[+ -][^G%+ -]|%[^G+ -])*%([+ -][^G%+ -]|[^G+ -])([^%]|%[+ -][^G%+ -]|%[^G+ -])*"
    + "|t?format:[^%]*|)$"

  /// A format is a small language, and one of its words starts a program.
  static func gitFormats(_ command: String) -> [FormatRule] {
    switch command {
    case "log", "show", "rev-list", "diff-tree", "shortlog", "diff":
      [
        FormatRule(
          options: ["--format", "--pretty"], allowed: logFormat, helper: "%\\(describe",
          reason: "%G… runs gpg.program of the repository, and a name may be a format of its configuration")
      ]
    case "branch", "tag", "for-each-ref":
      [
        FormatRule(
          options: ["--format"], refused: "%\\(\\*?signature", reason: "%(signature) runs gpg.program of the repository"
        )
      ]
    default: []
    }
  }
}
