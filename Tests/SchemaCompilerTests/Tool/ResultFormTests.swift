import Testing

@testable import SchemaCompiler

/// Forms of output that are right, and what becomes of them; and mistakes that need a schema of their own.
@Suite struct ResultFormTests {
  /// A tool with this output schema's members, these required, and `exec`.
  private func compile(
    _ properties: String, required: String = "[]", output: String, exec: String = "", argv: String = #"["list"]"#
  ) -> ToolCompilation {
    ToolSources.compile(
      """
      {
        "name": "demo", "title": "Demo", "description": "Lists the things that the program knows.",
        "inputSchema": { "type": "object", "additionalProperties": false, "properties": {} },
        "outputSchema": {
          "type": "object", "additionalProperties": false, "required": \(required), "properties": { \(properties) }
        },
        "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false },
        "exec": {
          "program": "demo", \(exec) "argv": \(argv), "timeoutSeconds": 5, "maxOutputBytes": 65536,
          "output": \(output)
        }
      }
      """)
  }

  private func plan(
    _ properties: String, required: String = "[]", output: String, exec: String = "", argv: String = #"["list"]"#
  ) throws -> ProgramPlan {
    let compiled = compile(properties, required: required, output: output, exec: exec, argv: argv)
    #expect(compiled.diagnostics.map(\.description) == [])
    guard case .program(let plan)? = compiled.tool?.work else { throw NoProgram() }
    return plan
  }

  private struct NoProgram: Error {}

  private static let word = #"{ "type": "string", "maxLength": 99, "pattern": "^[^ \\t\\n]*$" }"#
  private static let line = #"{ "type": "string", "maxLength": 99, "pattern": "^[^\\n]*$" }"#
  private static let any = #"{ "type": "string", "maxLength": 99 }"#

  private static func rows(_ members: String, required: String = "[]") -> String {
    """
    "rows": { "type": "array", "maxItems": 9, "items": {
      "type": "object", "additionalProperties": false, "required": \(required), "properties": { \(members) } } }
    """
  }

