import SchemaCompiler
import SwiftEmitter
import Testing

/// The printed argument builder marks which of its entries are paths, and from where in the entry on.
@Suite struct ToolPathTests {
  private func printed(_ argv: String) throws -> [String] {
    let text = """
      {
        "name": "demo", "title": "Demo", "description": "Lists the things that the program knows.",
        "inputSchema": {
          "type": "object", "additionalProperties": false, "required": ["p"],
          "properties": {
            "p": { "x-path": true, "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$" },
            "list": { "type": "array", "maxItems": 3, "items": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$" } }
          }
        },
        "outputSchema": {
          "type": "object", "additionalProperties": false,
          "properties": { "text": { "type": "string", "maxLength": 65536 } }
        },
        "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false },
        "exec": {
          "program": "demo", "argv": \(argv), "timeoutSeconds": 5, "maxOutputBytes": 65536,
          "output": { "text": { "as": "text" } }
        }
      }
      """
    let sources = SourceSet([SourceFile(path: "tools/demo.json", text: text)], displayRoot: "Schemas/")
    let compiled = ToolCompiler.examine("tools/demo.json", in: sources)
    #expect(compiled.diagnostics.map(\.description) == [])
    return ToolEmitter(try #require(compiled.tool)).file().text.split(separator: "\n")
      .map { String($0.drop { $0 == " " }) }.filter { $0.hasPrefix("argv.") || $0.hasPrefix("for ") }
  }

  @Test func marksWhereProgramsMayBeginToRead() throws {
    #expect(
      try printed(#"["{p}", "--file={p}", "--file=src/{p}", "if={p}", "src/{p}", "{list...}", "--x={list...}"]"#) == [
        "argv.beginPath()", "argv.value(input.p)", "argv.endEntry(pathFrom: \"/p\")",
        "argv.text(\"--file=\")", "argv.beginPath()", "argv.value(input.p)", "argv.endEntry(pathFrom: \"/p\")",
        "argv.text(\"--file=\")", "argv.beginPath()", "argv.text(\"src/\")", "argv.value(input.p)",
        "argv.endEntry(pathFrom: \"/p\")",
        "argv.beginPath()", "argv.text(\"if=\")", "argv.beginPath()", "argv.value(input.p)",
        "argv.endEntry(pathFrom: \"/p\")",
        "argv.beginPath()", "argv.text(\"src/\")", "argv.value(input.p)", "argv.endEntry(pathFrom: \"/p\")",
        "for (index, item) in (input.list ?? []).enumerated() {", "argv.beginPath()", "argv.value(item)",
        "argv.endEntry(pathFrom: \"/list\", index)",
        "for (index, item) in (input.list ?? []).enumerated() {", "argv.text(\"--x=\")", "argv.beginPath()",
        "argv.value(item)", "argv.endEntry(pathFrom: \"/list\", index)",
      ])
  }
}
