import Testing
import ToolRuntime

/// Which filters are found, and how they are set to nothing.
@Suite struct GitFiltersTests {
  private func listing(_ settings: String...) -> [UInt8] { Array(settings.joined(separator: "\0").utf8) + [0] }

  private func obstacle(_ listing: [UInt8]) -> GitFilters.Obstacle? {
    do throws(GitFilters.Obstacle) {
      _ = try GitFilters(listing: listing)
      return nil
    } catch {
      return error
    }
  }

  @Test func readsNamesBetweenTheDots() throws {
    let filters = try GitFilters(
      listing: listing(
        "filter.f.clean", "filter.f.required", "filter.a b.c.smudge", "filter.X=\n\"y\".process", "filter..clean",
        "filter.clean", "core.x.y"))
    #expect(filters.names == ["f", "a b.c", "X=\n\"y\"", ""])
    #expect(try GitFilters(listing: []).names == [])
  }

  @Test func rejectsSettingsThatCannotBeEmptied() {
    let many = (0...GitFilters.limit).map { "filter.\($0).clean" }.joined(separator: "\0")
    #expect(obstacle(Array(many.utf8)) == .tooMany)
    #expect(obstacle(Array("filter.".utf8) + [0xFF] + Array(".clean".utf8)) == .unreadableName)
    #expect(obstacle(listing("filter." + String(repeating: "a", count: 2000) + ".clean")) == .unreadableName)
    #expect(obstacle(listing("filter.f.clean")) == nil)
  }

  @Test func addsToExistingSettings() throws {
    let filters = try GitFilters(listing: listing("filter.f.clean"))
    let environment = [
      (name: "GIT_CONFIG_COUNT", value: "1"), (name: "GIT_CONFIG_KEY_0", value: "core.fsmonitor"),
      (name: "GIT_CONFIG_VALUE_0", value: "false"), (name: "HOME", value: "/h"),
    ]
    let result = Dictionary(
      uniqueKeysWithValues: try filters.disabled(in: environment).map { ($0.name, $0.value) })
    #expect(
      result == [
        "GIT_CONFIG_COUNT": "5", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": "false", "HOME": "/h",
        "GIT_CONFIG_KEY_1": "filter.f.process", "GIT_CONFIG_VALUE_1": "", "GIT_CONFIG_KEY_2": "filter.f.clean",
        "GIT_CONFIG_VALUE_2": "", "GIT_CONFIG_KEY_3": "filter.f.smudge", "GIT_CONFIG_VALUE_3": "",
        "GIT_CONFIG_KEY_4": "filter.f.required", "GIT_CONFIG_VALUE_4": "false",
      ])
    for count in ["x", "-1", "99999", ""] {
      #expect(throws: GitFilters.Obstacle.unreadableCount) {
        _ = try filters.disabled(in: [(name: "GIT_CONFIG_COUNT", value: count)])
      }
    }
  }

  private func command(_ words: String) -> [[UInt8]] { words.split(separator: " ").map { Array($0.utf8) } }

  @Test func findsTheSubcommandAfterTheOptions() throws {
    let status = try #require(GitCommand(command("-C /x --git-dir=.git --no-pager -c a=b status -s")))
    #expect(status.globals == 6)
    #expect(status.subcommand == Array("status".utf8))
    #expect(status.mayRunFilters)
    for safe in ["log -1", "-C log show HEAD", "rev-parse HEAD"] {
      #expect(GitCommand(command(safe))?.mayRunFilters == false, "\(safe)")
    }
    for risky in ["diff HEAD", "archive x", "describe --dirty", "ls-files -m", "cat-file --filters x", "unknown"] {
      #expect(GitCommand(command(risky))?.mayRunFilters == true, "\(risky)")
    }
    #expect(GitCommand(command("--version")) == nil)
    #expect(GitCommand(command("-C")) == nil)
  }

  @Test(arguments: [
    ("status -s", "status --ignore-submodules=dirty -s"),
    ("-C x diff HEAD --quiet --", "-C x diff --ignore-submodules=dirty HEAD --quiet --"),
    ("diff --quiet --ignore-submodules -- a", "diff --quiet --ignore-submodules -- a"),
    ("status --ignore-submodules=none", "status --ignore-submodules=dirty"),
    ("diff -- --ignore-submodules=none", "diff --ignore-submodules=dirty -- --ignore-submodules=none"),
    ("archive HEAD", "archive HEAD"), ("status", "status --ignore-submodules=dirty"),
  ])
  func entersNoSubmodules(given: String, expected: String) throws {
    let arguments = command(given)
    #expect(try #require(GitCommand(arguments)).outsideSubmodules(arguments) == command(expected))
  }
}
