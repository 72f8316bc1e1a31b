import Foundation
import TestData
import Testing

@testable import MCPServer

/// What the server sends in each revision is valid by that revision's own schema. Needs the published schemas and
/// Python's jsonschema; without them there is nothing to compare with.
@Suite struct WireSchemaTests {
  private static let versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"]

  private static let schemas = TestData.url("mcp")

  private static let isPossible = schemas != nil && (try? python("import jsonschema", [], "")) == 0

  private static func python(
    _ script: String, _ arguments: [String], _ input: String, isQuiet: Bool = false
  ) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let pipe = Pipe()
    process.standardInput = pipe
    if isQuiet { process.standardError = FileHandle.nullDevice }
    try process.run()
    try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Reads `definition message` lines and validates each message as that definition. The exit code is how many are not.
  private static let script = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    part = "$defs" if "$defs" in schema else "definitions"
    bad = 0
    for line in sys.stdin:
        name, text = line.split(" ", 1)
        message = json.loads(text)
        value = message if name.startswith("JSONRPC") or name.endswith("Notification") or name.endswith("Error") \\
            else message["result"]
        errors = jsonschema.Draft202012Validator({**schema, "$ref": "#/%s/%s" % (part, name)}).iter_errors(value)
        messages = [error.message for error in errors]
        if messages:
            print(name, messages, file=sys.stderr)
            bad += 1
    sys.exit(bad)
    """

  private static let meta =
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#

  private static func requests(_ version: String) -> [(String, String)] {
    let isModern = version == "2026-07-28"
    let error = isModern || version == "2025-11-25" ? "JSONRPCErrorResponse" : "JSONRPCError"
    let meta = isModern ? meta + "," : ""
    let common = [
      ("CallToolResult", #""tools/call","params":{\#(meta)"name":"add","arguments":{"a":1,"b":2}}"#),
      ("CallToolResult", #""tools/call","params":{\#(meta)"name":"add","arguments":{"a":"1"}}"#),
      (error, #""tools/call","params":{\#(meta)"name":"nothing"}"#),
      ("ListToolsResult", #""tools/list","params":{\#(meta)"x":1}"#),
    ]
    if !isModern {
      return [
        ("InitializeResult", #""initialize","params":{"protocolVersion":"\#(version)"}"#), ("EmptyResult", #""ping""#),
      ]
        + common
    }
    let wrong = meta.replacingOccurrences(of: "2026-07-28", with: "2099-01-01")
    return common + [
      ("DiscoverResult", #""server/discover","params":{\#(meta)"x":1}"#),
      ("UnsupportedProtocolVersionError", #""tools/list","params":{\#(wrong)"x":1}"#),
      (
        "SubscriptionsAcknowledgedNotification",
        #""subscriptions/listen","params":{\#(meta)"notifications":{"toolsListChanged":true}}"#
      ),
    ]
  }

  @Test(
    .enabled(if: isPossible, "needs python3 with jsonschema and the schemas of MCP: \(TestData.absence)"),
    arguments: versions)
  func repliesMatchTheSchema(version: String) throws {
    let requests = Self.requests(version)
    let input = requests.enumerated().map { #"{"jsonrpc":"2.0","id":\#($0 + 1),"method":\#($1.1)}"# }
    let output = SessionHarness.output(of: input.joined(separator: "\n") + "\n").split(separator: "\n")
    try #require(output.count == requests.count)
    let labelled = zip(requests, output).map { "\($0.0) \($1)\n" }.joined()
    let path = try #require(Self.schemas).appending(path: "\(version).schema.json").path
    #expect(try Self.python(Self.script, [path], labelled) == 0)
  }

  /// Lines whose id cannot be read.
  private static let unreadable = [
    "{not json}", "[1,", #"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, "42",
    #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
    #"{"jsonrpc":"2.0","id":4,"id":5,"method":"ping"}"#, "{\"jsonrpc\":\"2.0\",\"id\":12",
  ]

  /// Errors without an id are messages of the revisions that have such errors. The schemas before 2025-11-25 have none:
  /// every error needs the id of its request, and null is none. There the same is sent, as nothing else is better.
  @Test(.enabled(if: isPossible, "needs the MCP schemas (SECURELLM_TESTDATA) and python3 with jsonschema"))
  func errorsWithoutAnIDMatchTheSchema() throws {
    let output = SessionHarness.output(of: Self.unreadable.joined(separator: "\n") + "\n").split(separator: "\n")
    try #require(output.count == Self.unreadable.count)
    #expect(output.allSatisfy { $0.hasPrefix(#"{"jsonrpc":"2.0","error":{"code":-32"#) })
    let null: Substring = #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#
    for version in Self.versions {
      let path = try #require(Self.schemas).appending(path: "\(version).schema.json").path
      let isModern = version >= "2025-11-25"
      let names = ["JSONRPCMessage", isModern ? "JSONRPCErrorResponse" : "JSONRPCError"]
      let labelled = names.flatMap { name in (output + [null]).map { "\(name) \($0)\n" } }.joined()
      let invalid = try Self.python(Self.script, [path], labelled, isQuiet: true)
      #expect(invalid == (isModern ? 2 : 2 * Int32(output.count + 1)), "\(version)")
    }
  }
}
