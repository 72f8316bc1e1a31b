import Testing

@testable import SchemaCompiler

/// Programs of which facts say what keeps them harmless: with that they are accepted, without any part of it refused.
@Suite struct KnownProgramTests {
  private static let path = ##"{ "$ref": "../../common/path.json#/$defs/projectPath" }"##
  /// Any text on one line that is no name of a file.
  private static let text =
    #"{ "x-path": false, "type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]+$" }"#
  private static let address =
    #"{ "type": "string", "maxLength": 99, "pattern": "^https://[a-z0-9.-]+/[a-z0-9/]*$" }"#
  private static let network = #""sandbox": "network","#
  private static let fetch = #"["-q", "-sS", "-g", "--proto", "=https", "--max-time", "5", "--", "{word}"]"#
  private static let list = #"["--list", "--force-local", "--quoting-style=escape", "--file=./{word}"]"#
  private static let query =
    #"["-init", "/dev/null", "-batch", "-safe", "-readonly", "-json", "./{word}", "select 1"]"#

  static let safe: [CommandLine] = [
    CommandLine("curl", fetch, word: address, more: network),
    CommandLine(
      "curl", fetch.replacing(#""--", "{word}""#, with: #""-d", "{word}", "--", "https://a.example/""#),
      word: CommandLine.letters, more: network),
    CommandLine("find", #"["-P", "./{word}", "-maxdepth", "3", "-name", "{other}", "-print0"]"#, word: path),
    CommandLine("find", #"["-P", ".", "-type", "f", "-iname", "{word}", "-printf", "%p\\u0000"]"#, word: text),
    CommandLine("tar", list, word: path),
    CommandLine("sqlite3", query, word: path),
    CommandLine("jq", #"["-c", "--arg", "v", "{word}", ".name == $v", "--", "data.json"]"#, word: text),
    CommandLine("jq", #"["-r", ".name", "--", "{word}"]"#, word: path),
    CommandLine("sed", #"["--sandbox", "-n", "1,5p", "--", "{word}"]"#, word: path),
    CommandLine("grep", #"["-nHZ", "-F", "-D", "skip", "-e", "{word}", "--", "src"]"#, word: text),
    CommandLine("sort", #"["-z", "--", "{word}"]"#, word: path),
    CommandLine("head", #"["--lines=5", "--", "{word}"]"#, word: path),
    CommandLine("wc", #"["-lwc", "--", "{word}"]"#, word: path),
    CommandLine("stat", #"["--printf=%n\\u0000%s\\u0000", "--", "{word}"]"#, word: path),
    CommandLine("file", #"["--brief", "--mime-type", "--", "{word}"]"#, word: path),
    CommandLine("du", #"["-0bx", "--max-depth=2", "--", "{word}"]"#, word: path),
    CommandLine("sha256sum", #"["-z", "--", "{word}"]"#, word: path),
    CommandLine("diff", #"["-u", "--", "./{word}", "./{other}"]"#, word: path),
    CommandLine("getent", #"["ahosts", "--", "{word}"]"#, word: CommandLine.letters),
    CommandLine(
      "ps", #"["-ww", "-o", "pid=,stat=,comm=", "-p", "{word}"]"#,
      word: #"{ "type": "integer", "minimum": 1, "maximum": 99 }"#),
    CommandLine("ip", #"["-j", "addr", "show", "dev", "{word}"]"#, word: CommandLine.letters),
    CommandLine("journalctl", #"["--no-pager", "-o", "json", "--reverse", "--grep={word}"]"#, word: text),
    CommandLine("systemctl", #"["show", "--no-pager", "-p", "Id", "--", "{word}.service"]"#, word: CommandLine.letters),
    CommandLine("dpkg-deb", #"["--contents", "--", "{word}"]"#, word: path),
    CommandLine(
      "openssl", #"["x509", "-noout", "-subject", "-in", "./{word}"]"#, word: path,
      more: #""x-ack": {"-in": "the certificate is a file of the project"},"#),
    CommandLine("apt-cache", #"["policy", "--", "{word}"]"#, word: CommandLine.letters),
  ]

  @Test(arguments: safe)
  func safeInvocationsAreAccepted(_ line: CommandLine) { line.check() }

  /// What keeps the program harmless is required: each without one part of it.
  static let unguarded: [CommandLine] = [
    CommandLine(
      "curl", fetch.replacing(#""-q", "#, with: ""), says: "first argument of \"curl\"", word: address, more: network),
    CommandLine(
      "curl", fetch.replacing(#""-q", "-sS""#, with: #""-sS", "-q""#), says: "first argument of \"curl\"",
      word: address, more: network),
    CommandLine("curl", fetch.replacing(#""-g", "#, with: ""), says: "without \"-g\"", word: address, more: network),
    CommandLine(
      "curl", fetch.replacing("=https", with: "=all"), says: "without \"--proto =http,https\"", word: address,
      more: network),
    CommandLine("curl", fetch, says: "not known to be safe", word: CommandLine.letters, more: network),
    CommandLine("curl", fetch, says: "needs the network", word: address),
    CommandLine("tar", list.replacing(#""--force-local", "#, with: ""), says: "without \"--force-local\"", word: path),
    CommandLine("tar", list.replacing(#""--list", "#, with: #""tf", "#), says: "first argument of \"tar\"", word: path),
    CommandLine(
      "sqlite3", query.replacing(#""-init", "/dev/null", "#, with: ""), says: "without \"-init /dev/null\"", word: path),
    CommandLine(
      "sqlite3", query.replacing("/dev/null", with: "x.sql"), says: "without \"-init /dev/null\"", word: path),
    CommandLine("sqlite3", query.replacing(#""-safe", "#, with: ""), says: "without \"-safe\"", word: path),
    CommandLine("sed", #"["-n", "1,5p", "--", "{word}"]"#, says: "without \"--sandbox\"", word: path),
    CommandLine("find", #"["{word}", "-type", "f"]"#, says: "may be read as an option"),
    CommandLine("jq", #"["-c", "--", ".", "{word}"]"#, says: "may be read as an option", word: text),
  ]

  @Test(arguments: unguarded)
  func guardsAreRequired(_ line: CommandLine) { line.check() }

  /// What the program would run, read or write.
  static let dangerous: [CommandLine] = [
    CommandLine(
      "curl", fetch.replacing(#""-g""#, with: #""-g", "-o", "x""#), says: "\"-o\" runs commands", word: address,
      more: network),
    CommandLine(
      "curl", fetch.replacing(#""-g""#, with: #""-g", "-K", "x""#), says: "no tool may use \"-K\"", word: address,
      more: network),
    CommandLine(
      "curl", fetch.replacing(#""--", "{word}""#, with: #""-d", "{word}", "--", "https://a.example/""#),
      says: "the value of \"-d\" may be \"@", word: text, more: network),
    CommandLine(
      "curl", fetch.replacing(#""--max-time", "5""#, with: #""--max-time=5""#), says: "takes no value that is joined",
      word: address, more: network),
    CommandLine("find", #"[".", "-name", "{word}", "-delete"]"#, says: "\"-delete\" runs commands", word: text),
    CommandLine(
      "find", #"[".", "-name", "{word}", "-exec", "rm", ";"]"#, says: "no tool may use \"-exec\"", word: text),
    CommandLine("find", #"[".", "-fprint", "{word}"]"#, says: "may not come from the input", word: path),
    CommandLine("tar", list.replacing("--list", with: "--extract"), says: "\"--extract\" runs commands", word: path),
    CommandLine(
      "tar", list.replacing(#""--force-local""#, with: #""--force-local", "--checkpoint-action=exec=x""#),
      says: "no tool may use \"--checkpoint-action\"", word: path),
    CommandLine(
      "tar", list.replacing(#""--force-local""#, with: #""--force-local", "--to-comm=x""#),
      says: "reads it as \"--to-command\"", word: path),
    CommandLine(
      "sqlite3", query.replacing("select 1", with: "select {word}"), says: "a statement of SQL",
      word: CommandLine.letters),
    CommandLine(
      "sqlite3", query.replacing(#""-json""#, with: #""-json", "-cmd", ".shell x""#), says: "no tool may use \"-cmd\"",
      word: path),
    CommandLine("jq", #"["-c", ".{word}", "--", "data.json"]"#, says: "a program of jq", word: CommandLine.letters),
    CommandLine("jq", #"["-f", "{word}", "--", "data.json"]"#, says: "\"-f\" runs commands", word: path),
    CommandLine("sed", #"["--sandbox", "s/a/{word}/", "x"]"#, says: "a program of sed", word: CommandLine.letters),
    CommandLine("sed", #"["--sandbox", "-i", "s/a/b/", "--", "{word}"]"#, says: "\"-i\" runs commands", word: path),
    CommandLine(
      "sort", #"["--compress-program={word}", "x"]"#, says: "may not come from the input", word: CommandLine.letters),
    CommandLine("sort", #"["{word}"]"#, says: "more than a plain operand", word: #"{ "enum": ["a", "+1"] }"#),
    CommandLine("tail", #"["-f", "--", "{word}"]"#, says: "no tool may use \"-f\"", word: path),
    CommandLine(
      "ip", #"["link", "set", "{word}", "up"]"#, says: "a tool may not run \"ip link\"", word: CommandLine.letters),
    CommandLine(
      "ip", #"["netns", "exec", "{word}", "sh"]"#, says: "a tool may not run \"ip netns\"", word: CommandLine.letters),
    CommandLine(
      "systemctl", #"["stop", "--", "{word}.service"]"#, says: "needs an acknowledgement", word: CommandLine.letters),
    CommandLine("systemctl", #"["show", "--", "{word}"]"#, says: "not known to be safe", word: text),
    CommandLine(
      "systemctl", #"["edit", "{word}"]"#, says: "a tool may not run \"systemctl edit\"", word: CommandLine.letters),
    CommandLine("systemd-analyze", #"["cat-config", "{word}"]"#, says: "a tool may not run", word: CommandLine.letters),
    CommandLine("getent", #"["{word}"]"#, says: "the data base", word: CommandLine.letters),
    CommandLine(
      "journalctl", #"["--vacuum-time=1s", "--grep={word}"]"#, says: "\"--vacuum-time\" runs commands", word: text),
    CommandLine("ps", #"["-o", "pid", "{word}"]"#, says: "not known to be safe", word: CommandLine.letters),
  ]

  @Test(arguments: dangerous)
  func dangersAreRefused(_ line: CommandLine) { line.check() }

  /// Known by form only: somebody has to look at it first.
  @Test func untestedOptionsNeedAReason() {
    let argv = Self.fetch.replacing(#""-g""#, with: #""-g", "-k""#)
    CommandLine("curl", argv, says: "its effect was not tried", word: Self.address, more: Self.network).check()
    CommandLine(
      "curl", argv, word: Self.address,
      more: Self.network + #""x-ack": {"-k": "the host has a certificate of its own"},"#
    ).check()
    CommandLine(
      "curl", Self.fetch.replacing("-sS", with: "-sSZ"), says: "\"-Z\" of \"curl\"", word: Self.address,
      more: Self.network
    )
    .check()
  }

  /// Nothing is known of it: what is inserted is joined to an option, or cannot look like one.
  @Test(arguments: [
    CommandLine("demo", #"["--x={word}"]"#, word: text),
    CommandLine("demo", #"["{word}"]"#, word: CommandLine.letters),
    CommandLine("demo", #"["./{word}"]"#, word: path),
    CommandLine("demo", #"["--", "{word}"]"#, says: "may be read as an option", word: text),
    CommandLine("demo", #"["--end-of-options", "{word}"]"#, says: "may be read as an option", word: text),
    CommandLine("demo", #"["-x", "{word}"]"#, says: "may be read as an option", word: text),
    CommandLine("demo", #"["{word}"]"#, says: "more than a plain operand", word: #"{ "enum": ["a", "+a"] }"#),
    CommandLine("demo", #"["{word}"]"#, says: "more than a plain operand", word: #"{ "enum": ["a", "@a"] }"#),
  ])
  func unknownProgramsHaveTheirPrice(_ line: CommandLine) { line.check() }
}
