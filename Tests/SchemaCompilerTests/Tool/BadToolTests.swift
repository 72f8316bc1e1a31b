import Testing

@testable import SchemaCompiler

/// One change that makes the demo tool wrong, and the error that it must give.
struct BadTool: CustomTestStringConvertible, Sendable {
  let old: String
  let new: String
  /// A part of the message.
  let says: String
  /// Where: the first occurrence of this text in the changed file.
  let at: String
  let pointer: String

  init(_ old: String, _ new: String, says: String, at: String, pointer: String) {
    self.old = old
    self.new = new
    self.says = says
    self.at = at
    self.pointer = pointer
  }

  var testDescription: String { says + " at " + pointer }

  static let word = #""word": { "type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[a-z]+$" }"#
  static let records =
    #"{ "records": { "as": "rows", "separator": "\n", "fieldSeparator": "\u0000", "fields": ["key", "size"] } }"#
  static let argv = #"["list", "--count={count}", { "flag": "--all", "if": "all" }, "{word}", "{names...}"]"#
}

extension BadTool {
  static let head: [BadTool] = [
    BadTool(
      #""title": "Demo","#, #""title": "Demo", "titel": "x","#,
      says: "unknown member \"titel\" in a tool file; did you mean \"title\"?", at: #""titel""#, pointer: "/titel"),
    BadTool(
      #""cache": {"#, #""$defs": {}, "cache": {"#, says: "unknown member \"$defs\"", at: #""$defs""#, pointer: "/$defs"),
    BadTool(
      "../../meta/tool.json", "mytool.json", says: "\"$schema\" must be", at: #""mytool.json""#, pointer: "/$schema"),
    BadTool(#""name": "demo_tool","#, "", says: "the tool has no \"name\"", at: "{", pointer: ""),
    BadTool("demo_tool", "", says: "1 to 30 characters, this one has 0", at: #""","#, pointer: "/name"),
    BadTool("demo_tool", "a23456789012345678901234567890x", says: "this one has 31", at: #""a2345"#, pointer: "/name"),
    BadTool("demo_tool", "demo tool", says: "letters, digits", at: #""demo tool""#, pointer: "/name"),
    BadTool("demo_tool", "d\u{e9}mo", says: "letters, digits", at: "\"d\u{e9}mo\"", pointer: "/name"),
    BadTool("\"demo_tool\"", "7", says: "\"name\" must be a string", at: "7,", pointer: "/name"),
    BadTool(#""title": "Demo","#, "", says: "the tool has no \"title\"", at: "{", pointer: ""),
    BadTool(#""title": "Demo","#, #""title": "","#, says: "\"title\" has 0 characters", at: #""","#, pointer: "/title"),
    BadTool(
      "Lists the things that the demo program knows.", "Lists things.", says: "\"description\" has 13 characters",
      at: #""Lists"#, pointer: "/description"),
    BadTool(
      "Lists the", "Lists \\u001b the", says: "holds a control character", at: #""Lists"#, pointer: "/description"),
    BadTool(
      #""readOnlyHint": true, "#, "", says: "\"annotations\" has no \"readOnlyHint\"", at: #"{ "destr"#,
      pointer: "/annotations"),
    BadTool(
      #", "openWorldHint": false }"#, " }", says: "has no \"openWorldHint\"", at: #"{ "readOnly"#,
      pointer: "/annotations"),
    BadTool(
      #""idempotentHint": true"#, #""idempotentHint": "yes""#, says: "\"idempotentHint\" must be true or false",
      at: #""yes""#, pointer: "/annotations/idempotentHint"),
    BadTool(
      #""destructiveHint": false"#, #""destructiveHint": true"#, says: "read-only and destructive", at: #"true, "idem"#,
      pointer: "/annotations/destructiveHint"),
    BadTool(
      #""openWorldHint": false"#, #""openWorldHint": false, "title": "x""#,
      says: "unknown member \"title\" in \"annotations\"", at: #""title": "x""#, pointer: "/annotations/title"),
    BadTool(
      #""readOnlyHint": true"#, #""readOnlyHint": false"#, says: "cannot be cached", at: #""cache""#, pointer: "/cache"),
    BadTool(
      #""ttlSeconds": 30"#, #""ttlSeconds": 0"#, says: "from 1 to 86400", at: "0, \"max", pointer: "/cache/ttlSeconds"),
    BadTool(#""ttlSeconds": 30, "#, "", says: "\"cache\" has no \"ttlSeconds\"", at: #"{ "maxEn"#, pointer: "/cache"),
    BadTool(
      #""maxEntries": 100"#, #""maxEntries": 1.5"#, says: "\"maxEntries\" must be an integer", at: "1.5",
      pointer: "/cache/maxEntries"),
    BadTool(
      #""title": "Demo","#, #""title": "Demo", "icons": [{ "src": "file:///x" }],"#, says: "not the address of an icon",
      at: #""file:///x""#, pointer: "/icons/0/src"),
    BadTool(
      #""exec": {"#, #""handler": { "mode": "inline" }, "exec": {"#, says: "both \"exec\" and \"handler\"",
      at: #""handler""#, pointer: "/handler"),
    BadTool(
      #""exec": {"#, #""timeoutSeconds": 5, "exec": {"#, says: "belongs in \"exec\"",
      at: #""timeoutSeconds": 5, "exec""#, pointer: "/timeoutSeconds"),
  ]

  static let schemas: [BadTool] = [
    BadTool(
      #""type": "object", "additionalProperties": false,"#, #""type": "string","#,
      says: "\"inputSchema\" must have \"type\": \"object\"", at: #""string","#, pointer: "/inputSchema/type"),
    BadTool(
      #""type": "object", "additionalProperties": false,"#, #""type": "object", "additionalProperties": true,"#,
      says: "the input schema must be closed", at: "true,", pointer: "/inputSchema/additionalProperties"),
    BadTool(
      #""required": ["word"]"#, #""required": ["word"], "oneOf": [{ "required": ["all"] }, { "required": ["names"] }]"#,
      says: "\"oneOf\" at the top", at: #""oneOf""#, pointer: "/inputSchema/oneOf"),
    BadTool(
      #""required": ["word"]"#, #""required": ["word"], "$ref": "../../common/path.json""#, says: "\"$ref\" at the top",
      at: #""$ref""#, pointer: "/inputSchema/$ref"),
    BadTool(
      #", "items": { "type": "string", "maxLength": 20, "pattern": "^[a-z]+$" } }"#, " }",
      says: "does not say what its items are", at: #"{ "type": "array", "maxItems": 8"#,
      pointer: "/inputSchema/properties/names"),
    BadTool(
      #""items": { "type": "string", "maxLength": 20, "pattern": "^[a-z]+$" }"#, #""items": {}"#,
      says: "does not say what its items are", at: "{} }", pointer: "/inputSchema/properties/names/items"),
    BadTool(
      #""minLength": 1, "#, #""minLenght": 1, "#, says: "unknown keyword \"minLenght\"; did you mean \"minLength\"?",
      at: #""minLenght""#, pointer: "/inputSchema/properties/word/minLenght"),
    BadTool(
      #""required": ["word"]"#, #""required": ["wort"]"#, says: "\"required\" names \"wort\"", at: #""wort""#,
      pointer: "/inputSchema/required/0"),
    BadTool(
      #""default": 3"#, #""default": 30"#, says: "does not satisfy its own schema", at: "30 }",
      pointer: "/inputSchema/properties/count/default"),
    BadTool(
      #""type": "object", "additionalProperties": false,\#n    "properties": {\#n      "rows""#,
      #""type": "array", "maxItems": 3, "items": {"type":"null"}, "properties": {\#n      "rows""#,
      says: "\"outputSchema\" must have \"type\": \"object\"", at: #""array", "maxItems": 3"#,
      pointer: "/outputSchema/type"),
    BadTool(
      #""inputSchema": {"#, #""inputSchema": false, "x": {"#, says: "\"inputSchema\" must be an object",
      at: "false, \"x\"", pointer: "/inputSchema"),
    BadTool(#""outputSchema": {"#, #""output": {"#, says: "the tool has no \"outputSchema\"", at: "{", pointer: ""),
  ]

  static let exec: [BadTool] = [
    BadTool(#""exec": {"#, #""exce": {"#, says: "neither \"exec\" nor \"handler\"", at: "{", pointer: ""),
    BadTool(#""program": "demo","#, "", says: "\"exec\" has no \"program\"", at: "{\n    \n", pointer: "/exec"),
    BadTool(
      #""program": "demo""#, #""program": "/bin/demo""#, says: "not the bare name", at: #""/bin/demo""#,
      pointer: "/exec/program"),
    BadTool(
      #""program": "demo""#, #""program": "-demo""#, says: "not the bare name", at: #""-demo""#,
      pointer: "/exec/program"),
    BadTool(
      #""program": "demo""#, #""program": "bash""#, says: "runs whatever its arguments say", at: #""bash""#,
      pointer: "/exec/program"),
    BadTool(
      #""timeoutSeconds": 5, "#, "", says: "\"exec\" has no \"timeoutSeconds\"", at: "{\n    \"program\"",
      pointer: "/exec"),
    BadTool(
      #""timeoutSeconds": 5"#, #""timeoutSeconds": 3601"#, says: "from 1 to 3600", at: "3601",
      pointer: "/exec/timeoutSeconds"),
    BadTool(
      #", "maxOutputBytes": 65536"#, "", says: "\"exec\" has no \"maxOutputBytes\"", at: "{\n    \"program\"",
      pointer: "/exec"),
    BadTool(
      #""maxOutputBytes": 65536"#, #""maxOutputBytes": 1"#, says: "from 1024", at: "1,\n    \"env",
      pointer: "/exec/maxOutputBytes"),
    BadTool(
      #""cwd": "project""#, #""cwd": "/""#, says: "\"cwd\" must be \"project\"", at: #""/","#, pointer: "/exec/cwd"),
    BadTool(
      #""cwd": "project""#, #""exitCodes": [0, 0]"#, says: "distinct integers", at: "[0, 0]", pointer: "/exec/exitCodes"
    ),
    BadTool(
      #""cwd": "project""#, #""exitCodes": [256]"#, says: "from 0 to 255", at: "[256]", pointer: "/exec/exitCodes"),
    BadTool(
      #""cwd": "project""#, #""shell": true"#, says: "unknown member \"shell\" in \"exec\"", at: #""shell""#,
      pointer: "/exec/shell"),
    BadTool(
      #""cwd": "project""#, #""progress": 1"#, says: "\"progress\" must be true or false", at: "1, \"time",
      pointer: "/exec/progress"),
    BadTool(
      #""NO_COLOR": "1""#, #""LD_PRELOAD": "x.so""#, says: "\"LD_PRELOAD\" can change", at: #""LD_PRELOAD""#,
      pointer: "/exec/environment/LD_PRELOAD"),
    BadTool(
      #""NO_COLOR": "1""#, #""GIT_CONFIG_NOSYSTEM": "0""#, says: "\"GIT_CONFIG_NOSYSTEM\" can change",
      at: #""GIT_CONFIG_NOSYSTEM""#, pointer: "/exec/environment/GIT_CONFIG_NOSYSTEM"),
    BadTool(
      #""NO_COLOR": "1""#, #""PATH": "/tmp""#, says: "\"PATH\" is set by the runner", at: #""PATH""#,
      pointer: "/exec/environment/PATH"),
    BadTool(
      #""NO_COLOR": "1""#, #""NO_COLOR": "{word}""#, says: "the environment is literal", at: #""{word}" }"#,
      pointer: "/exec/environment/NO_COLOR"),
    BadTool(
      #""NO_COLOR": "1""#, #""NO=X": "1""#, says: "not the name of a variable", at: #""NO=X""#,
      pointer: "/exec/environment/NO=X"),
    BadTool(
      #""NO_COLOR": "1""#, #""NO_COLOR": 1"#, says: "value must be a string", at: "1 },",
      pointer: "/exec/environment/NO_COLOR"),
    BadTool(
      #""NO_COLOR": "1" },"#, #""NO_COLOR": "1" }, "x-ack": { "--output": "not needed at all" },"#,
      says: "\"x-ack\" names \"--output\", which needs none", at: #"{ "--output""#, pointer: "/exec/x-ack"),
    BadTool(
      #""NO_COLOR": "1" },"#, #""NO_COLOR": "1" }, "x-ack": { "--output": "ok" },"#, says: "needs a reason",
      at: #""ok""#, pointer: "/exec/x-ack/--output"),
  ]

  static let output: [BadTool] = [
    BadTool(
      records, #"{ "records": {}, "json": {} }"#, says: "exactly one kind", at: #"{ "records""#, pointer: "/exec/output"
    ),
    BadTool(
      records, #"{ "yaml": {} }"#, says: "unknown member \"yaml\" in \"output\"", at: #""yaml""#,
      pointer: "/exec/output/yaml"),
    BadTool(
      #""as": "rows""#, #""as": "row""#, says: "the output schema has no member \"row\"; did you mean \"rows\"?",
      at: #""row""#, pointer: "/exec/output/records/as"),
    BadTool(
      records, #"{ "lines": { "as": "rows" } }"#, says: "declare \"rows\" as an array of strings", at: #""rows" } }"#,
      pointer: "/exec/output/lines/as"),
    BadTool(
      records, #"{ "text": { "as": "rows" } }"#, says: "declare \"rows\" as a string", at: #""rows" } }"#,
      pointer: "/exec/output/text/as"),
    BadTool(records, #"{ "text": {} }"#, says: "\"text\" has no \"as\"", at: "{} }", pointer: "/exec/output/text"),
    BadTool(
      #"["key", "size"]"#, #"["key", "sise"]"#, says: "have no member \"sise\"; did you mean \"size\"?", at: #""sise""#,
      pointer: "/exec/output/records/fields/1"),
    BadTool(
      #"["key", "size"]"#, #"["size"]"#, says: "the records require \"key\"", at: #"["size"]"#,
      pointer: "/exec/output/records/fields"),
    BadTool(
      #"["key", "size"]"#, #"["key", "key"]"#, says: "distinct names", at: #"["key", "key"]"#,
      pointer: "/exec/output/records/fields"),
    BadTool(
      #""size": { "type": "integer" }"#, #""size": { "type": "null" }"#,
      says: "must be a string, an integer, a number or a boolean",
      at: #""size"] }"#, pointer: "/exec/output/records/fields/1"),
    BadTool(
      #""separator": "\n""#, #""separator": """#, says: "\"separator\" has 0 bytes", at: #""", "field"#,
      pointer: "/exec/output/records/separator"),
    BadTool(
      #""separator": "\n""#, #""separator": "\u0000""#, says: "the same separator", at: #""\u0000", "fieldSep"#,
      pointer: "/exec/output/records/separator"),
    BadTool(
      #""fieldSeparator": "\u0000""#, #""fieldSeparator": "\u001f""#,
      says: "\"fieldSeparator\" may occur in the field \"key\"", at: #""\u001f", "fields"#,
      pointer: "/exec/output/records/fieldSeparator"),
    BadTool(
      #""fieldSeparator": "\u0000""#, #""fieldSeparator": "\t""#,
      says: "\"fieldSeparator\" may occur in the field \"key\"", at: #""\t", "fields"#,
      pointer: "/exec/output/records/fieldSeparator"),
    BadTool(
      #""fieldSeparator": "\u0000""#, #""fieldSeparator": "--""#,
      says: "\"fieldSeparator\" may occur in the field \"key\"", at: #""--", "fields"#,
      pointer: "/exec/output/records/fieldSeparator"),
    BadTool(
      #""fieldSeparator": "\u0000""#, #""fieldSeparator": "§""#,
      says: "\"fieldSeparator\" may occur in the field \"key\"", at: #""§", "fields"#,
      pointer: "/exec/output/records/fieldSeparator"),
    BadTool(
      #""separator": "\n""#, #""separator": "\u001e""#, says: "\"separator\" may occur in the field \"key\"",
      at: #""\u001e", "fieldSep"#, pointer: "/exec/output/records/separator"),
    BadTool(
      #""separator": "\n""#, #""separator": "\n\n""#, says: "\"separator\" may occur in the field \"key\"",
      at: #""\n\n", "fieldSep"#, pointer: "/exec/output/records/separator"),
    BadTool(
      #""separator": "\n""#, #""separator": ";""#, says: "\"separator\" may occur in the field \"key\"",
      at: #"";", "fieldSep"#, pointer: "/exec/output/records/separator"),
    BadTool(
      #""separator": "\n", "fieldSeparator": "\u0000""#, #""fieldSeparator": "\u001f""#,
      says: "\"fieldSeparator\" may occur in the field \"key\"", at: #""\u001f", "fields"#,
      pointer: "/exec/output/records/fieldSeparator"),
    BadTool(
      #""required": ["rows"]"#, #""required": ["total", "rows"]"#, says: "which this closed object does not declare",
      at: #""total""#, pointer: "/outputSchema/required/0"),
  ]

  static let templates: [BadTool] = [
    BadTool(argv, #""list""#, says: "\"argv\" must be an array", at: #""list","#, pointer: "/exec/argv"),
    BadTool(#""{word}""#, #""{word""#, says: "\"{\" is not closed", at: "{word\",", pointer: "/exec/argv/3"),
    BadTool(#""{word}""#, #""x}{word}""#, says: "\"}\" closes nothing", at: "}{word", pointer: "/exec/argv/3"),
    BadTool(#""{word}""#, #""{}{word}""#, says: "do not hold the name", at: "{}{word", pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""{word}{names...}""#, says: "is beside another member", at: "{names...}\", \"{names",
      pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""{wort}", "{word}""#, says: "no member \"wort\"; did you mean \"word\"?", at: #""{wort}""#,
      pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""{names}", "{word}""#, says: "\"names\" is an array", at: #""{names}""#, pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""{word...}""#, says: "\"word\" is a string, and \"...\" spreads arrays", at: #""{word...}""#,
      pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""{all}", "{word}""#, says: "the boolean \"all\" cannot be inserted", at: #""{all}""#,
      pointer: "/exec/argv/3"),
    BadTool(
      #""if": "all""#, #""if": "word""#, says: "a flag needs a boolean, and \"word\" is a string", at: #"{ "flag""#,
      pointer: "/exec/argv/2"),
    BadTool(
      #""flag": "--all""#, #""flag": "all""#, says: "a flag must be a literal option", at: #""all", "if""#,
      pointer: "/exec/argv/2/flag"),
    BadTool(
      #""flag": "--all""#, #""flag": "--{word}""#, says: "a flag must be a literal option", at: #""--{word}""#,
      pointer: "/exec/argv/2/flag"),
    BadTool(
      #""{word}""#, #"7, "{word}""#, says: "a string, a flag or a repeated option", at: "7,", pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""a\u0000b", "{word}""#, says: "cannot hold NUL", at: #""a\u0000b""#, pointer: "/exec/argv/3"),
    BadTool(
      #""{word}""#, #""--{word}""#, says: "part of an option's name", at: #""--{word}""#, pointer: "/exec/argv/3"),
    BadTool(
      #", "{names...}""#, "", says: "no argument uses \"names\"", at: #""names": {"#,
      pointer: "/inputSchema/properties/names"),
    BadTool(
      #""minimum": 1, "maximum": 9, "#, #""minimum": 1, "#, says: "the integer \"count\" has no bounds",
      at: #""--count={count}""#, pointer: "/exec/argv/1"),
    BadTool(
      #""type": "boolean" }"#, #""type": ["string", "null"], "maxLength": 1 }"#, says: "\"all\" is null or string",
      at: #"{ "flag""#, pointer: "/exec/argv/2"),
    BadTool(
      #""maxLength": 100, "pattern": "^[a-z]+$""#, #""maxLength": 40000, "pattern": "^[a-z\u00e9]+$""#,
      says: "may have 160000 bytes; the kernel accepts 131071", at: #""{word}""#, pointer: "/exec/argv/3"),
    BadTool(
      #""maxItems": 8, "items": { "type": "string", "maxLength": 20"#,
      #""maxItems": 80, "items": { "type": "string", "maxLength": 20000"#, says: "the limit is 1048576", at: argv,
      pointer: "/exec/argv"),
    BadTool(
      #""minLength": 1, "maxLength": 100"#, #""x-secret": true, "minLength": 1, "maxLength": 100"#,
      says: "\"word\" is secret", at: #""{word}""#, pointer: "/exec/argv/3"),
  ]
}

@Suite struct BadToolTests {
  @Test(
    arguments:
      BadTool.head + BadTool.schemas + BadTool.exec + BadTool.sandbox + BadTool.output + BadTool.results
      + BadTool.templates)
  func isRefused(_ bad: BadTool) throws {
    let text = try #require(DemoTool.changed(bad.old, bad.new), "the change does not apply")
    let compiled = ToolSources.compile(text)
    #expect(compiled.tool == nil)
    let found = compiled.diagnostics.filter { $0.message.contains(bad.says) && $0.pointer == bad.pointer }
    let said = compiled.diagnostics.map { "\($0)" }.joined(separator: "\n")
    let diagnostic = try #require(found.first, "\(said)")
    let location = try #require(DemoTool.location(of: bad.at, in: text), "the mark does not occur")
    #expect((diagnostic.line, diagnostic.column) == location, "\(said)")
    #expect(diagnostic.file == "Schemas/tools/test/tool.json")
    #expect(!diagnostic.hint.isEmpty)
  }

  @Test func demoIsGood() {
    let compiled = ToolSources.compile(DemoTool.text)
    #expect(compiled.diagnostics.map(\.description) == [])
    #expect(compiled.tool?.name == "demo_tool")
  }

  /// Separators that no field can hold: a NUL behind each field, in lines or counted, or what its pattern excludes.
  @Test(arguments: [
    (#""fieldSeparator": "\u0000""#, ""), (#""separator": "\n", "fieldSeparator": "\u0000""#, ""),
    (#""separator": "\u0000", "fieldSeparator": "\t""#, #""pattern": "^[a-z ]+$""#),
    (#""separator": "\n\n", "fieldSeparator": ": ""#, #""pattern": "^[a-z]+$""#),
    (#""fieldSeparator": ";""#, #""enum": ["a", "b"]"#),
  ]) func separatorsOutsideFields(separators: String, key: String) throws {
    let old = #""separator": "\n", "fieldSeparator": "\u0000""#
    let text = try #require(DemoTool.changed(old, separators))
    let plain = #""type": "string", "maxLength": 99"#
    let schema = key.isEmpty ? plain : plain + ", " + key
    let compiled = ToolSources.compile(try #require(DemoTool.changed(plain, schema, in: text)))
    #expect(compiled.diagnostics.map(\.description) == [])
  }

  @Test func sameNameInTwoFiles() throws {
    var sources = ToolSources.shipped
    sources.insert(SourceFile(path: "tools/test/a.json", text: DemoTool.text))
    sources.insert(SourceFile(path: "tools/test/b.json", text: DemoTool.text))
    let other = try #require(DemoTool.changed("demo_tool", "demoTool"))
    sources.insert(SourceFile(path: "tools/test/c.json", text: other))
    let paths = ["tools/test/a.json", "tools/test/b.json", "tools/test/c.json"]
    let conflicts = ToolCompiler.conflicts(paths, in: sources)
    #expect(
      conflicts.map(\.message) == [
        "the tool \"demo_tool\" is also in Schemas/tools/test/a.json",
        "the tool \"demoTool\" and \"demo_tool\" in Schemas/tools/test/a.json would have the same name in Swift",
      ])
    #expect(conflicts.map(\.file) == ["Schemas/tools/test/b.json", "Schemas/tools/test/c.json"])
  }
}
