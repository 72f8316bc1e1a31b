import Foundation
import Testing

/// `lint` reports of a tool file what the build would report, with locations.
@Suite struct LintToolFileTests {
  private func tool(_ argv: String, more: String = "") -> String {
    """
    {
      "name": "demo", "title": "Demo", "description": "Lists the things that the program knows.",
      "inputSchema": {
        "type": "object", "additionalProperties": false, "required": ["word"],
        "properties": { "word": { "$ref": "../../common/words.json#/$defs/word" } }
      },
      "outputSchema": {
        "type": "object", "additionalProperties": false,
        "properties": { "text": { "type": "string", "maxLength": 65536 } }
      },
      "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false },
      "exec": {
        "program": "git",
        "argv": \(argv), \(more)
        "timeoutSeconds": 5, "maxOutputBytes": 65536, "output": { "text": { "as": "text" } }
      }
    }
    """
  }

  private func lint(_ text: String, _ options: [String] = []) throws -> ToolFolder.Result {
    let folder = try ToolFolder()
    try folder.write(
      "common/words.json",
      #"{ "$defs": { "word": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[-a-z]+$" } } }"#)
    try folder.write("tools/demo/tool.json", text)
    return try folder.securellm(["lint"] + options + ["tools/demo/tool.json"])
  }

  @Test func goodFilesHaveNoFindings() throws {
    let result = try lint(tool(#"["log", "--grep={word}"]"#))
    #expect(result.status == 0 && result.messages == "0 findings\n", "\(result.output)\(result.messages)")
  }

  @Test(arguments: [
    (
      #"["log", "{word}"]"#, "",
      "tools/demo/tool.json:14:21: error[tool-file]: argv entry 1 \"{word}\" may be read as an option"
    ),
    (
      #"["log", "--zebra", "--grep={word}"]"#, "",
      "tools/demo/tool.json:14:21: error[tool-file]: argv entry 1 \"--zebra\""
    ),
    (#"["log", "--grep={wort}"]"#, "", "no member \"wort\"; did you mean \"word\"?"),
    (#"["log", "--grep={word}"]"#, #""sandbox": "read","#, "error[tool-file]: unknown profile \"read\""),
    (#"["show", "--end-of-options", "HEAD", "--grep={word}"]"#, "", "\"git show\" without \"--no-textconv\""),
  ])
  func badFilesHaveFindings(argv: String, more: String, says: String) throws {
    let result = try lint(tool(argv, more: more))
    #expect(result.status == 1 && result.output.contains(says), "\(result.output)\(result.messages)")
    #expect(result.output.contains("  hint: "))
    let document = try lint(tool(argv, more: more), ["--json"])
    #expect(document.status == 1 && document.output.contains("\"rule\":\"tool-file\""), "\(document.output)")
  }

  @Test func canBeDisabled() throws {
    let result = try lint(tool(#"["log", "{word}"]"#), ["--ignore", "tool-file"])
    #expect(result.status == 0, "\(result.output)")
    // With the strict rules it is reported once.
    let strict = try lint(tool(#"["log", "{word}"]"#), ["--strict"])
    #expect(strict.status == 1 && strict.messages.hasPrefix("1 finding "), "\(strict.output)\(strict.messages)")
  }

  /// A tool of somebody else, which does not say how it runs, is none of ours.
  @Test func ignoresToolsOfOtherFormats() throws {
    let text = #"{ "name": "x", "inputSchema": { "type": "object", "properties": {} } }"#
    #expect(try !lint(text).output.contains("tool-file"))
  }

  @Test func shippedToolsHaveNoFindings() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = try ToolFolder()
    let result = try folder.securellm(
      ["lint", "--rule", "tool-file", root.appending(path: "Schemas/tools").path])
    #expect(result.status == 0 && result.messages == "0 findings\n", "\(result.output)\(result.messages)")
  }
}
