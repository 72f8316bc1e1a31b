import JSONCore

/// The environment of a child is written out in the tool file, and may only take power away.
///
/// A variable is an argument that nobody sees. Most of what makes programs load code, read other configurations or
/// reach other machines can be set by one, so the list is of what may be set and not of what may not.
enum EnvironmentRules {
  static let limit = 32

  /// Set by the runner for every program.
  static let fixed: Set<String> = ["PATH", "HOME", "LC_ALL", "TZ"]

  /// Settings that do no harm, whatever the program.
  ///
  /// Name and value together: `PAGER=cat` takes power away, any other pager gives some.
  private static let general: Set<String> = [
    "NO_COLOR=1", "CLICOLOR=0", "TERM=dumb", "PAGER=cat", "GIT_PAGER=cat", "SYSTEMD_PAGER=cat",
    "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
    "GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_NO_REPLACE_OBJECTS=1", "GIT_LITERAL_PATHSPECS=1",
    "GIT_ATTR_NOSYSTEM=1",
  ]
  /// Names that change what a program loads, runs, trusts or reads: no reason makes them right.
  ///
  /// Refused even with a reason, so that a reviewer does not have to know each of them.
  private static let never: Set<String> = [
    "ENV", "IFS", "PS4", "CDPATH", "SHELLOPTS", "GLOBIGNORE", "PROMPT_COMMAND", "GLIBC_TUNABLES", "GCONV_PATH",
    "LOCPATH", "NLSPATH", "HOSTALIASES", "RES_OPTIONS", "LOCALDOMAIN", "TZDIR", "TERMCAP", "TERMINFO",
    "TERMINFO_DIRS", "VISUAL", "BROWSER", "SHELL", "LESS", "JOURNAL_STREAM", "NOTIFY_SOCKET", "LISTEN_FDS",
    "LISTEN_PID", "POSIXLY_CORRECT", "COLUMNS", "LINES", "UNZIP", "ZIPOPT", "ZIP", "GZIP", "TAR_OPTIONS", "R_PROFILE",
    "SSLKEYLOGFILE", "WGETRC", "NETRC", "KUBECONFIG", "MAGIC", "TMPDIR", "PWD", "OLDPWD", "USER", "LOGNAME",
  ]
  private static let neverPrefixes = [
    "LD_", "DYLD_", "GIT_", "SSH_", "NIX", "BASH", "PYTHON", "PERL", "RUBY", "NODE_", "NPM_", "JAVA_", "JDK_", "GLIBC_",
    "MALLOC_", "RIPGREP_", "LESS", "OPENSSL_", "DOCKER_", "XDG_", "ASAN_", "SWIFT_", "SYSTEMD_", "RUST", "CARGO_", "GO",
    "LUA_", "PKG_", "LC_", "LANG", "CURL_", "SUDO_", "TMUX", "GPG_", "DBUS_", "DOTNET_", "SSL_", "MAKE", "PYTEST_",
    "APT_", "LIBMOUNT_", "GTK_", "QT_", "AWS_", "GH_", "KUBE",
  ]
  private static let neverSuffixes = [
    "PAGER", "EDITOR", "_PROXY", "_ASKPASS", "_OPTIONS", "PRELOAD", "_WRAPPER", "_HOOK", "_HOOKS", "RC",
  ]

  /// Settings of a repository's configuration that git reads, overruled.
  ///
  /// The format of log and how it shows merges are said because a repository can say them: `%G?` runs its
  /// `gpg.program`, `remerge` its merge drivers. The last four name files, which need not be of the project.
  private static let gitSettings: [(name: String, value: String)] = [
    ("core.fsmonitor", "false"), ("core.hooksPath", "/dev/null"), ("core.sshCommand", "false"),
    ("log.showSignature", "false"), ("protocol.ext.allow", "never"), ("format.pretty", "medium"),
    ("log.diffMerges", "separate"), ("core.pager", "cat"), ("core.askPass", ""), ("credential.helper", ""),
    ("core.attributesFile", "/dev/null"), ("core.excludesFile", "/dev/null"), ("diff.orderFile", "/dev/null"),
    ("mailmap.file", ""),
  ]

