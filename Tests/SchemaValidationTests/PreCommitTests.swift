import Foundation
import JSONCore
import SchemaValidation
import Testing

/// The hooks for pre-commit name commands and options that exist.
@Suite struct PreCommitTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func yaml(_ text: Data) throws -> Any {
    var reader = try YAMLReader.open(JSONBytes([UInt8](text)))
    let document = try #require(try reader.next())
    return try JSONSerialization.jsonObject(with: Data(document.json.bytes))
  }

  private static func hooks() throws -> [[String: Any]] {
    let file = try Data(contentsOf: root.appending(path: ".pre-commit-hooks.yaml"))
    return try #require(yaml(file) as? [[String: Any]])
  }

  /// The blocks of YAML in the documentation.
  private static func examples() throws -> [[String: Any]] {
    let text = try String(contentsOf: root.appending(path: "docs/pre-commit.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "```yaml\n").dropFirst()
    return try parts.map { part in
      let block = try #require(part.components(separatedBy: "```").first)
      let document = try #require(yaml(Data(block.utf8)) as? [String: Any])
      let repositories = try #require(document["repos"] as? [[String: Any]])
      return try #require(repositories.first)
    }
  }

  /// Expects a command line to begin with a subcommand and to use options that its help names.
  private func check(_ words: [String]) throws {
    #expect(words.first == "securellm")
    let command = try #require(words.dropFirst().first)
    let help = try Program.run([command, "--help"], in: Folder())
    #expect(help.code == 0, "\(words)")
    #expect(help.output.contains("USAGE: securellm \(command)"))
    for word in words where word.hasPrefix("--") {
      #expect(help.output.contains("\(word) ") || help.output.contains("\(word)\n"), "\(words): \(word)")
    }
  }

  @Test func everyHookNamesACommandThatExists() throws {
    let hooks = try Self.hooks()
    #expect(hooks.count >= 3)
    for hook in hooks {
      #expect(hook["language"] as? String == "system")
      #expect((hook["id"] as? String)?.hasPrefix("securellm-") == true)
      #expect(hook["name"] is String && hook["description"] is String)
      #expect(hook["files"] is String || hook["types_or"] is [String] || hook["types"] is [String])
      try check(#require(hook["entry"] as? String).split(separator: " ").map { String($0) })
    }
    #expect(Set(hooks.compactMap { $0["id"] as? String }).count == hooks.count)
  }

  @Test func documentedCommandsWork() throws {
    let hooks = try Self.hooks()
    let examples = try Self.examples()
    #expect(examples.count == 2)
    for example in examples {
      for used in try #require(example["hooks"] as? [[String: Any]]) {
        let hook = hooks.first { $0["id"] as? String == used["id"] as? String }
        let entry = try #require(used["entry"] as? String ?? hook?["entry"] as? String, "\(used)")
        try check(entry.split(separator: " ").map { String($0) } + (used["args"] as? [String] ?? []))
      }
    }
  }

  @Test func theDocumentationListsEveryHook() throws {
    let text = try String(contentsOf: Self.root.appending(path: "docs/pre-commit.md"), encoding: .utf8)
    for hook in try Self.hooks() { #expect(text.contains("| `\(hook["id"] as? String ?? "")` |")) }
  }
}
