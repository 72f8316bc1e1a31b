import Foundation
import SchemaValidation
import TestData
import Testing

@Suite struct SuiteTests {
  private func run(_ folder: Folder, _ request: SuiteRequest) async throws -> Folder.Result {
    try await folder.run { streams in SuiteTesting.run(request, streams) }
  }

  private static let suite = #"""
    {"description": "limits",
     "schema": {"properties": {"n": {"maximum": 5}}, "required": ["n"]},
     "cases": [
       {"description": "small", "data": {"n": 1}, "valid": true},
       {"description": "large", "data": {"n": 9}, "valid": false, "errors": ["/n"]},
       {"description": "missing", "data": {}, "valid": false,
        "errors": [{"instanceLocation": "", "keyword": "required"}]}
     ]}
    """#

  @Test func correctCasesPass() async throws {
    let folder = try Folder()
    let result = try await run(folder, SuiteRequest(suites: [try folder.write("a.json", Self.suite)]))
    #expect(result.status == .ok)
    #expect(result.output.isEmpty)
    #expect(result.messages == "3 cases: 3 passed, 0 failed\n")
  }

  @Test func distinguishesEveryFailure() async throws {
    let folder = try Folder()
    let suite = try folder.write(
      "a.json",
      #"""
      {"schema": {"properties": {"n": {"maximum": 5}, "m": {"maximum": 5}}}, "cases": [
        {"description": "passes unexpectedly", "data": {"n": 1}, "valid": false},
        {"description": "fails unexpectedly", "data": {"n": 9}, "valid": true},
        {"data": {"n": 9}, "valid": false, "errors": ["/m"]},
        {"data": {"n": 9, "m": 9}, "valid": false, "errors": ["/n"]},
        {"data": {"n": 9}, "valid": false, "errors": [{"instanceLocation": "/n", "keyword": "minimum"}]},
        {"dataPath": "none.json", "valid": true}
      ]}
      """#)
    let result = try await run(folder, SuiteRequest(suites: [suite]))
    #expect(
      result.output == """
        a.json:2:3: group 1: passes unexpectedly: must be invalid, is valid
        a.json:3:3: group 1: fails unexpectedly: must be valid, is invalid
          /n: maximum: must be at most 5
        a.json:4:3: group 1: case 3: must fail at /m, does not
          /n: maximum: must be at most 5
        a.json:5:3: group 1: case 4: fails at other locations than expected
          /m: maximum: must be at most 5
        a.json:6:3: group 1: case 5: must fail at /n by "minimum", does not
          /n: maximum: must be at most 5
        a.json:7:3: group 1: case 6: none.json: No such file or directory

