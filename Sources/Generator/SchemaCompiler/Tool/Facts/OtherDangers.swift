extension ProgramFacts {
  /// Programs of whose options only the harmful ones are known: no marker counts for them.
  ///
  /// No table of options: their values cannot be distinguished from operands, so whatever is inserted must not look
  /// like an option at all.
  static func other(_ program: String) -> ProgramFacts {
    var facts = unknown
    facts.dangerousOptions = otherDangers[program] ?? []
    facts.literalOnlyOptions = otherExecution.filter { facts.dangerousOptions.contains($0) }
    return facts
  }

  /// Options that start programs, or reach other machines: their values may never be inserted.
  ///
  /// An acknowledgement is no help with these, as no reason makes a command safe that somebody else writes.
  private static let otherExecution = [
    "--compress-program", "--host", "-H", "--machine", "-M", "-engine", "-provider", "--update-catalog", "--magic-file",
    "-batch", "-b", "--batch", "-R", "--repo",
  ]

  /// Seen to run programs, or to read or write what their values name; by program.
  private static let otherDangers: [String: [String]] = [
    "apt-cache": ["-o", "--option", "-c", "--config-file"],
    "black": ["--config"],
    "date": ["-f", "--file", "-r", "--reference", "-s", "--set"],
    "dig": ["-f", "-k"],
    "dpkg-deb": ["-b", "--build", "-x", "--extract", "-X", "--vextract", "-e", "--control", "-R", "--raw-extract"],
    "du": ["-L", "--dereference", "-D", "--dereference-args", "-X", "--exclude-from", "--files0-from"],
    "file": ["-m", "--magic-file", "-f", "--files-from", "-L", "--dereference", "-C", "--compile", "-z", "-Z", "-S"],
    "findmnt": ["-s", "--fstab", "-F", "--tab-file", "-N", "--task"],
    "getent": ["-s", "--service"],
    "gh": ["-R", "--repo", "-w", "--web"],
    "grep": ["-f", "--file", "--exclude-from", "-R", "--dereference-recursive", "-P", "--perl-regexp"],
    "ip": ["-b", "-batch", "-n", "-netns", "-force"],
    "journalctl": [
      "-D", "--directory", "-i", "--file", "--root", "--image", "--cursor-file", "--update-catalog", "-M", "--machine",
      "--vacuum-size", "--vacuum-files", "--vacuum-time", "--rotate", "--flush", "--sync", "--setup-keys",
      "--namespace",
    ],
    "jq": ["-f", "--from-file", "-L", "--slurpfile", "--rawfile", "--argfile"],
    "lsof": ["+D", "+d", "-i", "-D"],
    "openssl": [
      "-engine", "-provider", "-provider-path", "-in", "-key", "-out", "-keyout", "-passin", "-passout", "-writerand",
      "-rand", "-addext", "-config", "-CAfile", "-CApath", "-cert", "-connect", "-proxy",
    ],
    "ruff": ["--fix", "--unsafe-fixes", "--add-noqa", "--output-file", "-o", "--config", "--cache-dir"],
    "sha256sum": ["-c", "--check"], "sha512sum": ["-c", "--check"], "sha1sum": ["-c", "--check"],
    "md5sum": ["-c", "--check"], "b2sum": ["-c", "--check"], "cksum": ["-c", "--check"],
    "sort": [
      "--compress-program", "-o", "--output", "-T", "--temporary-directory", "--files0-from", "--random-source",
    ],
    "ss": ["-D", "--diag", "-F", "--filter", "-r", "--resolve", "-K", "--kill", "-N", "--net"],
    "ssh-keyscan": ["-f"],
    "stat": ["-L", "--dereference"],
    "systemctl": ["-H", "--host", "-M", "--machine", "--root", "--image"],
    "systemd-analyze": ["-H", "--host", "-M", "--machine", "--root", "--image"],
    "wc": ["--files0-from"],
  ]
}