  @Test func columns() throws {
    let rows = Self.rows(#""a": \#(Self.word), "n": { "type": "integer" }, "rest": \#(Self.line)"#)
    let output = #"{ "columns": { "as": "rows", "skipLines": 1, "fields": ["a", "n", "rest"] } }"#
    let fields: [ProgramPlan.Field] = [
      .init(name: "a", kind: .string), .init(name: "n", kind: .integer), .init(name: "rest", kind: .string),
    ]
    #expect(try plan(rows, output: output).output == .columns(member: "rows", skipLines: 1, fields: fields))
  }

  @Test func csv() throws {
    let members = #""a": \#(Self.any), "n": { "type": "number" }, "b": { "type": "boolean" }, "x": { "type": "null" }"#
    let fields: [ProgramPlan.Field] = [.init(name: "b", kind: .boolean), .init(name: "a", kind: .string)]
    let rows = Self.rows(members)
    #expect(
      try plan(rows, output: #"{ "csv": { "as": "rows", "fields": ["b", "a"] } }"#).output
        == .csv(member: "rows", delimiter: 0x2C, header: .none, fields: fields))
    #expect(
      try plan(rows, output: #"{ "csv": { "as": "rows", "header": true, "delimiter": "\t", "fields": ["b", "a"] } }"#)
        .output == .csv(member: "rows", delimiter: 0x09, header: .skipped, fields: fields))
    let named: [ProgramPlan.Field] = [
      .init(name: "a", kind: .string), .init(name: "n", kind: .number), .init(name: "b", kind: .boolean),
    ]
    #expect(
      try plan(rows, output: #"{ "csv": { "as": "rows", "header": true } }"#).output
        == .csv(member: "rows", delimiter: 0x2C, header: .names, fields: named))
    let missing = compile(
      Self.rows(members, required: #"["x"]"#), output: #"{ "csv": { "as": "rows", "header": true } }"#)
    #expect(missing.diagnostics.map(\.message).contains { $0.contains("requires \"x\", which must be a string") })
  }

  @Test func keyValues() throws {
    let members = #""Name": \#(Self.line), "Pid": { "type": "integer" }, "outcome": { "type": "integer" }"#
    let fields: [ProgramPlan.Field] = [.init(name: "Name", kind: .string), .init(name: "Pid", kind: .integer)]
    // What the runner fills no line can fill.
    let plan = try plan(
      members, required: #"["Name", "outcome"]"#, output: #"{ "keyValues": {} }"#,
      exec: #""exitCodes": [0, 3], "exitCodeAs": "outcome","#)
    #expect(plan.output == .keyValues(member: nil, separator: [0x3D], fields: fields, others: nil))
    #expect(plan.additions == .init(exitCodeAs: "outcome"))
  }

  @Test func keyValuesOfAnObject() throws {
    let open = #"""
      "all": { "type": "object", "properties": { "Pid": { "type": "integer" } }, "additionalProperties": \#(Self.line) }
      """#
    #expect(
      try plan(open, output: #"{ "keyValues": { "as": "all", "separator": ": " } }"#).output
        == .keyValues(
          member: "all", separator: [0x3A, 0x20], fields: [.init(name: "Pid", kind: .integer)], others: .string))
    let closed = #""all": { "type": "object", "properties": { "a": \#(Self.line) }, "additionalProperties": false }"#
    #expect(
      try plan(closed, output: #"{ "keyValues": { "as": "all" } }"#).output
        == .keyValues(member: "all", separator: [0x3D], fields: [.init(name: "a", kind: .string)], others: nil))
  }

  @Test(arguments: [
    (#""a": { "type": "string", "maxLength": 9 }"#, #"{}"#, "a line feed may occur in \"a\""),
    (#""a=b": { "type": "integer" }"#, #"{}"#, "the name \"a=b\" holds the separator \"=\""),
    (#""a": { "type": "null" }"#, #"{}"#, "declares no member that a name could be"),
    (
      #""o": { "type": "object", "additionalProperties": { "type": "string", "maxLength": 9 } }"#,
      #"{ "as": "o" }"#, "a line feed may occur in a value"
    ),
    (
      #""o": { "type": "object", "additionalProperties": { "type": "null" } }"#, #"{ "as": "o" }"#,
      "the values of \"o\" must be strings"
    ),
  ])
  func wrongKeyValues(properties: String, form: String, says: String) {
    let compiled = compile(properties, output: "{ \"keyValues\": \(form) }")
    #expect(compiled.tool == nil)
    #expect(compiled.diagnostics.contains { $0.message.contains(says) }, "\(compiled.diagnostics.map(\.description))")
  }

  @Test func emptyIsOneLineInTheOrderOfTheFile() throws {
    let value = #""value": { "type": "object", "additionalProperties": true }"#
    let output = "{ \"json\": { \"as\": \"value\", \"empty\": { \"b\": [1,\n 2.50], \"a\": \"x\\ny\" } } }"
    #expect(
      try plan(value, output: output).output == .json(member: "value", empty: #"{"b":[1,2.5],"a":"x\ny"}"#))
    #expect(try plan(value, output: #"{ "json": { "empty": {} } }"#).output == .json(member: nil, empty: "{}"))
  }

  // MARK: additions

  private static let cut =
    #""text": \#(any), "cut": { "type": "boolean" }, "code": { "type": "integer", "maximum": 9 }"#
  private static let outcome = #""text": \#(any), "outcome": { "enum": ["match", "no match"] }"#

  @Test func meaningsInTheOrderOfTheFile() throws {
    let plan = try plan(
      Self.outcome, required: #"["text", "outcome"]"#, output: #"{ "text": { "as": "text" } }"#,
      exec: #""exitCodes": { "1": "no match", "0": "match" }, "exitCodeAs": "outcome","#)
    #expect(plan.successCodes == [1, 0])
    #expect(
      plan.additions
        == .init(exitCodeAs: "outcome", meanings: [.init(code: 1, text: "no match"), .init(code: 0, text: "match")]))
  }

  @Test func truncation() throws {
    let plan = try plan(
      Self.cut, required: #"["text", "cut"]"#, output: #"{ "text": { "as": "text" }, "truncatedAs": "cut" }"#,
      exec: #""exitCodes": [0, 9], "exitCodeAs": "code","#)
    #expect(plan.additions == .init(truncatedAs: "cut", exitCodeAs: "code"))
  }

  @Test(arguments: [
    (
      Self.outcome, "[]", #"{ "text": { "as": "text" } }"#,
      #""exitCodes": {"0": "match", "2": "worse"}, "exitCodeAs": "outcome","#,
      "the exit code 2, \"worse\", is refused by \"enum\" of \"outcome\""
    ),
    (
      Self.cut, "[]", #"{ "text": { "as": "text" } }"#, #""exitCodes": [0, 10], "exitCodeAs": "code","#,
      "the exit code 10 is refused by \"maximum\" of \"code\""
    ),
    (
      Self.cut, #"["code"]"#, #"{ "text": { "as": "text" }, "truncatedAs": "cut" }"#,
      #""exitCodes": [0, 9], "exitCodeAs": "code","#, "has no exit code, and the output schema requires \"code\""
    ),
    (
      Self.cut, "[]", #"{ "json": {} }"#, #""exitCodes": [0, 9], "exitCodeAs": "code","#,
      "the result is the program's own object"
    ),
    (
      Self.cut, "[]", #"{ "json": { "as": "text" }, "truncatedAs": "cut" }"#, "", "JSON that is cut is no JSON"
    ),
    (
      #""lines": { "type": "array", "maxItems": 9, "items": \#(any) }, "cut": { "type": "boolean" }"#, "[]",
      #"{ "lines": { "as": "lines" }, "truncatedAs": "lines" }"#, "", "must declare \"lines\" as a boolean"
    ),
    (
      #""v": { "type": "boolean" }"#, "[]", #"{ "jsonLines": { "as": "v" }, "truncatedAs": "v" }"#, "",
      "declare \"v\" as an array with items"
    ),
    (
      Self.outcome, "[]", #"{ "text": { "as": "outcome" } }"#,
      #""exitCodes": {"0": "match", "1": "no match"}, "exitCodeAs": "outcome","#, "two things would fill one member"
    ),
  ])
  func wrongAdditions(properties: String, required: String, output: String, exec: String, says: String) {
    let compiled = compile(properties, required: required, output: output, exec: exec)
    #expect(compiled.tool == nil)
    #expect(compiled.diagnostics.contains { $0.message.contains(says) }, "\(compiled.diagnostics.map(\.description))")
  }

  // MARK: files

  @Test func resultFile() throws {
    let text = #""text": \#(Self.any)"#
    let output = #"{ "text": { "as": "text" }, "from": "file" }"#
    let plan = try plan(text, output: output, argv: #"["--to={@result}", "-o", "{@result}"]"#)
    #expect(plan.readsResultFile)
    #expect(plan.entries == [.composed([.text("--to="), .result]), .literal("-o"), .composed([.result])])
    #expect(plan.paths.isEmpty)
    #expect(plan.sandbox.fileBytes == 65537 && plan.sandbox.profile == .readProject)
    let small = compile(
      text, output: output, exec: #""sandbox": { "profile": "pure", "fileBytes": 100 },"#, argv: #"["{@result}"]"#)
    #expect(
      small.diagnostics.contains { $0.message.contains("may have 65536 bytes") && $0.pointer.hasSuffix("fileBytes") })
    let writing = try self.plan(
      text, output: output, exec: #""sandbox": { "profile": "pure", "fileBytes": 70000 },"#, argv: #"["{@result}"]"#)
    #expect(writing.sandbox.fileBytes == 70000)
  }
}
