extension ProgramFacts {
  /// Options that say what to look for, or to look for names only: without one the first operand is the pattern.
  private static let ripgrepPatterns = ["-e", "--regexp", "-f", "--file", "--files", "--type-list"]

  static func ripgrep(_ words: [String]) -> ProgramFacts {
    let names = words.map { $0.prefix { $0 != "=" && $0 != "{" } }
    var facts = ripgrepCommon
    facts.startsProcesses = false
    facts.paths = .operands(skipsFirst: !names.contains { name in ripgrepPatterns.contains { $0 == name } })
    return facts
  }

  /// `--` ends the options, `-` alone is standard input even behind it.
  private static let ripgrepCommon = ProgramFacts(
    markers: ["--"],
    specialOperands: ["-"],
    valueOptions: [
      "-e": 1, "--regexp": 1, "-f": 1, "--file": 1, "-g": 1, "--glob": 1, "--iglob": 1, "-t": 1, "--type": 1, "-T": 1,
      "--type-not": 1, "-A": 1, "-B": 1, "-C": 1, "--after-context": 1, "--before-context": 1, "--context": 1,
      "-m": 1, "--max-count": 1, "-M": 1, "--max-columns": 1, "-d": 1, "--max-depth": 1, "--max-filesize": 1,
      "-j": 1, "--threads": 1, "-r": 1, "--replace": 1, "--sort": 1, "--sortr": 1, "--color": 1, "--colors": 1,
      "-E": 1, "--encoding": 1, "--engine": 1, "--pre": 1, "--pre-glob": 1, "--ignore-file": 1, "--type-add": 1,
      "--type-clear": 1, "--path-separator": 1, "--field-match-separator": 1, "--field-context-separator": 1,
      "--context-separator": 1, "--dfa-size-limit": 1, "--regex-size-limit": 1, "--hostname-bin": 1,
    ],
    dangerousOptions: [
      "--pre", "--pre-glob", "--hostname-bin", "--search-zip", "-z", "-f", "--file", "--ignore-file", "-L", "--follow",
      "-P", "--pcre2", "--engine", "--auto-hybrid-regex", "--hyperlink-format", "--debug", "--trace",
    ],
    literalOnlyOptions: ["--pre", "--hostname-bin", "--engine"],
    harmless: ["--engine=default"],
    samples: ["--pre=x", "--search-zip", "-f/x"])
}
