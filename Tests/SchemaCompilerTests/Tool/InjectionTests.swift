import Foundation
import TestData
import Testing

@testable import SchemaCompiler

/// Payloads that were written to be read as options, sent through the plans of every shipped tool.
@Suite struct InjectionTests {
  static func lines(_ name: String) -> [[UInt8]] {
    TestData.bytes("injection/" + name).split(separator: 0x0A).map { Array($0) }
  }

  static let options = lines("option.txt") + lines("option-real.txt")
  static let hasData = !options.isEmpty

  /// The entries of the plan with the position of the marker in front of each.
  private func entries(_ tool: CompiledTool) -> [(entry: ProgramPlan.Entry, isBehindMarker: Bool)] {
    guard case .program(let plan) = tool.work else { return [] }
    var behind = false
    return plan.entries.map { entry in
      if entry == .literal("--") || entry == .literal("--end-of-options") { behind = true }
      return (entry, behind)
    }
  }

  private func strings(_ member: ArgvMember) -> StringSet? {
    switch member.shape {
    case .text(let strings): strings
    case .list(.text(let strings), _, _): strings
    default: nil
    }
  }

  @Test(.enabled(if: hasData, "\(TestData.ownAbsence)"), arguments: ToolSources.toolPaths)
  func rejectsHarmfulOptions(path: String) throws {
    let tool = try #require(ToolCompiler.compile(path, in: ToolSources.shipped).value)
    // A tool that Swift code implements has no argument vector to inject into.
    guard case .program = tool.work else { return }
    let members = try ArgvMember.members(of: tool.input)
    var sent = 0
    for (entry, isBehindMarker) in entries(tool) {
      let name: String
      let prefix: String
      switch entry {
      case .composed(let pieces):
        guard case .member(let first)? = pieces.first(where: { if case .member = $0 { true } else { false } }) else {
          continue
        }
        if case .text(let text)? = pieces.first { prefix = text } else { prefix = "" }
        name = first
      case .spread(let member, let text, _), .repeated(_, let member, let text, _): (name, prefix) = (member, text)
      case .literal, .flag, .choice: continue
      }
      guard let member = members.first(where: { $0.name == name }), let strings = strings(member) else { continue }
      for payload in Self.options {
        sent += 1
        guard strings.accepts(payload) else { continue }
        let bytes = Array(prefix.utf8) + payload
        let isJoined = prefix.hasPrefix("--") && prefix.hasSuffix("=")
        #expect(
          bytes.first != 0x2D || isJoined || isBehindMarker,
          "\(path): \(String(decoding: payload, as: UTF8.self)) through \(name)")
      }
    }
    #expect(sent >= Self.options.count)
  }

  @Test(.enabled(if: hasData, "\(TestData.ownAbsence)"))
  func rejectsEnvironmentNames() {
    for line in Self.lines("env.txt") {
      let parts = line.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(decoding: parts[0], as: UTF8.self)
      let value = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
      let isName =
        name.utf8.count > 1
        && name.utf8.allSatisfy { $0 == 0x5F || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) }
      guard isName else { continue }
      for program in ["demo", "git", "rg", "nix"] {
        #expect(EnvironmentRules.objection(name, value, program: program) != nil, "\(name)")
      }
    }
  }

  @Test(.enabled(if: hasData, "\(TestData.ownAbsence)"))
  func rejectsHostileRevisionsAndFlakes() throws {
    let eval = try #require(ToolCompiler.compile("tools/nix/eval.json", in: ToolSources.shipped).value)
    let flake = try #require(try ArgvMember.members(of: eval.input).first { $0.name == "flake" })
    for payload in Self.lines("nix-expr.txt") where !Array("./evil".utf8).elementsEqual(payload) {
      #expect(strings(flake)?.accepts(payload) == false, "\(String(decoding: payload, as: UTF8.self))")
    }
    let log = try #require(ToolCompiler.compile("tools/git/log.json", in: ToolSources.shipped).value)
    let revision = try #require(try ArgvMember.members(of: log.input).first { $0.name == "revision" })
    for payload in Self.lines("git-rev.txt") where [0x2D, 0x3A].contains(payload.first) {
      #expect(strings(revision)?.accepts(payload) == false, "\(String(decoding: payload, as: UTF8.self))")
    }
  }

  @Test func projectPathsStayInside() throws {
    let log = try #require(ToolCompiler.compile("tools/git/log.json", in: ToolSources.shipped).value)
    let paths = try #require(try ArgvMember.members(of: log.input).first { $0.name == "paths" })
    for good in [".", "a", "a/b.c", ".git", "..a", "a/..b", "a/...", "dir/", "\u{e9}/x y", "a-b", "a:b"] {
      #expect(strings(paths)?.accepts(Array(good.utf8)) == true, "\(good)")
    }
    for bad in [
      "", "/", "/a", "..", "../a", "a/..", "a/../b", "-a", ":a", ":(top)", "a//b", "a\nb", "a\u{7f}", "a\u{85}",
    ] {
      #expect(strings(paths)?.accepts(Array(bad.utf8)) == false, "\(bad)")
    }
  }
}
