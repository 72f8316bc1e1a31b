import Foundation
import Testing

@testable import SchemaCompiler

/// A shipped tool with one guard less: a literal of its command line, or a keyword of its input schema.
struct MissingGuard: CustomTestStringConvertible, Sendable {
  let path: String
  /// What was removed: `argv 3 --no-textconv`, `/properties/limit/maximum`.
  let guardName: String
  let text: String

  var testDescription: String { "\(path): without \(guardName)" }

  /// Every single one of every shipped tool that runs a program.
  static let all: [MissingGuard] = ToolSources.toolPaths.flatMap { path -> [MissingGuard] in
    guard let source = ToolSources.shipped[path],
      let tool = try? JSONSerialization.jsonObject(with: Data(source.bytes)) as? [String: Any],
      let exec = tool["exec"] as? [String: Any]
    else { return [] }
    return withoutLiteral(tool, exec, path) + withoutKeyword(tool, path)
  }

  /// Without an option, with the values behind it, or without a marker. The subcommand is no guard, and neither is what
  /// is inserted.
  private static func withoutLiteral(_ tool: [String: Any], _ exec: [String: Any], _ path: String) -> [MissingGuard] {
    guard let argv = exec["argv"] as? [Any] else { return [] }
    var missing: [MissingGuard] = []
    for (index, entry) in argv.enumerated() {
      guard let text = entry as? String, text.hasPrefix("-"), !text.contains("{") else { continue }
      let values = ["-c": 1, "--option": 2][text] ?? 0
      var rest = argv
      let removed = argv[index...(index + values)].map { "\($0)" }.joined(separator: " ")
      rest.removeSubrange(index...(index + values))
      let changed = ToolCorpus.merged(tool, ["exec": ["argv": rest]])
      missing.append(MissingGuard(path: path, guardName: removed, text: Self.text(changed)))
    }
    return missing
  }

  private static let keywords = [
    "pattern", "minLength", "maxLength", "maxItems", "minimum", "maximum", "type", "additionalProperties",
  ]

