import Foundation
import JSONCore
import SchemaRuntime
import Testing

@testable import SchemaCompiler

/// The meta-schema that editors use, and the compiler, agree. The reference is Python's jsonschema where it is
/// installed.
@Suite struct MetaSchemaTests {
  private static let script = """
    import json, sys, jsonschema
    meta, files = json.load(sys.stdin)
    jsonschema.Draft202012Validator.check_schema(meta)
    validator = jsonschema.Draft202012Validator(meta)
    print(json.dumps([validator.is_valid(json.loads(text)) for text in files]))
    """

  /// Whether each text is valid; nil without Python or its module.
  private static func evaluate(_ texts: [String]) throws -> [Bool]? {
    let meta = try JSONSerialization.jsonObject(
      with: Data(contentsOf: ToolSources.schemas.appending(path: "meta/tool.json")))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    // Larger than a pipe holds: written while the child reads.
    let request = try JSONSerialization.data(withJSONObject: [meta, texts])
    try? input.fileHandleForWriting.write(contentsOf: request)
    try? input.fileHandleForWriting.close()
    let response = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try? JSONSerialization.jsonObject(with: response) as? [Bool]
  }

  private static let isAvailable = (try? evaluate([])) != nil

  @Test func compilesInStrictMode() {
    let outcome = CompiledSchema.compile("meta/tool.json", in: ToolSources.shipped, mode: .strict)
    #expect(outcome.diagnostics.map(\.description) == [])
  }

  @Test(.enabled(if: isAvailable, "python3 with jsonschema is not installed"))
  func shippedToolsAreValid() throws {
    let texts = ToolSources.toolPaths.compactMap { ToolSources.shipped[$0] }.map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
    #expect(try Self.evaluate(texts + [DemoTool.text]) == [Bool](repeating: true, count: texts.count + 1))
  }

  // MARK: what editors make of it

  /// Editors take a `$ref` and forget what is beside it: then they complete nothing, and mark no misspelt member.
  @Test func noReferenceHasSiblings() throws {
    let meta = try JSONSerialization.jsonObject(
      with: Data(contentsOf: ToolSources.schemas.appending(path: "meta/tool.json")))
    #expect(Self.mixed(meta, "") == [])
  }

  private static func mixed(_ value: Any, _ pointer: String) -> [String] {
    if let list = value as? [Any] {
      return list.enumerated().flatMap { mixed($0.element, "\(pointer)/\($0.offset)") }
    }
    guard let object = value as? [String: Any] else { return [] }
    let own = object["$ref"] is String && object.count > 1 ? [pointer] : []
    return own + object.sorted { $0.key < $1.key }.flatMap { mixed($0.value, "\(pointer)/\($0.key)") }
  }

  /// What hovers and completes: every member of a tool file says what it is.
  @Test func everyMemberIsDescribed() throws {
    let meta = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: ToolSources.schemas.appending(path: "meta/tool.json")))
        as? [String: Any])
    let definitions = try #require(meta["$defs"] as? [String: Any])
    #expect(Self.undescribed(meta["properties"] as Any, "") == [])
    for (name, definition) in definitions where name != "typeName" {
      #expect((definition as? [String: Any])?["description"] is String, "\(name)")
      #expect(Self.undescribed((definition as? [String: Any])?["properties"] as Any, name) == [])
    }
  }

  private static func undescribed(_ properties: Any, _ path: String) -> [String] {
    (properties as? [String: Any] ?? [:]).flatMap { name, schema -> [String] in
      guard let schema = schema as? [String: Any] else { return [] }
      let isDescribed = schema["description"] is String || schema["$ref"] is String
      return (isDescribed ? [] : ["\(path)/\(name)"]) + undescribed(schema["properties"] as Any, "\(path)/\(name)")
    }
  }

  /// One misspelt member for each level of the file, by the interpreter.
  @Test(arguments: [
    ("\"title\"", "\"titel\""), ("\"destructiveHint\"", "\"destructivHint\""), ("\"properties\"", "\"propertys\""),
    ("\"minLength\"", "\"minLenght\""), ("\"maxItems\": 8", "\"maxItem\": 8"), ("\"maxLength\": 20", "\"maxLen\": 20"),
    ("\"outputSchema\": {\n    \"type\"", "\"outputSchema\": {\n    \"typ\": \"a\", \"type\""),
    ("\"program\"", "\"programm\""), ("\"if\": \"all\"", "\"when\": \"all\""), ("\"records\"", "\"record\""),
    ("\"separator\"", "\"seperator\""), ("\"processes\"", "\"process\""), ("\"ttlSeconds\"", "\"ttl\""),
  ])
  func misspeltMembersAreRefused(_ old: String, _ new: String) throws {
    let text = try #require(DemoTool.changed(old, new))
    let program = try #require(CompiledSchema.compile("meta/tool.json", in: ToolSources.shipped, mode: .strict).value)
    let interpreter = SchemaInterpreter(program.program)
    #expect(interpreter.isValid(JSONBytes(DemoTool.text)))
    #expect(!interpreter.isValid(JSONBytes(text)))
    #expect(!ToolSources.compile(text).diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("../../meta/tool.json", true), ("tool.schema.json", true), ("https://example.com/v1/tool.schema.json", true),
    ("/usr/share/securellm/tool.json", true), ("mytool.json", false), ("tool.json5", false), ("tool.json/", false),
  ])
  func schemaIsNamedByAnyPath(_ path: String, _ isAccepted: Bool) throws {
    let text = try #require(DemoTool.changed("../../meta/tool.json", path))
    #expect(ToolSources.compile(text).diagnostics.isEmpty == isAccepted)
    let program = try #require(CompiledSchema.compile("meta/tool.json", in: ToolSources.shipped, mode: .strict).value)
    #expect(SchemaInterpreter(program.program).isValid(JSONBytes(text)) == isAccepted)
  }

  /// What only looking at several members can find is the compiler's alone.
  private static let beyond = [
    "read-only and destructive", "which nothing fills", "no member", "which no field", "declare ", "the same separator",
    "runs whatever", "set by the runner", "can change", "needs none", "does not declare", "own schema",
    "must be a string, an integer", "the output schema has", "have no member", "what its items", "\"required\" names",
    "the records require", "has no network", "already includes the network", "may not write the project",
    "may change and delete",
    "must have the profile", "may occur in the field",
    "may occur in", "which must be a string", "is refused by", "declare \"rows\"", "\"rows\" as a boolean",
    "shown nowhere", "one exit code only", "no argument says", "nobody reads", "{@result} is not the end",
  ]

  @Test(.enabled(if: isAvailable, "python3 with jsonschema is not installed"))
  func brokenToolsAreNot() throws {
    let bad = (BadTool.head + BadTool.schemas + BadTool.exec + BadTool.sandbox + BadTool.output + BadTool.results)
      .filter { bad in
        !Self.beyond.contains { bad.says.contains($0) }
      }
    let texts = bad.compactMap { DemoTool.changed($0.old, $0.new) }
    #expect(texts.count == bad.count && bad.count >= 40)
    let results = try #require(try Self.evaluate(texts))
    for (tool, isValid) in zip(bad, results) { #expect(!isValid, "\(tool.testDescription)") }
  }
}
