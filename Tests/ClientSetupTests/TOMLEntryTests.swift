import ClientSetup
import JSONCore
import Testing

@Suite struct TOMLEntryTests {
  private func setup(
    command: String = "/usr/bin/securellm", project: String? = nil, replaces: Bool = false
  ) -> EntrySetup {
    let environment = project.map { [ServerEntry.Variable(name: ServerEntry.projectVariable, value: $0)] } ?? []
    return EntrySetup(
      .codex, name: "securellm", entry: ServerEntry(command: command, environment: environment),
      namesProject: project != nil, replaces: replaces)
  }

  private func install(_ text: String, _ setup: EntrySetup) throws -> String {
    String(decoding: try setup.installing(in: Array(text.utf8)).text ?? [], as: UTF8.self)
  }

  static let file = """
    # Codex
    model = "gpt-5"   # the big one

    [mcp_servers.docs]
    command = "npx"
    args = ["-y", "docs"]
    env = { "TOKEN" = "secret" }

    [projects."/home/u/x"]
    trust_level = "trusted"

    """

  @Test func appendsASection() throws {
    #expect(
      try install(Self.file, setup(project: "/p")) == Self.file + """

        [mcp_servers.securellm]
        command = "/usr/bin/securellm"
        args = ["mcp"]
        env = { SECURELLM_PROJECT_ROOT = "/p" }

        """)
  }

  @Test(arguments: [file, "", "# nothing\n", "a = 1", "a = 1\r\nb = 2\r\n", "\u{FEFF}a = 1\n", "[mcp_servers]\n"])
  func installsOnceAndGivesBack(_ text: String) throws {
    let before = Array(text.utf8)
    let after = try #require(try setup(project: "/p").installing(in: before).text)
    #expect(after.starts(with: before))
    #expect(try setup(project: "/p").installing(in: after).outcome == .alreadyInstalled)
    #expect(try setup().entry(in: after) == setup(project: "/p").entry)
    #expect(try setup().removing(from: after, copies: [before]).text == before)
    // Without a copy, an empty file is one that this made.
    let alone = try setup().removing(from: after, copies: []).text ?? []
    #expect(alone == before || alone == before + [0x0A] || alone == before + [0x0D, 0x0A])
  }

  @Test func updatesValuesInPlace() throws {
    let before = """
      [mcp_servers.securellm]  # ours
      command = "/old/securellm" # old
      args = ["mcp"]
      startup_timeout_sec = 20

      # the other
      [mcp_servers.z]
      command = "z"
      """
    #expect(
      try install(before, setup(project: "/p")) == """
        [mcp_servers.securellm]  # ours
        env = { SECURELLM_PROJECT_ROOT = "/p" }
        command = "/usr/bin/securellm" # old
        args = ["mcp"]
        startup_timeout_sec = 20

        # the other
        [mcp_servers.z]
        command = "z"
        """)
    let rest = try setup().removing(from: Array(before.utf8), copies: []).text
    #expect(rest.map { String(decoding: $0, as: UTF8.self) } == "\n# the other\n[mcp_servers.z]\ncommand = \"z\"")
  }

  @Test(arguments: [
    ("mcp_servers = { a = { command = \"x\" } }", "1:1"),
    ("[mcp_servers]\nsecurellm = { command = \"/x/securellm\", args = [\"mcp\"] }", "2:1"),
    ("mcp_servers.securellm.command = \"/x/securellm\"\nmcp_servers.securellm.args = [\"mcp\"]", "1:13"),
    ("[[mcp_servers]]\na = 1", "1:3"),
  ])
  func refusesWhatIsNoSection(_ text: String, _ location: String) {
    let error = #expect(throws: SettingsError.self) { try install(text, setup()) }
    #expect(error?.location?.description == location)
    #expect(error?.kind == .refused)
  }

  @Test func leavesAnotherServerOfThatNameAlone() throws {
    let before =
      "[mcp_servers.securellm]\ncommand = \"node\"\nargs = [\"x.js\"]\n[mcp_servers.securellm.env]\nA = \"b\"\n"
    let error = #expect(throws: SettingsError.self) { try install(before, setup()) }
    #expect(error?.kind == .refused)
    #expect(
      try install(before, setup(replaces: true))
        == "[mcp_servers.securellm]\ncommand = \"/usr/bin/securellm\"\nargs = [\"mcp\"]\n")
  }

  @Test func saysWhereTheFileIsBroken() {
    let error = #expect(throws: SettingsError.self) { try install("a = 1\nb = \"x", setup()) }
    #expect(error?.description == "2:5: this string has no end: close it with \"")
    #expect(error?.kind == .invalid)
  }
}
