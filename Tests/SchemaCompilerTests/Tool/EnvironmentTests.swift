import Testing

@testable import SchemaCompiler

/// A tool file may set what is known to do no harm, and with a reason what an unknown program calls its own.
@Suite struct EnvironmentTests {
  private static let argv = [
    "git": #"["log", "--grep={word}"]"#, "journalctl": #"["--no-pager", "--grep={word}"]"#,
    "openssl": #"["dgst", "--", "{word}"]"#,
  ]

  private func line(
    _ setting: String, program: String = "demo", says: String = "", more: String = ""
  ) -> CommandLine {
    CommandLine(
      program, Self.argv[program] ?? #"["--word={word}"]"#, says: says,
      word: CommandLine.letters, more: #""environment": {\#(setting)}, \#(more)"#)
  }

  @Test(arguments: [
    #""WGETRC": "/tmp/x""#, #""SSLKEYLOGFILE": "/tmp/x""#,
    #""DBUS_SYSTEM_BUS_ADDRESS": "unixexec:path=/tmp/x""#,
    #""DBUS_SESSION_BUS_ADDRESS": "x""#, #""DOTNET_STARTUP_HOOKS": "/tmp/x""#,
    #""KUBECONFIG": "/tmp/x""#,
    #""NETRC": "/tmp/x""#, #""MAKEFLAGS": "x""#, #""MAGIC": "/tmp/x""#, #""APT_CONFIG": "/tmp/x""#,
    #""LIBMOUNT_FSTAB": "/tmp/x""#, #""RUSTC_WRAPPER": "/tmp/x""#,
    #""npm_config_script_shell": "/tmp/x""#,
    #""https_proxy": "http://x""#, #""LC_MESSAGES": "/tmp/x""#, #""LANG": "../x""#,
    #""GIT_PAGER": "less""#,
    #""TERM": "xterm""#, #""INPUTRC": "/tmp/x""#, #""PYTEST_PLUGINS": "x""#,
  ])
  func rejectsHarmfulVariables(setting: String) {
    let name = setting.split(separator: "\"")[0]
    line(setting, says: name == "TERM" ? "is not among the variables" : "can change").check()
    guard name != "TERM" else { return }
    line(
      setting, says: "can change",
      more: "\"x-ack\": {\"\(name)\": \"it is not read by this program\"},"
    ).check()
  }

  /// What a program's own variables do may be said of one of which nothing is known.
  @Test(arguments: [#""DEMO_MODE": "plain""#, #""DEMO_": "x""#, #""demo_level": "3""#])
  func ownVariablesNeedAReason(setting: String) {
    let name = String(setting.split(separator: "\"")[0])
    line(setting, says: "the effect of \"\(name)\" on \"demo\" is unknown").check()
    line(setting, more: "\"x-ack\": {\"\(name)\": \"the program prints less then\"},").check()
  }

  /// All others are not for a tool file to set, whatever the reason.
  @Test(arguments: [
    ("demo", #""GREP_COLOR": "1""#), ("demo", #""INVOCATION_ID": "x""#), ("demo", #""TCPDIAG_FILE": "/tmp/x""#),
    ("demo", #""FOO": """#), ("demo", #""DEMOX_MODE": "1""#), ("demo", #""CARGO": "/tmp/x""#),
    ("sort", #""SORT_MODE": "1""#), ("ss", #""TCPDIAG_FILE": "/tmp/x""#), ("file", #""FILE_X": "1""#),
    ("jq", #""JQ_COLORS": "1""#), ("tar", #""TAPE": "/tmp/x""#), ("curl", #""ALL": "x""#),
  ])
  func otherVariablesAreRefused(program: String, setting: String) {
    let name = String(setting.split(separator: "\"")[0])
    line(setting, program: program, says: "\"\(name)\"").check()
    #expect(!EnvironmentRules.canBeAcknowledged(name, program: program))
    line(
      setting, program: program, says: "\"\(name)\"",
      more: "\"x-ack\": {\"\(name)\": \"it is not read by this program\"},"
    ).check()
  }

  @Test(arguments: [
    (
      "demo",
      #""NO_COLOR": "1", "LC_MESSAGES": "C", "LANG": "en_US.UTF-8", "LC_TIME": "C.UTF-8", "TERM": "dumb""#
    ),
    ("git", #""GIT_CONFIG_NOSYSTEM": "1", "GIT_PAGER": "cat", "GIT_LITERAL_PATHSPECS": "1""#),
    ("journalctl", #""SYSTEMD_COLORS": "0", "SYSTEMD_PAGER": "cat""#),
    ("openssl", #""OPENSSL_CONF": "/dev/null""#), ("gh", #""GH_PROMPT_DISABLED": "1""#),
  ])
  func setsHarmlessVariables(program: String, settings: String) {
    line(settings, program: program, more: program == "gh" ? #""sandbox": "network","# : "").check()
  }

  /// A program's own settings are its own.
  @Test func rejectsSettingsOfOtherPrograms() {
    line(#""SYSTEMD_COLORS": "0""#, says: "can change").check()
    line(#""OPENSSL_CONF": "/dev/null""#, says: "can change").check()
    line(#""OPENSSL_CONF": "/tmp/x""#, program: "openssl", says: "can change").check()
    line(
      #""NIX_CONFIG": "experimental-features = nix-command flakes""#, program: "git",
      says: "can change"
    ).check()
  }

  @Test(arguments: ["PATH", "HOME", "LC_ALL", "TZ"])
  func rejectsVariablesOfTheRunner(name: String) {
    line("\"\(name)\": \"x\"", says: "\"\(name)\" is set by the runner").check()
    line(
      "\"\(name)\": \"x\"", says: "\"\(name)\" is set by the runner",
      more: "\"x-ack\": {\"\(name)\": \"it needs another one\"},"
    ).check()
  }
}