  /// What every git reads, the ones that other programs start included: no configuration of the machine or user, no
  /// prompts, no lock files, and nothing of a repository's configuration that runs a command. Without the lazy fetch a
  /// repository that pretends to be a partial clone would have `git show` run the command it names.
  private static let git: [(name: String, value: String)] =
    [
      ("GIT_CONFIG_COUNT", String(gitSettings.count)), ("GIT_CONFIG_GLOBAL", "/dev/null"),
      ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_NO_LAZY_FETCH", "1"), ("GIT_OPTIONAL_LOCKS", "0"),
      ("GIT_TERMINAL_PROMPT", "0"),
    ]
    + gitSettings.enumerated().flatMap { index, setting in
      [("GIT_CONFIG_KEY_\(index)", setting.name), ("GIT_CONFIG_VALUE_\(index)", setting.value)]
    }

  /// Set for a program whether or not the tool file says so, in order of the names.
  ///
  /// Not for the author to remember: git reads the configuration of a repository that a stranger wrote.
  static func base(_ program: String) -> [(name: String, value: String)] {
    switch program {
    case "git": [("GIT_ALLOW_PROTOCOL", "none")] + git
    case "nix": git + [("NIX_USER_CONF_FILES", "/dev/null")]
    default: []
    }
  }

  /// The base of a program and what its tool file declares.
  ///
  /// What the file declares wins over the base, having passed the same rules.
  static func complete(_ declared: [(name: String, value: String)], program: String) -> [(name: String, value: String)]
  {
    let names = Set(declared.map(\.name))
    return (declared + base(program).filter { !names.contains($0.name) }).sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
  }

  /// Why a variable may not be set; nil when it may.
  ///
  /// In this order: what the runner sets, what is known to be harmless, what is never right, and nothing else: only of a
  /// program that nobody has looked at may the author say what its own variables do.
  static func objection(
    _ name: String, _ value: String, program: String, in programs: ProgramLibrary = .own
  ) -> String? {
    if fixed.contains(name) { return "\"\(name)\" is set by the runner, the same for every program" }
    let setting = "\(name)=\(value)"
    if general.contains(setting) || isLocale(name, value) { return nil }
    let file = programs[program]
    if file?.settings.contains(setting) == true { return nil }
    if isNever(name) { return "\"\(name)\" can change what the program runs, loads or trusts" }
    if isOwn(name, of: program) { return "the effect of \"\(name)\" on \"\(program)\" is unknown" }
    return "\"\(name)\" is not among the variables that a tool of \"\(program)\" may set"
  }

  /// Whether a reason in `x-ack` lets the variable through: one that is the program's own by its name, of a program of
  /// which nothing is known.
  static func canBeAcknowledged(_ name: String, program: String, in programs: ProgramLibrary = .own) -> Bool {
    canBeAcknowledged(name) && isOwn(name, of: program) && programs[program] == nil
  }

  /// `DEMO_MODE` of `demo`: what other programs read, and the libraries of this one, has other names.
  private static func isOwn(_ name: String, of program: String) -> Bool {
    let own = program.utf8.map { byte -> UInt8 in
      switch byte {
      case 0x61...0x7A: byte & 0xDF
      case 0x30...0x39, 0x41...0x5A: byte
      default: 0x5F
      }
    }
    let upper = Array(name.uppercased().utf8)
    return upper.starts(with: own) && upper.dropFirst(own.count).first == 0x5F
  }

  /// Whether a name may be more than a setting of ours: it changes nothing that is run, loaded or trusted.
  static func canBeAcknowledged(_ name: String) -> Bool { !fixed.contains(name) && !isNever(name) }

