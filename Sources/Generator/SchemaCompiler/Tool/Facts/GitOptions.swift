extension OptionTable {
  /// The options of git's subcommands: found in git 2.39 by trying every word of the program as an option, and whether
  /// the entry behind it is its value by what became of that entry. `worktree-list` is `worktree list`.
  ///
  /// By trying and not from the manual, which says of few options whether they take the next entry. An option that only
  /// a later git has is unknown here and refused, which is the safe side.
  static let git: [String: OptionTable] = {
    var words: [String: String] = [:]
    for (commands, options) in gitOptions {
      for command in commands.split(separator: " ") { words[String(command), default: ""] += " " + options }
    }
    return words.mapValues { OptionTable($0) }
  }()

  /// In front of the subcommand.
  ///
  /// Apart from those of the subcommands, since the same letter means something else there: `-p` pages here and prints
  /// patches behind `log`.
  static let gitGlobals = OptionTable(
    """
    -c: -C: --git-dir: --work-tree: --namespace: --config-env: --attr-source: --super-prefix: --exec-path? -p --paginate
    -P --no-pager --no-replace-objects --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs
    --no-optional-locks --bare --version
    """)

  /// `:` takes the next entry, `?` only a value that is joined to it.
  ///
  /// Subcommands that share an option parser share a line of the table, as they do in git.
  ///
  /// A table is the price for proving markers: without it nobody knows whether `--` ends the options or is the value of
  /// one.
  private static let gitOptions: [(commands: String, options: String)] = [
    (
      "log show diff diff-tree rev-list shortlog blame",
      """
      --abbrev-commit --after: --alternate-refs --anchored: --author-date-order --author: --before: --binary --bisect
      --boundary --branches? --break-rewrites? --cc --check --cherry --cherry-mark --cherry-pick --children
      --color-moved-ws: --color-moved? --color-words? --compact-summary --cumulative --date-order --date: --dense
      --diff-algorithm: --diff-filter: --diff-merges: --dirstat-by-file? --dirstat? --do-walk --dst-prefix:
      --early-output? --encode-email-headers --encoding: --exclude-first-parent-only --exit-code --expand-tabs?
      --ext-diff --find-copies-harder --find-copies? --find-object: --follow --full-diff --full-history --full-index
      --grep-reflog: --grep: --histogram --ignore-all-space --ignore-blank-lines --ignore-cr-at-eol
      --ignore-matching-lines: --ignore-missing --ignore-space-at-eol --ignore-space-change --in-commit-order
      --indent-heuristic --inter-hunk-context: --invert-grep --irreversible-delete --ita-invisible-in-index
      --ita-visible-in-index --left-only --left-right --line-prefix: --log-size --max-age: --merges --min-age:
      --minimal --no-abbrev-commit --no-color-moved --no-color-moved-ws --no-commit-id --no-diff-merges
      --no-encode-email-headers --no-expand-tabs --no-ext-diff --no-graph --no-indent-heuristic --no-kept-objects?
      --no-max-parents --no-merges --no-min-parents --no-notes --no-patch --no-relative --no-show-signature
      --no-standard-notes --notes? --numstat --objects --objects-edge --objects-edge-aggressive --oneline
      --output-indicator-context: --output-indicator-new: --output-indicator-old: --parents --patch --patch-with-raw
      --patch-with-stat --patience --pickaxe-all --pickaxe-regex --pretty? --raw --reflog --regexp-ignore-case
      --relative-date --relative? --remerge-diff --remotes? --remove-empty --rename-empty --reverse --right-only --root
      --rotate-to: --shortstat --show-linear-break? --show-notes? --show-pulls --show-signature
      --simplify-by-decoration --simplify-merges --since-as-filter: --since: --skip-to: --skip: --src-prefix:
      --standard-notes --stat-count: --stat-graph-width: --stat-name-width: --stat-width: --stat? --submodule?
      --summary --tags? --topo-order --unified? --unpacked? --until: --verify-objects --word-diff-regex: --word-diff?
      --ws-error-highlight:
      """
    ),
    (
      "grep",
      """
      -A: --after-context: --and -B: --before-context: --break --column --context: -e: --ext-grep -f:
      --files-with-matches --files-without-match -G --heading -I --invert-match -L --line-number --max-depth: -O?
      --only-matching --open-files-in-pager? --or --recursive --show-function --threads: --untracked --word-regexp
      """
    ),
    (
      "shortlog",
      """
      -a? -b? --committer -D? -E? --email -F? -g? --group: -i? -m? --no-commit --no-numbered --numbered -P? -p? -R? -r?
      -v? -W? -w? -z?
      """
    ),
    (
      "ls-files",
      """
      --deduplicate --deleted --directory --empty-directory --eol --error-unmatch --exclude-from:
      --exclude-per-directory: --ignored -k --killed --modified --no-empty-directory --no-sparse --others
      --resolve-undo --stage --unmerged --with-tree: -X: -x:
      """
    ),
    (
      "blame",
      """
      --color-by --color-by-age --color-lines --contents: --ignore-rev: --ignore-revs-file: --no-ignore-revs-file --incremental --line
      --line-porcelain --no-progress --no-walk? --progress --score --score-debug --show-email --show-name --show-number
      --show-stats
      """
    ),
    (
      "branch",
      """
      -C --copy --edit-description -M --move --no-track --remotes --set-upstream --set-upstream-to: --show-current
      --track? --unset-upstream
      """
    ),
    (
      "log show diff diff-tree rev-list shortlog blame grep",
      """
      --all-match --basic-regexp --count --extended-regexp --fixed-strings --function-context --max-count:
      --no-textconv --not --perl-regexp --text
      """
    ),
    (
      "log show diff diff-tree rev-list",
      """
      --ancestry-path? --clear-decorations --decorate? --default: --exclude-hidden: --glob: --no-decorate --no-filter
      --single-worktree --source
      """
    ),
    ("log show diff shortlog blame grep archive", "-0 -1 -2 -3 -4 -5 -6 -7 -8 -9"),
    (
      "cat-file",
      """
      --allow-unknown-type --batch-all-objects --batch-check? --batch-command? --batch? --buffer --filters
      --follow-symlinks --path: --unordered
      """
    ),
    ("tag", "--annotate --cleanup: --edit -F: --file: --local-user: --message: -n? --no-edit --sign"),
    (
      "status",
      """
      --ahead-behind --branch --ignored? --no-ahead-behind --porcelain? --renames --short --show-stash
      --untracked-files?
      """
    ),
    ("log show diff shortlog blame", "-B? -C? -G: -I: -O: -S: -U? -X?"),
    (
      "diff diff-tree rev-list",
      "--base --decorate-refs --decorate-refs-exclude --merge-base --ours --staged --theirs --trunc"
    ),
    ("show-ref", "--dereference --exclude-existing? -h --hash? --head --heads --no-verify -s?"),
    ("describe", "--broken? --candidates: --contains --dirty? --exact-match --match: --no-contains"),
    ("branch tag", "--create-reflog --delete --force -u: --with: --without:"),
    ("branch tag for-each-ref", "--contains: --merged: --no-contains: --no-merged: --points-at: --sort:"),
    // It reads --output before it knows its other options: only what is joined to them is their value.
    (
      "archive",
      "--add-file? --add-virtual-file? --exec: --format? -o: --prefix? --worktree-attributes"
    ),
    ("log show diff", "--filter? --format? --max-parents? --min-parents? -n:"),
    ("log show diff blame grep", "-E -F -P -W -w"),
    ("for-each-ref", "--count: --perl --python --shell --tcl"),
    ("name-rev", "--annotate-stdin --no-undefined --peel-tag --refs: --undefined"),
    ("merge-base", "--fork-point --independent --is-ancestor --octopus"),
    ("log show diff diff-tree rev-list shortlog blame status", "--find-renames? --ignore-submodules? --no-renames"),
    ("shortlog blame", "--ancestry-path --combined-all-paths --merge"),
    ("log show", "--decorate-refs-exclude: --decorate-refs:"),
    ("log show diff diff-tree rev-list shortlog blame grep branch show-ref check-ignore", "--no-quiet --quiet"),
    (
      "log show diff diff-tree rev-list shortlog blame ls-files ls-tree branch describe show-ref",
      "--abbrev? --no-abbrev"
    ),
    ("log show diff diff-tree rev-list shortlog blame archive", "--no-prefix --output:"),
    ("log show diff diff-tree rev-list shortlog grep branch tag for-each-ref", "--color? --no-color"),
    ("log show diff diff-tree rev-list cat-file", "--mailmap --use-mailmap"),
    ("log show diff blame", "-g -R"),
    ("log show diff-tree rev-list shortlog blame", "--indexed-objects --walk-reflogs"),
    ("grep ls-files", "--exclude-standard -o"),
    ("grep ls-files branch", "--no-recurse-submodules --recurse-submodules"),
    ("ls-tree", "--full-tree --object-only"),
    ("describe name-rev show-ref", "--no-tags --tags"),
    ("log show diff diff-tree rev-list shortlog", "--no-walk"),
    (
      "log show diff diff-tree rev-list shortlog blame grep status ls-files ls-tree cat-file branch tag for-each-ref describe name-rev show-ref merge-base archive check-attr check-ignore count-objects",
      "--help"
    ),
    ("log show diff diff-tree rev-list shortlog blame grep ls-tree name-rev", "--name-only"),
    ("log show diff diff-tree rev-list shortlog blame grep cat-file", "--textconv"),
    ("log show diff diff-tree rev-list shortlog blame ls-files", "--sparse"),
    ("log show diff diff-tree rev-list shortlog blame ls-tree", "--name-status"),
    ("log show diff diff-tree rev-list shortlog blame branch describe name-rev merge-base", "--all"),
    ("log show diff diff-tree rev-list shortlog blame describe", "--first-parent"),
    ("log show diff diff-tree rev-list shortlog blame describe name-rev", "--always"),
    ("log show diff diff-tree rev-list blame", "--committer:"),
    ("log show diff diff-tree rev-list ls-files describe name-rev", "--exclude:"),
    ("log show diff diff-tree rev-list name-rev check-attr check-ignore", "--stdin"),
    ("log show diff shortlog", "-l:"),
    ("log show diff shortlog blame grep ls-files branch", "-c"),
    ("log show diff shortlog blame status", "-M?"),
    ("log show diff shortlog blame status ls-files cat-file tag for-each-ref", "-s"),
    ("log show diff blame grep status ls-files ls-tree cat-file check-attr check-ignore worktree-list", "-z"),
    ("log show diff blame grep status ls-files branch tag archive check-ignore count-objects worktree-list", "-v"),
    ("log show diff blame grep ls-files branch tag", "-i"),
    ("log show diff blame grep ls-tree branch", "-r"),
    ("log show diff blame grep cat-file for-each-ref (before the subcommand)", "-p"),
    ("log show diff blame grep branch tag merge-base check-attr", "-a"),
    ("log show diff blame status", "-b"),
    ("log show diff blame ls-files", "-u"),
    ("log show diff blame ls-files ls-tree cat-file", "-t"),
    ("log show diff blame ls-files branch", "-m"),
    ("log show diff blame branch", "-D"),
    ("log show diff grep branch show-ref check-ignore", "-q"),
    ("log show blame", "-L:"),
    ("log diff diff-tree rev-list shortlog blame", "--graph"),
    ("diff diff-tree", "--test-bitmap"),
    ("diff diff-tree rev-list grep ls-files check-attr", "--cached"),
    ("diff diff-tree rev-list grep check-ignore", "--no-index"),
    ("shortlog blame grep check-ignore", "-n"),
    ("shortlog blame cat-file tag", "-e"),
    ("shortlog status", "-u?"),
    ("shortlog branch", "-t?"),
    ("blame grep ls-tree branch tag archive", "-l"),
    ("blame ls-files branch tag", "-f"),
    ("blame worktree-list", "--porcelain"),
    ("grep status", "--null"),
    ("grep status branch tag", "--no-column"),
    ("grep ls-files ls-tree", "--full-name"),
    ("grep branch tag for-each-ref", "--ignore-case"),
    ("grep tag", "-m:"),
    ("grep (before the subcommand)", "-C:"),
    ("grep count-objects", "-H"),
    ("grep check-ignore", "--index"),
    ("status ls-tree describe", "--long"),
    ("status branch tag", "--column?"),
    ("status branch archive check-ignore count-objects worktree-list", "--verbose"),
    ("ls-files ls-tree branch tag for-each-ref", "--format:"),
    ("ls-files ls-tree branch tag show-ref", "-d"),
    ("ls-files describe", "--debug"),
    ("branch tag archive", "--list"),
    ("branch describe name-rev merge-base", "--no-all"),
    ("tag show-ref", "--verify"),
    ("worktree-list", "--expire:"),
    ("count-objects", "--human-readable"),
    ("check-ignore", "--non-matching"),
    (
      "rev-parse",
      """
      --verify --quiet -q --short? --symbolic --symbolic-full-name --abbrev-ref? --all --branches? --tags? --remotes?
      --glob? --exclude? --disambiguate? --show-toplevel --show-prefix --show-cdup --is-inside-git-dir
      --is-inside-work-tree --is-bare-repository --is-shallow-repository --git-dir --absolute-git-dir --git-common-dir
      --since? --until? --before? --after? --default: --revs-only --no-revs --flags --no-flags --not --sq
      """
    ),
  ]
}
