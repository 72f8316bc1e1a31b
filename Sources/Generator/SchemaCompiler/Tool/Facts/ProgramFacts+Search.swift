extension ProgramFacts {
  /// Options that say what to look for, or to look for names only: without one the first operand is the pattern.
  private static let ripgrepPatterns = ["-e", "--regexp", "-f", "--file", "--files", "--type-list"]

  /// Which operand is the pattern depends on the options, and only paths are held to the project.
  static func ripgrep(_ words: [String]) -> ProgramFacts {
    let names = words.prefix { $0 != "--" }.map { $0.prefix { $0 != "=" && $0 != "{" } }
    var facts = ripgrepCommon
    facts.startsProcesses = false
    facts.paths = .operands(skipsFirst: !names.contains { name in ripgrepPatterns.contains { $0 == name } })
    return facts
  }

  /// `--` ends the options, `-` alone is standard input even behind it.
  ///
  /// It follows no link and reads no archive unless an option says so, so what leads out of the project are options.
  private static let ripgrepCommon = ProgramFacts(
    markers: ["--"],
    specialOperands: ["-"],
    options: .ripgrep,
    dangerousOptions: [
      "--pre", "--pre-glob", "--search-zip", "-z", "-f", "--file", "--ignore-file", "-L", "--follow",
      "-P", "--pcre2", "--engine", "--auto-hybrid-regex", "--debug", "--trace",
    ],
    literalOnlyOptions: ["--pre", "--engine"],
    harmless: ["--engine=default"],
    samples: ["--pre=x", "--search-zip", "-f/x"])
}

extension OptionTable {
  /// Those of ripgrep 13. Most that take a value refuse one that begins with `-`.
  fileprivate static let ripgrep = OptionTable(
    """
    -0 -a -A. --after-context. --auto-hybrid-regex -b -B. --before-context. --binary --block-buffered --byte-offset
    -c -C. --case-sensitive --color. --colors. --column --context-separator. --context. --count --count-matches
    --crlf --debug --dfa-size-limit. -E. -e: --encoding. --engine. -F -f: --field-context-separator.
    --field-match-separator. --file: --files --files-with-matches --files-without-match --fixed-strings --follow -g:
    --glob-case-insensitive --glob: -H -h --heading --help --hidden -I -i --iglob: --ignore --ignore-case
    --ignore-dot --ignore-exclude --ignore-file-case-insensitive --ignore-file: --ignore-files --ignore-global
    --ignore-messages --ignore-parent --ignore-vcs --include-zero --invert-match -j. --json -L -l --line-buffered
    --line-number --line-regexp -M. -m. --max-columns-preview --max-columns. --max-count. --max-depth.
    --max-filesize. --messages --mmap --multiline --multiline-dotall -N -n --no-auto-hybrid-regex --no-binary
    --no-block-buffered --no-column --no-config --no-context-separator --no-crlf --no-encoding --no-filename
    --no-fixed-strings --no-follow --no-glob-case-insensitive --no-heading --no-hidden --no-ignore --no-ignore-dot
    --no-ignore-exclude --no-ignore-file-case-insensitive --no-ignore-files --no-ignore-global --no-ignore-messages
    --no-ignore-parent --no-ignore-vcs --no-json --no-line-buffered --no-line-number --no-max-columns-preview
    --no-messages --no-mmap --no-multiline --no-multiline-dotall --no-one-file-system --no-pcre2 --no-pcre2-unicode
    --no-pre --no-require-git --no-search-zip --no-stats --no-text --no-trim --no-unicode --null --null-data -o
    --one-file-system --only-matching -P -p --passthru --path-separator. --pcre2 --pcre2-unicode --pcre2-version
    --pre-glob: --pre. --pretty -q --quiet -r: --regex-size-limit. --regexp: --replace: --require-git -S -s
    --search-zip --smart-case --sort. --sortr. --stats -T. -t. --text --threads. --trace --trim --type-add.
    --type-clear. --type-list --type-not. --type. -U -u --unicode --unrestricted -V -v --version --vimgrep -w
    --with-filename --word-regexp -x -z
    """)
}
