import Testing

@testable import SchemaCompiler

/// A tool file may set what is known to do no harm; everything else needs a reason, and some names have none.
@Suite struct EnvironmentTests {
  private func line(
    _ setting: String, program: String = "demo", says: String = "", more: String = ""
  ) -> CommandLine {
    CommandLine(
      program, program == "git" ? #"["log", "--grep={word}"]"# : #"["--word={word}"]"#, says: says,
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
    line(setting, says: name == "TERM" ? "is unknown" : "can change").check()
    guard name != "TERM" else { return }
    line(
      setting, says: "can change",
      more: "\"x-ack\": {\"\(name)\": \"it is not read by this program\"},"
    ).check()
  }

  @Test(arguments: [
    #""DEMO_MODE": "plain""#, #""GREP_COLOR": "1""#, #""INVOCATION_ID": "x""#,
    #""TCPDIAG_FILE": "/tmp/x""#,
    #""LESS_IS_MORE_OR_NOT": "x""#, #""FOO": """#,
  ])
  func unknownVariablesNeedAReason(setting: String) {
    let name = String(setting.split(separator: "\"")[0])
    guard EnvironmentRules.canBeAcknowledged(name) else {
      #expect(name == "LESS_IS_MORE_OR_NOT")
      return
    }
    line(setting, says: "the effect of \"\(name)\" on \"demo\" is unknown").check()
    line(setting, more: "\"x-ack\": {\"\(name)\": \"the program prints less then\"},").check()
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
    line(settings, program: program).check()
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
