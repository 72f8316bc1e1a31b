import JSONCore

/// The environment of a child is written out in the tool file, and may only take power away.
enum EnvironmentRules {
  static let limit = 32

  /// Set by the runner for every program.
  static let fixed: Set<String> = ["PATH", "HOME", "LC_ALL", "TZ"]

  /// Names that change what a program loads, runs, trusts or reads.
  private static let refused: Set<String> = [
    "ENV", "IFS", "PS4", "CDPATH", "SHELLOPTS", "GLOBIGNORE", "PROMPT_COMMAND", "GLIBC_TUNABLES", "GCONV_PATH",
    "LOCPATH",
    "NLSPATH", "HOSTALIASES", "RES_OPTIONS", "LOCALDOMAIN", "TZDIR", "TERMCAP", "TERMINFO", "TERMINFO_DIRS", "VISUAL",
    "BROWSER", "SHELL", "LESS", "JOURNAL_STREAM", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "POSIXLY_CORRECT",
    "COLUMNS", "LINES", "LUA_INIT", "UNZIP", "ZIPOPT", "ZIP", "GZIP", "TAR_OPTIONS", "R_PROFILE", "SSL_CERT_FILE",
    "SSL_CERT_DIR", "CURL_HOME", "CURL_CA_BUNDLE", "TMPDIR", "PWD", "OLDPWD", "USER", "LOGNAME",
  ]
  private static let refusedPrefixes = [
    "LD_", "DYLD_", "GIT_", "SSH_", "NIX", "BASH", "PYTHON", "PERL", "RUBY", "NODE_", "NPM_", "JAVA_", "JDK_", "GLIBC_",
    "MALLOC_", "RIPGREP_", "LESS", "OPENSSL_", "DOCKER_", "XDG_", "ASAN_", "SWIFT_", "SYSTEMD_", "RUST", "CARGO_", "GO",
    "LUA_", "PKG_", "LC_", "CURL_", "SUDO_", "TMUX", "GPG_",
  ]
  private static let refusedSuffixes = ["PAGER", "EDITOR", "_PROXY", "_ASKPASS", "_OPTIONS", "PRELOAD"]

  /// What every git reads, the ones that other programs start included: no configuration of the machine or user, no
  /// prompts, no lock files, and nothing of a repository's configuration that runs a command. Without the lazy fetch a
  /// repository that pretends to be a partial clone would have `git show` run the command it names.
  private static let git: [(name: String, value: String)] = [
    ("GIT_CONFIG_COUNT", "5"), ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_KEY_0", "core.fsmonitor"), ("GIT_CONFIG_KEY_1", "core.hooksPath"),
    ("GIT_CONFIG_KEY_2", "core.sshCommand"), ("GIT_CONFIG_KEY_3", "log.showSignature"),
    ("GIT_CONFIG_KEY_4", "protocol.ext.allow"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_VALUE_0", "false"),
    ("GIT_CONFIG_VALUE_1", "/dev/null"), ("GIT_CONFIG_VALUE_2", "false"), ("GIT_CONFIG_VALUE_3", "false"),
    ("GIT_CONFIG_VALUE_4", "never"), ("GIT_NO_LAZY_FETCH", "1"), ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
  ]

  /// Set for a program whether or not the tool file says so, in order of the names.
  static func base(_ program: String) -> [(name: String, value: String)] {
    switch program {
    case "git": [("GIT_ALLOW_PROTOCOL", "none")] + git
    case "nix": git + [("NIX_USER_CONF_FILES", "/dev/null")]
    default: []
    }
  }

  /// The base of a program and what its tool file declares.
  static func complete(_ declared: [(name: String, value: String)], program: String) -> [(name: String, value: String)]
  {
    let names = Set(declared.map(\.name))
    return (declared + base(program).filter { !names.contains($0.name) }).sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
  }

  /// By program, `*` for all: settings of refused names that are known to do no harm.
  private static let harmless: [String: Set<String>] = [
    "*": [
      "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
      "GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_NO_REPLACE_OBJECTS=1", "GIT_LITERAL_PATHSPECS=1",
      "GIT_ATTR_NOSYSTEM=1", "SYSTEMD_PAGER=cat", "PAGER=cat", "GIT_PAGER=cat",
    ],
    "nix": [
      "NIX_USER_CONF_FILES=/dev/null", "NIX_CONFIG=experimental-features = nix-command flakes",
    ],
  ]

  /// Why a variable may not be set; nil when it may.
  static func objection(_ name: String, _ value: String, program: String) -> String? {
    if fixed.contains(name) { return "\"\(name)\" is set by the runner, the same for every program" }
    let upper = name.uppercased()
    let isRefused =
      refused.contains(upper) || refusedPrefixes.contains { upper.utf8.starts(with: $0.utf8) }
      || refusedSuffixes.contains { upper.utf8.reversed().starts(with: $0.utf8.reversed()) }
    guard isRefused else { return nil }
    let setting = "\(name)=\(value)"
    if harmless["*"]?.contains(setting) == true || harmless[program]?.contains(setting) == true { return nil }
    return "\"\(name)\" can change what the program runs, loads or trusts"
  }

  /// The settings of refused names that are let through, for messages.
  static func allowed(_ program: String) -> [String] {
    ((harmless["*"] ?? []).union(harmless[program] ?? [])).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension ToolReader {
  mutating func environment(_ exec: DocumentNode, _ program: String) -> [(name: String, value: String)] {
    guard let node = exec["environment"] else { return [] }
    guard let members = node.members, members.count <= EnvironmentRules.limit else {
      report(
        node, "\"environment\" must be an object of at most \(EnvironmentRules.limit) literal strings",
        mend: "write {\"NAME\": \"value\"}")
      return []
    }
    return members.compactMap { variable($0, program) }
  }

  private mutating func variable(_ member: DocumentMember, _ program: String) -> (name: String, value: String)? {
    let bytes = member.name.bytes
    let isName =
      (1...64).contains(bytes.count) && !(0x30...0x39).contains(bytes[0])
      && bytes.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F }
    guard isName else {
      report(
        member, "this is not the name of a variable", mend: "write letters, digits and \"_\", beginning with a letter")
      return nil
    }
    guard let value = member.value.string, value.utf8Count <= 4096,
      value.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else {
      report(
        member.value, "a variable's value must be a string of at most 4096 bytes without controls",
        mend: "write a literal string")
      return nil
    }
    guard !value.bytes.contains(0x7B), !value.bytes.contains(0x7D) else {
      report(
        member.value, "the environment is literal: nothing is inserted into it", mend: "pass the value in \"argv\"")
      return nil
    }
    guard let objection = EnvironmentRules.objection(String(member.name), String(value), program: program) else {
      return (String(member.name), String(value))
    }
    let near = EnvironmentRules.allowed(program).filter { $0.utf8.starts(with: "\(member.name)=".utf8) }
    report(
      member, objection,
      mend: near.isEmpty
        ? "remove it, or pass an option in \"argv\"" : "write \(near.joined(separator: " or ")), or remove it")
    return nil
  }
}
