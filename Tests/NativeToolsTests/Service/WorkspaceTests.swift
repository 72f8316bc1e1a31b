import NativeTools
import ProcessRunner
import Testing

struct WorkspaceTests {
  private func workspace(_ environment: [String: String]) throws(WorkspaceError) -> Workspace {
    try Workspace(environment: environment, currentDirectory: "/here")
  }

  private func error(_ environment: [String: String]) -> WorkspaceError? {
    do {
      _ = try workspace(environment)
      return nil
    } catch {
      return error
    }
  }

  @Test func fromTheHomeAlone() throws {
    let found = try workspace(["HOME": "/home/u"])
    #expect(found.projectRoot == "/here")
    #expect(found.dataDirectory == "/home/u/.local/share/securellm")
    #expect(found.databasePath == "/home/u/.local/share/securellm/knowledge.db")
    #expect(found.programHome == "/home/u/.cache/securellm/home")
    #expect(found.programDirectories == Program.standardDirectories)
  }

  @Test func usesEveryVariable() throws {
    let found = try workspace([
      "SECURELLM_PROJECT_ROOT": "/p", "XDG_DATA_HOME": "/d/", "XDG_CACHE_HOME": "/c",
      "SECURELLM_PROGRAM_PATH": "/x:/y z",
    ])
    #expect(found.projectRoot == "/p")
    #expect(found.dataDirectory == "/d/securellm")
    #expect(found.programHome == "/c/securellm/home")
    #expect(found.programDirectories == ["/x", "/y z"])
  }

  /// A service needs no home.
  @Test func directoriesOfAServiceComeFirst() throws {
    let state = try workspace(["STATE_DIRECTORY": "/s/:/other"])
    #expect(state.dataDirectory == "/s" && state.programHome == "/s/cache/home")
    let all = ["STATE_DIRECTORY": "/s", "CACHE_DIRECTORY": "/c", "XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/e"]
    let found = try workspace(all)
    #expect(found.databasePath == "/s/knowledge.db" && found.programHome == "/c/home")
    #expect(try Workspace.keysDatabasePath(all) == "/s/keys.sqlite")
    #expect(Workspace.reasonOfKeysDatabase(all) == "STATE_DIRECTORY")
    for variable in ["STATE_DIRECTORY", "CACHE_DIRECTORY"] {
      #expect(error(["HOME": "/h", variable: "s"])?.description.hasPrefix(variable) == true)
      let errors = Workspace.errors(environment: [variable: "s"], currentDirectory: "here")
      #expect(errors.map { String("\($0)".prefix(5)) }.contains(String(variable.prefix(5))) && errors.count >= 2)
    }
  }

  @Test(arguments: ["", "relative", "./x", "~/x"])
  func ignoresRelativeBaseDirectories(_ value: String) throws {
    let found = try workspace(["HOME": "/home/u", "XDG_DATA_HOME": value, "XDG_CACHE_HOME": value])
    #expect(found == (try workspace(["HOME": "/home/u"])))
  }

  @Test(arguments: ["", "relative", "~/project", "."])
  func rejectsRelativeProjectRoots(_ value: String) {
    let found = error(["HOME": "/home/u", "SECURELLM_PROJECT_ROOT": value])
    #expect(found == .relativeProjectRoot)
    #expect(found?.description.contains("SECURELLM_PROJECT_ROOT") == true)
  }

  @Test func theKnowledgeDatabaseMayBeNamed() throws {
    let usual = try workspace(["HOME": "/home/u"])
    #expect(usual.databaseBeside == "/home/u/.local/share/securellm/securellm-knowledge.db")
    var named = try workspace(["HOME": "/home/u", "SECURELLM_KNOWLEDGE_DATABASE": "/k/x.db"])
    #expect(named.databasePath == "/k/x.db")
    #expect(named.databaseBeside == nil)
    named.useKnowledge(at: "/c.db")
    #expect(named.databasePath == "/c.db")
    #expect(error(["HOME": "/home/u", "SECURELLM_KNOWLEDGE_DATABASE": "x.db"]) == .relativeKnowledgeDatabase)
  }

  @Test(arguments: [[:], ["HOME": ""], ["HOME": "u"], ["XDG_DATA_HOME": "/d"]] as [[String: String]])
  func namesTheVariableOfAMissingHome(_ environment: [String: String]) {
    let variable = environment["XDG_DATA_HOME"] == nil ? "XDG_DATA_HOME" : "XDG_CACHE_HOME"
    #expect(error(environment) == .noHome(variable))
    #expect(error(environment)?.description.contains(variable) == true)
  }

  @Test func listsAllErrors() {
    func errors(_ environment: [String: String], in directory: String = "/here") -> [String] {
      Workspace.errors(environment: environment, currentDirectory: directory).map {
        String("\($0)".prefix { $0 != " " && $0 != ":" })
      }
    }
    #expect(errors(["HOME": "/home/u"]).isEmpty)
    #expect(
      errors(
        [
          "SECURELLM_PROJECT_ROOT": "p", "SECURELLM_PROGRAM_PATH": "x", "SECURELLM_SANDBOX": "y",
          "SECURELLM_KNOWLEDGE_DATABASE": "k",
        ], in: "here") == [
          "SECURELLM_PROJECT_ROOT", "neither", "SECURELLM_KNOWLEDGE_DATABASE", "SECURELLM_SANDBOX",
          "SECURELLM_PROGRAM_PATH",
        ])
    #expect(errors(["HOME": "/home/u"], in: "here") == ["SECURELLM_PROJECT_ROOT"])
  }

  @Test(arguments: ["", "/a:", ":/a", "/a::/b", "/a:b"])
  func rejectsRelativeProgramPaths(_ value: String) {
    let text = error(["HOME": "/home/u", "SECURELLM_PROGRAM_PATH": value])?.description
    #expect(text?.hasPrefix("SECURELLM_PROGRAM_PATH: entry ") == true)
  }
}