  /// Without a keyword of a member, of its elements, or of what it refers to; or without the default that fills it in.
  private static func withoutKeyword(_ tool: [String: Any], _ path: String) -> [MissingGuard] {
    guard let input = tool["inputSchema"] as? [String: Any], let members = input["properties"] as? [String: Any] else {
      return []
    }
    var open = input
    open["additionalProperties"] = nil
    var missing = [
      MissingGuard(path: path, guardName: "additionalProperties", text: text(replacing(tool, open)))
    ]
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let schema = value as? [String: Any] else { continue }
      for (keyword, changed) in variants(schema) {
        var others = members
        others[name] = changed
        var changedInput = input
        changedInput["properties"] = others
        missing.append(
          MissingGuard(path: path, guardName: "\(name)/\(keyword)", text: text(replacing(tool, changedInput))))
      }
    }
    return missing
  }

  private static func variants(_ schema: [String: Any]) -> [(String, [String: Any])] {
    let whole = resolved(schema)
    var result: [(String, [String: Any])] = []
    for keyword in keywords where whole[keyword] != nil {
      var changed = whole
      changed[keyword] = nil
      result.append((keyword, changed))
    }
    if let items = whole["items"] as? [String: Any] {
      for (keyword, changed) in variants(items) {
        var list = whole
        list["items"] = changed
        result.append(("items/" + keyword, list))
      }
    }
    return result
  }

  /// With the definition of `Schemas/common` in the place of the reference.
  private static func resolved(_ schema: [String: Any]) -> [String: Any] {
    guard let reference = schema["$ref"] as? String else { return schema }
    let parts = reference.split(separator: "#")
    let path = parts[0].replacingOccurrences(of: "../../", with: "")
    guard parts.count == 2, let file = ToolSources.shipped[path],
      var target = try? JSONSerialization.jsonObject(with: Data(file.bytes)) as? [String: Any]
    else { return schema }
    for step in parts[1].split(separator: "/") { target = target[String(step)] as? [String: Any] ?? [:] }
    var own = schema
    own["$ref"] = nil
    return resolved(target).merging(own) { $1 }
  }

  private static func replacing(_ tool: [String: Any], _ input: [String: Any]) -> [String: Any] {
    var changed = tool
    changed["inputSchema"] = input
    return changed
  }

  private static func text(_ tool: [String: Any]) -> String {
    let data = try? JSONSerialization.data(withJSONObject: tool, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}

@Suite struct GuardRemovalTests {
  /// What the proof can do without, and why the tools have it all the same: everything else that is removed must fail
  /// the build. Where only some tools can, they are named.
  static let unneeded: [(guards: [String], tools: [String]?, reason: String)] = [
    (
      [
        "-c core.fsmonitor=false", "-c core.hooksPath=/dev/null", "-c core.sshCommand=false",
        "-c protocol.ext.allow=never", "--no-show-signature",
      ], nil, "the runner sets it for every git, by variables"
    ),
    (
      ["-c safe.bareRepository=explicit"], nil, "a bare repository within the project runs nothing that the rest leaves"
    ),
    (["--no-pager"], nil, "git starts no pager where its output is no terminal"),
    (["--ignore-submodules=all"], nil, "the runner takes the filters of submodules away as well"),
    (["--literal-pathspecs"], nil, "the pattern of paths excludes \":\" too"),
    (["--end-of-options"], nil, "the pattern of revisions excludes \"-\" too"),
    (["--"], nil, "the patterns of paths and flakes exclude \"-\" too"),
    (
      [
        "revision/minLength", "author/minLength", "message/minLength", "since/minLength", "until/minLength",
        "paths/items/minLength", "flake/minLength", "attribute/minLength", "globs/items/minLength", "query/minLength",
      ], nil, "the pattern asks for a character too"
    ),
    (
      ["--option allow-import-from-derivation false"], ["build", "flake_metadata"],
      "a build runs builders anyway, and metadata are no evaluation"
    ),
    (
      [
        "--option accept-flake-config false", "--option restrict-eval true",
        "--option allow-unsafe-native-code-during-evaluation false", "--option sandbox true",
      ], nil, "it is what nix does by itself; it is said again for machines whose configuration says otherwise"
    ),
    (["--no-write-lock-file", "--no-update-lock-file"], nil, "the sandbox lets nothing be written to the project"),
    (
      ["--no-config", "--no-ignore-global", "--no-ignore-parent"], nil,
      "the child has no variable that names a configuration, and the sandbox no file outside the project"
    ),
    (["--max-filesize=8M", "--max-columns=500", "--max-columns-preview"], nil, "time, memory and output are limited"),
    (["--iglob=!.git", "--glob=!*\n*"], nil, "what is searched: no path of them comes from the input"),
    (
      [
        "-z", "--no-color", "--color=never", "--encoding=UTF-8", "--format=%H%x00%aI%x00%an%x00%ae%x00%s",
        "--format=fuller", "--date=iso-strict", "--stat", "--submodule=short", "--porcelain=v1", "--branch",
        "-c core.quotePath=false", "--json", "--no-heading", "--with-filename", "--line-number", "--column", "--null",
        "--field-match-separator=\\x00", "--print-build-logs", "--no-link", "--no-ignore-messages",
      ], nil, "the form of the output"
    ),
    (
      [
        "--fixed-strings", "--regexp-ignore-case", "--untracked-files=normal", "--no-renames", "--files", "--sort=path",
        "--text",
      ], nil, "what the tool looks for"
    ),
  ]

  private static func reason(_ missing: MissingGuard) -> String? {
    let tool = missing.path.split(separator: "/").last.map { String($0.dropLast(5)) } ?? ""
    return unneeded.first { $0.guards.contains(missing.guardName) && $0.tools?.contains(tool) != false }?.reason
  }

  /// A guard that is gone fails the build, or is one that the list explains: an entry too many fails as well.
  @Test(arguments: MissingGuard.all)
  func failsTheBuild(_ missing: MissingGuard) {
    var sources = ToolSources.shipped
    sources.insert(SourceFile(path: missing.path, text: missing.text))
    let compiled = ToolCompiler.examine(missing.path, in: sources)
    let said = compiled.diagnostics.map { "\($0)" }.joined(separator: "\n")
    #expect((compiled.tool != nil) == (Self.reason(missing) != nil), "\(said)")
  }

  @Test func everyReasonIsUsed() {
    let names = Set(MissingGuard.all.map(\.guardName))
    #expect(MissingGuard.all.count >= 150)
    for entry in Self.unneeded { for name in entry.guards { #expect(names.contains(name), "\(name)") } }
  }
}
