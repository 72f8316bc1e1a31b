import Foundation
import SchemaRuntime
import Testing
import ToolRuntime

/// Paths that leave the project are refused before any program runs, by every tool that takes one.
struct ProjectPathTests {
  /// The program reports that it ran.
  private func bench(_ programs: String...) throws -> Bench {
    let script = "echo ran\n"
    let bench = try Bench(programs: Dictionary(uniqueKeysWithValues: programs.map { ($0, script) }))
    for (name, target) in [
      "out": "/etc", "secret": "/etc/passwd", "p": "/proc", "chained": "out/passwd", "up": "../host", "sub": "src",
      "objects": ".git",
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: bench.project + "/" + name, withDestinationPath: target)
    }
    for folder in ["src", ".git"] {
      try FileManager.default.createDirectory(atPath: bench.project + "/" + folder, withIntermediateDirectories: true)
    }
    return bench
  }

  private func refusal(_ bench: Bench, _ tool: String, _ arguments: String, at pointer: String) async throws {
    let failure = try await bench.failure(tool, arguments)
    #expect(failure.code == .invalidArguments)
    #expect(failure.violations.map(\.instanceLocation) == [pointer], "\(tool) \(arguments)")
  }

  @Test(arguments: [
    "out/passwd", "out", "secret", "p/self/environ", "chained", "up", ".git/config", "sub/.git/x", ".Git",
    "objects/config",
  ])
  func rejectsPathsOutOfTheProject(path: String) async throws {
    let bench = try bench("rg", "git")
    for tool in ["search_files", "git_status", "git_log", "git_show"] {
      try await refusal(bench, tool, #"{"paths":["src",\#(quoted(path))]}"#, at: "/paths/1")
    }
    try await refusal(bench, "search_text", #"{"query":"x","paths":[\#(quoted(path))]}"#, at: "/paths/0")
  }

  @Test(arguments: ["./out", "./p/self", "./chained", "./up/x"])
  func checksFlakesAsPaths(flake: String) async throws {
    let bench = try bench("nix")
    for tool in ["nix_flake_metadata", "nix_build", "nix_eval"] {
      try await refusal(bench, tool, #"{"flake":\#(quoted(flake)),"attribute":"a"}"#.without(tool), at: "/flake")
    }
  }

  @Test func allowsInnerLinksAndMissingNames() async throws {
    let bench = try bench("rg")
    let result = try await bench.call("search_files", #"{"paths":["sub","src/","src/gone","."]}"#)
    #expect(result.text.contains("ran"))
  }

  @Test func messagesNameTheArgumentNotTheValue() async throws {
    let failure = try await bench("rg").failure("search_files", #"{"paths":["out/passwd"]}"#)
    let text = failure.message + failure.violations.map(\.message).joined()
    #expect(text.contains("symbolic link") && !text.contains("passwd"))
  }
}

extension String {
  /// `nix_flake_metadata` takes no attribute.
  fileprivate func without(_ tool: String) -> String {
    tool == "nix_flake_metadata" ? replacingOccurrences(of: #","attribute":"a""#, with: "") : self
  }
}
