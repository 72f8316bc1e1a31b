import ClientSetup
import JSONCore
import Testing

@Suite struct JSONEntryTests {
  private func setup(
    _ client: MCPClient = .cursor, command: String = "/usr/bin/securellm", project: String? = nil,
    replaces: Bool = false
  ) -> EntrySetup {
    let environment = project.map { [ServerEntry.Variable(name: ServerEntry.projectVariable, value: $0)] } ?? []
    return EntrySetup(
      client, name: "securellm", entry: ServerEntry(command: command, environment: environment),
      namesProject: project != nil, replaces: replaces)
  }

  private func install(_ text: String?, _ setup: EntrySetup) throws -> String {
    String(decoding: try setup.installing(in: text.map { Array($0.utf8) }).text ?? [], as: UTF8.self)
  }

  @Test func makesAFile() throws {
    #expect(
      try install(nil, setup(.vscode, project: "/p")) == """
        {
          "servers": {
            "securellm": {
              "type": "stdio",
              "command": "/usr/bin/securellm",
              "args": ["mcp"],
              "env": {
                "SECURELLM_PROJECT_ROOT": "/p"
              }
            }
          }
        }

        """)
  }

  @Test func keepsCommentsAndTrailingCommas() throws {
    let before = """
      // mine
      {
      \t"servers": {
      \t\t/* the first */
      \t\t"a": {"command": "x", "args": []}, // stays here
      \t\t// and the last words
      \t},
      \t"inputs": [],
      }
      """
    let after = try install(before, setup(.vscode))
    #expect(
      after == """
        // mine
        {
        \t"servers": {
        \t\t/* the first */
        \t\t"a": {"command": "x", "args": []}, // stays here
        \t\t// and the last words
        \t\t"securellm": {
        \t\t\t"type": "stdio",
        \t\t\t"command": "/usr/bin/securellm",
        \t\t\t"args": ["mcp"]
        \t\t},
        \t},
        \t"inputs": [],
        }
        """)
    let undone = try setup(.vscode).removing(from: Array(after.utf8), copies: [])
    #expect(undone.text == Array(before.utf8))
  }

  static let texts = [
    "{}", "{}\n", "{ }", "{\n}\n", "{\n  \"mcpServers\": {}\n}\n", "{\"mcpServers\":{\"a\":{\"command\":\"b\"}}}",
    "{\r\n    \"mcpServers\": {\r\n        \"a\": {}\r\n    }\r\n}\r\n", "\u{FEFF}{\n\t\"x\": [1, 2]\n}",
    "{\n  \"ü\": \"日本語 🚀\", // ü\n  \"mcpServers\": {\n    // nothing yet\n  }\n}\n", "// only a comment\n", "",
    "{\n  \"a\": 1 /* one */ // two\n}", "{\"a\": 1,}",
    "{\n  \"mcpServers\": {\n    \"a\": {\n      \"env\": {\"T\": \"// no, \\\" comment\"}\n    }\n  },\n  \"z\": null\n}\n",
  ]

  /// Install is a change by one entry alone, twice is once, and removing it gives the bytes back.
  @Test(arguments: texts)
  func installsOnceAndGivesBack(_ text: String) throws {
    let before = Array(text.utf8)
    let change = try setup(project: "/p").installing(in: before)
    #expect(change.outcome == .installed)
    let after = try #require(change.text)
    #expect(try setup(project: "/p").installing(in: after).outcome == .alreadyInstalled)
    #expect(try setup().installing(in: after).outcome == .alreadyInstalled)
    #expect(try setup().entry(in: after) == setup(project: "/p").entry)
    #expect(try setup().removing(from: after, copies: [before]).text == before)
    // Without the bytes that came, all others are there in their order.
    var rest = after[...]
    for byte in before {
      let place = try #require(rest.firstIndex(of: byte))
      rest = rest[(place + 1)...]
    }
  }

  @Test func updatesItsOwnMembersAlone() throws {
    let before = """
      {
        "mcpServers": {
          "securellm": {
            "command": "/old/securellm", // moved since
            "args": ["mcp"],
            "disabled": true,
            "env": {"LOG_LEVEL": "debug"}
          },
          "b": {}
        }
      }
      """
    #expect(
      try install(before, setup(project: "/p")) == """
        {
          "mcpServers": {
            "securellm": {
              "command": "/usr/bin/securellm", // moved since
              "args": ["mcp"],
              "disabled": true,
              "env": {"LOG_LEVEL": "debug", "SECURELLM_PROJECT_ROOT": "/p"}
            },
            "b": {}
          }
        }
        """)
  }

  @Test func leavesAnotherServerOfThatNameAlone() throws {
    let before = "{\n  \"mcpServers\": {\"securellm\": {\"command\": \"node\", \"args\": [\"index.js\"]}}\n}"
    let error = #expect(throws: SettingsError.self) { try install(before, setup()) }
    #expect(error?.description.hasPrefix("2:18: another server is called \"securellm\"") == true)
    #expect(error?.kind == .refused)
    let removal = #expect(throws: SettingsError.self) { try setup().removing(from: Array(before.utf8), copies: []) }
    #expect(removal?.kind == .refused)
    #expect(try install(before, setup(replaces: true)).contains("/usr/bin/securellm"))
  }

  @Test(arguments: [
    ("{\n  \"a\": 1\n  \"b\": 2\n}", "3:3"), ("[1]", "1:1"), ("{\"mcpServers\": []}", "1:16"), ("{\"a\": /* x", "1:7"),
    ("{\"mcpServers\": {\"securellm\": 1}}", "1:30"), ("{\"a\": 1, \"a\": 2}", "1:15"), ("{\"a\": 1", "1:8"),
  ])
  func refusesWhatItCannotRead(_ text: String, _ location: String) {
    let error = #expect(throws: SettingsError.self) { try install(text, setup()) }
    #expect(error?.location?.description == location)
    #expect(error?.kind == .invalid)
  }

  @Test func removesFromTheMiddle() throws {
    let before = "{\n  \"mcpServers\": {\n    \"a\": {},\n    \"b\": {}\n  }\n}\n"
    let with = before.replacing(
      "\"b\"", with: "\"securellm\": {\"command\": \"/x/securellm\", \"args\": [\"mcp\"]},\n    \"b\"")
    #expect(try setup().removing(from: Array(with.utf8), copies: []).text == Array(before.utf8))
    #expect(try setup().removing(from: Array(before.utf8), copies: []).outcome == .notInstalled)
  }

  @Test func takesTheFileItMadeAway() throws {
    let made = try #require(try setup().installing(in: nil).text)
    let change = try setup().removing(from: made, copies: [])
    #expect(change.outcome == .removed && change.text == nil)
    // With something else in it, it stays.
    let more = Array(
      String(decoding: made, as: UTF8.self).replacing("{\n  \"mcp", with: "{\n  \"x\": 1,\n  \"mcp").utf8)
    #expect(try setup().removing(from: more, copies: []).text != nil)
  }
}