        """)
    #expect(result.messages == "6 cases: 0 passed, 5 failed, 1 not run\n")
    #expect(result.status == .usage)
  }

  @Test func schemasAndDataLieBesideTheSuite() async throws {
    let folder = try Folder()
    try folder.write("schemas/all.yaml", "$defs:\n  n: {type: integer}\n")
    try folder.write("data/one.yaml", "1\n")
    try folder.write(
      "suites/a.yaml",
      """
      $ref: ../schemas/all.yaml#/$defs/n
      cases:
        - {description: one, dataPath: ../data/one.yaml, valid: true}
        - {description: text, data: x, valid: false}
      """)
    try folder.write(
      "suites/b.json",
      #"[{"schema": {"$ref": "../schemas/all.yaml#/$defs/n"}, "tests": [{"data": 1, "valid": true}, {"data": "", "valid": true}]}]"#
    )
    let result = try await run(folder, SuiteRequest(suites: [folder.path + "/suites"]))
    #expect(result.status == .found)
    #expect(
      result.output.hasPrefix("suites/b.json:1:93: group 1: case 2: must be valid, is invalid\n"), "\(result.output)")
    #expect(result.messages == "4 cases: 3 passed, 1 failed\n")
  }

  @Test func namesTheLocationOfABrokenSchema() async throws {
    let folder = try Folder()
    let suites = try [
      folder.write(
        "a.json",
        "[{\"schema\": {},\n \"tests\": []},\n {\"schema\":\n  {\"type\": 7}, \"tests\": [{\"data\": 1, \"valid\": true}]}]"
      ),
      folder.write("b.yaml", "schema:\n  type: 7\ncases: []\n"), folder.write("c.json", Self.suite),
    ]
    let result = try await run(folder, SuiteRequest(suites: suites))
    #expect(result.status == .badSchema)
    #expect(result.messages.contains("a.json:4:12: error:"), "\(result.messages)")
    #expect(result.messages.contains("b.yaml:2:9: error:"), "\(result.messages)")
    #expect(result.output == "a.json:4:26: group 2: case 1: its schema cannot be used\n")
    #expect(result.messages.hasSuffix("4 cases: 3 passed, 0 failed, 1 not run\n"))
  }

  @Test(arguments: [
    ("{}", "1:1: a group needs either"), (#"{"schema": {}, "$ref": "a"}"#, "1:1: a group needs either"),
    (#"{"schema": {}}"#, "1:1: a group needs an array"), ("7", "1:1: a group of cases must be an object"),
    (#"{"schema": {}, "cases": [{"data": 1}]}"#, "1:26: a case needs \"valid\""),
    (#"{"schema": {}, "cases": [{"data": 1, "vaild": true}]}"#, "1:38: a case has no such member"),
    (#"{"schema": {}, "cases": [{"valid": true}]}"#, "1:26: a case needs either \"data\""),
    (#"{"schema": {}, "cases": [{"data": 1, "valid": true, "errors": ["/a"]}]}"#, "1:63: a valid case"),
    (#"{"schema": {}, "cases": [{"data": 1, "valid": false, "errors": []}]}"#, "1:64: \"errors\""),
    (##"{"$ref": "#/a", "cases": []}"##, "1:10: \"$ref\" must name a schema file"),
    ("{", "1:2: the text ends in an object"),
    (#"{"schema": {}, "schema": {}, "cases": []}"#, "1:16: the object has this member twice"),
  ])
  func brokenSuitesAreUsageErrors(text: String, message: String) async throws {
    let folder = try Folder()
    let result = try await run(folder, SuiteRequest(suites: [try folder.write("a.json", text)]))
    #expect(result.status == .usage)
    #expect(result.messages.hasPrefix("a.json: \(message)"), "\(result.messages)")
  }

  @Test func jsonAndJUnitAgree() async throws {
    let folder = try Folder()
    let suite = try folder.write(
      "a.json",
      #"{"description": "<g> & \"q\"", "schema": {"maximum": 5}, "cases": [{"data": 1, "valid": true}, {"data": 9, "valid": true}, {"dataPath": "none", "valid": true}]}"#
    )
    let junit = folder.path + "/report.xml"
    let result = try await run(folder, SuiteRequest(suites: [suite], isJSON: true, junit: junit))
    let lines = try result.output.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(lines.map { $0["passed"] as? Bool } == [true, false, false, nil])
    #expect((lines[1]["errors"] as? [[String: Any]])?.first?["keyword"] as? String == "maximum")
    #expect(lines[3]["summary"] as? [String: Int] == ["cases": 3, "passed": 1, "failed": 1, "broken": 1])
    let report = try XMLReport(contentsOf: junit)
    #expect(report.names == ["testsuites", "testsuite", "testcase", "testcase", "failure", "testcase", "error"])
    #expect(report.attributes[1]["tests"] == "3" && report.attributes[1]["failures"] == "1")
    #expect(report.attributes[2]["classname"] == "<g> & \"q\"")
    let unwritable = try await run(folder, SuiteRequest(suites: [suite], junit: folder.path + "/none/report.xml"))
    #expect(unwritable.status == .usage)
    #expect(unwritable.messages.contains("none/report.xml: No such file or directory"))
  }
}

/// The elements of an XML file in their order.
private final class XMLReport {
  private(set) var names: [String] = []
  private(set) var attributes: [[String: String]] = []

  /// Reads the few forms that a report has, and nothing else.
  init(contentsOf path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
    var open: [Substring] = []
    for match in text.matches(of: /<(\/?)([a-z]+)((?: [a-z]+="[^"<>]*")*)(\/?)>/) {
      if match.1 == "/" {
        #expect(open.popLast() == match.2)
        continue
      }
      if match.4 != "/" { open.append(match.2) }
      names.append(String(match.2))
      var found: [String: String] = [:]
      for pair in match.3.matches(of: /\ ([a-z]+)="([^"]*)"/) { found[String(pair.1)] = Self.text(pair.2) }
      attributes.append(found)
    }
    #expect(open.isEmpty)
  }

  private static func text(_ escaped: Substring) -> String {
    escaped.replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
      .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&amp;", with: "&")
  }
}