  /// In capitals: some programs read such names in either case, as with `http_proxy`.
  private static func isNever(_ name: String) -> Bool {
    let upper = name.uppercased()
    return never.contains(upper) || neverPrefixes.contains { upper.utf8.starts(with: $0.utf8) }
      || neverSuffixes.contains { upper.utf8.reversed().starts(with: $0.utf8.reversed()) }
  }

  /// A category of the locale by name: a value with a slash would be a file that is loaded.
  private static func isLocale(_ name: String, _ value: String) -> Bool {
    guard name == "LANG" || name == "LANGUAGE" || name.utf8.starts(with: "LC_".utf8) else { return false }
    return (1...32).contains(value.utf8.count)
      && value.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x40, 0x5F: true
        default: false
        }
      } && value.utf8.first != 0x2E
  }

  /// The settings that are let through, for messages.
  static func allowed(_ program: String, in programs: ProgramLibrary) -> [String] {
    general.union(programs[program]?.settings ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension ToolReader {
  /// - Parameter acknowledged: The names in `x-ack`; those that were needed are added to `used`.
  ///
  /// Literals only: a variable that is made from the input would be an argument without a proof.
  func environment(
    _ exec: DocumentNode, _ program: String, acknowledged: Set<String>, used: inout Set<String>
  ) -> [(name: String, value: String)] {
    guard let node = exec["environment"] else { return [] }
    guard let members = node.members, members.count <= EnvironmentRules.limit else {
      report(
        node, "\"environment\" must be an object of at most \(EnvironmentRules.limit) variables",
        hint: "write {\"NAME\": \"value\"}, or {\"NAME\": {\"secret\": \"NAME\"}}", rule: .environment)
      return []
    }
    var variables: [(name: String, value: String)] = []
    // Those that are objects are secrets.
    for member in members where member.value.members == nil {
      if let found = variable(member, program, acknowledged, &used) { variables.append(found) }
    }
    return variables
  }

  private func variable(
    _ member: DocumentMember, _ program: String, _ acknowledged: Set<String>, _ used: inout Set<String>
  ) -> (name: String, value: String)? {
    let bytes = member.name.bytes
    let isName =
      (1...64).contains(bytes.count) && !(0x30...0x39).contains(bytes[0])
      && bytes.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F }
    guard isName else {
      report(
        member, "this is not the name of a variable", hint: "write letters, digits and \"_\", beginning with a letter",
        rule: .environment)
      return nil
    }
    guard let value = member.value.string, value.utf8Count <= 4096,
      value.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else {
      report(
        member.value, "a variable's value must be a string of at most 4096 bytes without controls",
        hint: "write a literal string", rule: .environment)
      return nil
    }
    guard !value.bytes.contains(0x7B), !value.bytes.contains(0x7D) else {
      report(
        member.value, "the environment is literal: nothing is inserted into it", hint: "pass the value in \"argv\"",
        rule: .environment)
      return nil
    }
    inspectInvisible(value, at: member.value)
    let name = String(member.name)
    guard let objection = EnvironmentRules.objection(name, String(value), program: program, in: programs) else {
      return (name, String(value))
    }
    if EnvironmentRules.canBeAcknowledged(name, program: program, in: programs), acknowledged.contains(name) {
      used.insert(name)
      return (name, String(value))
    }
    report(member, objection, hint: hint(name, program), rule: .environment)
    return nil
  }

  private func hint(_ name: String, _ program: String) -> String {
    let near = EnvironmentRules.allowed(program, in: programs).filter { $0.utf8.starts(with: "\(name)=".utf8) }
    if !near.isEmpty { return "write \(near.joined(separator: " or ")), or remove it" }
    if EnvironmentRules.canBeAcknowledged(name, program: program, in: programs) {
      return "pass an option in \"argv\", or say why it is safe here: \"x-ack\": {\"\(name)\": \"…\"}"
    }
    return "remove it, or pass an option in \"argv\""
  }
}
