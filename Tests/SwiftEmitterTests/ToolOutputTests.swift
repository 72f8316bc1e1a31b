import SchemaCompiler
import SwiftEmitter
import Testing

/// The printed definition says how the output becomes the result, and says nothing of what a tool does not have.
@Suite struct ToolOutputTests {
  private static let word = #"{ "type": "string", "maxLength": 9, "pattern": "^[a-z]*$" }"#
  private static let rows = """
    "rows": { "type": "array", "maxItems": 9, "items": {
      "type": "object", "additionalProperties": false, "properties": { "a": \(word), "n": { "type": "number" } } } }
    """

  private func lines(_ properties: String, _ output: String, exec: String = "", argv: String = "[]") throws -> [String]
  {
    let text = """
      {
        "name": "demo", "title": "Demo", "description": "Lists the things that the program knows.",
        "inputSchema": { "type": "object", "additionalProperties": false, "properties": {} },
        "outputSchema": { "type": "object", "additionalProperties": false, "properties": { \(properties) } },
        "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false },
        "exec": {
          "program": "demo", "argv": \(argv), \(exec) "timeoutSeconds": 5, "maxOutputBytes": 65536, "output": \(output)
        }
      }
      """
    let sources = SourceSet([SourceFile(path: "tools/demo.json", text: text)], displayRoot: "Schemas/")
    let compiled = ToolCompiler.examine("tools/demo.json", in: sources)
    #expect(compiled.diagnostics.map(\.description) == [])
    return ToolEmitter(try #require(compiled.tool)).file().text.split(separator: "\n").map {
      String($0.drop { $0 == " " })
    }
  }

  /// From `output:` to `reportsProgress:` of the definition.
  private func printed(_ properties: String, _ output: String, exec: String = "", argv: String = "[]") throws -> String
  {
    let line = try #require(try lines(properties, output, exec: exec, argv: argv).first { $0.contains("output: ") })
    let start = try #require(line.firstRange(of: "output: ")).upperBound
    let end = try #require(line.firstRange(of: ", reportsProgress:")).lowerBound
    return String(line[start..<end])
  }

  @Test(arguments: [
    (#"{ "json": {} }"#, ".json(member: nil)"),
    (#"{ "json": { "as": "v", "empty": [] } }"#, #".json(member: "v", empty: JSONSlice(constant: "[]"))"#),
    (#"{ "jsonLines": { "as": "rows" } }"#, #".jsonLines(member: "rows")"#),
    (
      #"{ "columns": { "as": "rows", "fields": ["n", "a"] } }"#,
      #".columns(member: "rows", skipLines: 0, fields: [.init(name: "n", kind: .number), .init(name: "a", kind: .string)])"#
    ),
    (
      #"{ "csv": { "as": "rows", "delimiter": ";", "fields": ["a"] } }"#,
      #".csv(member: "rows", delimiter: 59, header: .none, fields: [.init(name: "a", kind: .string)])"#
    ),
    (
      #"{ "keyValues": { "as": "map" } }"#, #".keyValues(member: "map", separator: [61], fields: [], others: .integer)"#
    ),
    (
      #"{ "keyValues": { "separator": ":" } }"#,
      #".keyValues(member: nil, separator: [58], fields: [.init(name: "cut", kind: .boolean)], others: nil)"#
    ),
  ])
  func forms(output: String, code: String) throws {
    let properties =
      Self.rows + """
        , "v": { "type": "array", "maxItems": 9, "items": { "type": "null" } }, "cut": { "type": "boolean" },
        "map": { "type": "object", "additionalProperties": { "type": "integer" } }
        """
    #expect(try printed(properties, output) == code)
  }

  @Test func additionsAndFile() throws {
    let properties =
      #""t": { "type": "string", "maxLength": 9 }, "cut": { "type": "boolean" }, "o": { "enum": ["\"a\"", "b"] }"#
    let exec = #""exitCodes": { "0": "\"a\"", "7": "b" }, "exitCodeAs": "o","#
    let output = #"{ "text": { "as": "t" }, "truncatedAs": "cut", "from": "file" }"#
    let argv = #"["-o", "{@result}", "--to={@result}"]"#
    #expect(
      try printed(properties, output, exec: exec, argv: argv)
        == #".text(member: "t"), additions: .init(truncatedAs: "cut", exitCodeAs: "o", "#
        + #"meanings: [(code: 0, text: "\"a\""), (code: 7, text: "b")]), readsResultFile: true"#)
    #expect(
      try lines(properties, output, exec: exec, argv: argv).filter { $0.hasPrefix("argv.") } == [
        #"argv.literal("-o")"#, "argv.result()", "argv.endEntry()", #"argv.text("--to=")"#, "argv.result()",
        "argv.endEntry()",
      ])
  }
}
