import Testing

@testable import SchemaCompiler

/// Inputs that were accepted once and did harm, and others of their kind: the facts about a subcommand, about nix, about
/// what a program is, and about variables were incomplete.
@Suite struct FactInputsTests {
  private static let archive = #""x-ack": {"archive": "filters are taken away"},"#
  private static let blame = #""x-ack": {"blame": "the work tree is what it looks at"},"#
  private static let grep = #""x-ack": {"grep": "the work tree is what it searches"},"#

  /// Whether an option of git takes the next argument differs from subcommand to subcommand.
  static let git: [CommandLine] =
    [
      CommandLine("git", #"["shortlog", "-s", "-n", "{word}"]"#, says: "may be read as an option"),
      CommandLine("git", #"["log", "-X", "{word}"]"#, says: "may be read as an option"),
      CommandLine("git", #"["grep", "-n", "{word}", "{other}"]"#, says: "may be read as an option", more: grep),
      CommandLine(
        "git", #"["blame", "-n", "{word}", "--", "a"]"#, says: "may be read as an option", more: blame),
      CommandLine("git", #"["grep", "--open-files={word}", "-e", "x"]"#, says: "may read it as", more: grep),
      CommandLine("git", #"["grep", "--cached", "-n", "-e", "{word}"]"#),
      // Three more.
      CommandLine("git", #"["diff-tree", "-r", "{word}"]"#, says: "may be read as an option"),
      CommandLine("git", #"["name-rev", "--refs", "--end-of-options", "{word}"]"#, says: "may be read as an option"),
      CommandLine("git", #"["describe", "--contains", "{word}"]"#, says: "may be read as an option"),
      CommandLine("git", #"["archive", "--remote={word}", "HEAD"]"#, says: "reads or writes", more: archive),
    ]
    + [
      "--src-prefix", "--line-prefix", "--anchored", "--word-diff-regex", "--dst-prefix", "--encoding", "--skip-to",
      "--ws-error-highlight", "--output-indicator-new",
    ].map {
      CommandLine("git", "[\"log\", \"\($0)\", \"--end-of-options\", \"{word}\"]", says: "may be read as an option")
    }

  private static let noBuild = #""--option", "allow-import-from-derivation", "false""#
  static let nix: [CommandLine] =
    [
      "--no-pure-eval", "--allow-unsafe-native-code-during-evaluation", "--no-restrict-eval",
      "--no-sandbox", "--accept-flake-config", "--debugger",
    ].map {
      CommandLine(
        "nix", "[\"eval\", \"\($0)\", \(noBuild), \"--\", \"{word}\"]", says: "\"\($0)\" runs",
        word: CommandLine.letters)
    } + [
      CommandLine("nix", #"["eval", "--", "{word}"]"#, says: "builders of the flake run", word: CommandLine.letters),
      CommandLine(
        "nix", #"["flake", "show", "--", "{word}"]"#, says: "builders of the flake run", word: CommandLine.letters),
      CommandLine(
        "nix", "[\"eval\", \"--allowed-uris\", \"x\", \(noBuild), \"--\", \"{word}\"]",
        says: "is not among the known options",
        word: CommandLine.letters),
      CommandLine(
        "nix", "[\"eval\", \"--impur\", \(noBuild), \"--\", \"{word}\"]", says: "is not among the known options",
        word: CommandLine.letters),
      CommandLine("nix", "[\"eval\", \(noBuild), \"--\", \"{word}\"]", word: CommandLine.letters),
    ]

  @Test(arguments: git + nix)
  func optionsAreKnownPerSubcommand(_ line: CommandLine) { line.check() }

  /// By what they are, under every version and variant of the name.
  @Test(arguments: [
    "python3.11", "perl5.36", "bash5", "ssh", "docker", "systemd-run", "ld-linux-x86-64.so.2", "flock", "wget",
    "bsdtar",
    // Others of their kinds.
    "python3.13t-dbg", "zsh-static", "toybox", "mawk", "gdb", "podman4", "kubectl1.30", "socat1", "nsenter", "doas",
    "ld-musl-x86_64.so.1", "busybox.static", "luajit-2.1",
  ])
  func launchersAreRefusedByKind(program: String) {
    for argv in [#"["--x={word}"]"#, #"["-c", "{word}"]"#, #"["{word}"]"#] {
      CommandLine(program, argv, says: "a tool may not run \"\(program)\"", word: CommandLine.letters).check()
      CommandLine(
        program, argv, says: "a tool may not run \"\(program)\"", word: CommandLine.letters,
        more: #""x-ack": {"\#(program)": "it is needed for this one"},"#
      ).check()
    }
  }

  /// The forms in which programs with facts started others.
  @Test(arguments: [
    CommandLine(
      "find", #"["./{word}", "-exec", "x", ";"]"#, says: "no tool may use \"-exec\"", word: CommandLine.letters),
    CommandLine(
      "tar", #"["-t", "--force-local", "--to-command=x", "--file=./{word}"]"#, says: "no tool may use \"--to-command\"",
      word: CommandLine.letters),
    CommandLine("curl", #"["{word}"]"#, says: "first argument of \"curl\"", word: CommandLine.letters),
  ])
  func formsThatStartOthersAreRefused(_ line: CommandLine) { line.check() }

  @Test(arguments: [
    "WGETRC", "SSLKEYLOGFILE", "DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS", "DOTNET_STARTUP_HOOKS",
    "KUBECONFIG", "NETRC", "GREP_COLOR", "INVOCATION_ID",
    // Others of their kinds.
    "PERL5DB", "JAVA_TOOL_OPTIONS", "AWS_CONFIG_FILE", "VIMINIT", "CURL_HOME", "TCPDIAG_FILE", "PROC_ROOT",
    "I_WANT_A_BROKEN_PS",
    "PS_FORMAT", "TIME_STYLE", "QUOTING_STYLE", "JQ_COLORS", "DU_BLOCK_SIZE", "MANPATH", "INFOPATH",
  ])
  func variablesAreAllowedByListOnly(name: String) {
    for program in ["demo", "git", "rg", "nix", "curl", "ps", "jq", "du", "stat"] {
      #expect(EnvironmentRules.objection(name, "/tmp/x", program: program) != nil, "\(program)")
      #expect(!EnvironmentRules.canBeAcknowledged(name, program: program), "\(program)")
    }
  }
}
