import Testing

@testable import SchemaCompiler

/// Command lines and shell syntax in a tool file, which no shell reads.
@Suite struct ShellSyntaxTests {
  /// What only a shell reads is a warning: a program may have a use for it.
  @Test(arguments: [
    ("|", "joins commands in a shell"), ("&&", "joins commands"), (";", "joins commands"),
    ("<", "redirects a stream in a shell"), (">out", "redirects a stream"), ("2>&1", "redirects a stream"),
    ("'./{word}'", "has quotes around it"), ("--name='{word}'", "has quotes around it"),
    (#"\"x\""#, "has quotes around it"), ("$HOME/x", "is expanded by a shell only"),
    ("--to=${TMP}", "is expanded by a shell only"), ("~/x", "is expanded"), ("$(date)", "is expanded"),
    ("./*.md", "holds a pattern that only a shell replaces"),
  ])
  func shellSyntaxIsAWarning(argument: String, says: String) throws {
    let text = try #require(DemoTool.changed(#"["list", "#, #"["list", "\#(argument)", "#))
    let found = ToolSources.compile(text).diagnostics.filter { $0.severity == .warning }
    #expect(found.count == 1)
    #expect(found.first?.message.hasPrefix("this argument \(says)") == true, "\(found)")
    #expect(found.first?.pointer == "/exec/argv/1")
  }

  /// Programs of their own languages, and plain text.
  @Test(arguments: [
    ".[] | select(.a > 1)", "$x", "{ print $1 }", "$ENV.HOME", "--format=%H<%an>", "*.swift", "--glob=!*", "a'b'c",
    "--", "'", "src/{word}", "a > b", "<b> bold", "$",
  ])
  func otherArgumentsAreNot(argument: String) {
    let text = Array(argument.utf8)
    #expect(ShellSyntax.find(in: text) == nil)
  }

  @Test(arguments: [
    ("wc --lines", "options and arguments go to \"argv\""),
    ("/usr/bin/git", "write the name without its folder"), ("-x", "write the bare name of a program"),
  ])
  func whatIsNoProgramSaysWhereItGoes(program: String, hint: String) throws {
    let text = try #require(DemoTool.changed("\"program\": \"demo\"", "\"program\": \"\(program)\""))
    let found = ToolSources.compile(text).diagnostics.first { $0.message == "this is not the bare name of a program" }
    #expect(found?.hint.contains(hint) == true, "\(String(describing: found))")
  }
}
