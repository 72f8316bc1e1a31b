import Foundation
import JSONCore
import SchemaValidation
import TestData
import Testing

@Suite struct BowtieTests {
  /// A session that a test talks to.
  private final class Session {
    var session = BowtieSession(BowtieImplementation(version: "1.2.3", homepage: "https://example.com/"))

    func send(_ line: String) -> BowtieSession.Action {
      let bytes = JSONBytes(line)
      return session.receive(bytes, 0..<bytes.count)
    }

    func reply(_ line: String) -> String? {
      guard case .reply(let bytes) = send(line) else { return nil }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private static let start = #"{"cmd": "start", "version": 1}"#
  private static let dialect = #"{"cmd": "dialect", "dialect": "https://json-schema.org/draft/2020-12/schema"}"#

  @Test func theImplementationIntroducesItself() throws {
    let session = Session()
    let reply = try #require(session.reply(Self.start))
    let document = try #require(JSONSerialization.jsonObject(with: Data(reply.utf8)) as? [String: Any])
    #expect(document["version"] as? Int == 1)
    #expect(document["ready"] as? Bool == true)
    let implementation = try #require(document["implementation"] as? [String: Any])
    for name in ["name", "language", "version", "homepage", "issues", "source"] {
      #expect(implementation[name] is String, "\(name)")
    }
    let dialects = try #require(implementation["dialects"] as? [String])
    #expect(dialects.contains("https://json-schema.org/draft/2020-12/schema"))
    #expect(reply.hasSuffix("\n") && reply.utf8.count { $0 == 0x0A } == 1)
  }

  @Test func runsAWholeConversation() throws {
    let folder = try Folder()
    let lines = [
      Self.start, Self.dialect,
      #"{"cmd":"run","seq":1,"case":{"description":"d","schema":{"type":"integer"},"tests":[{"description":"a","instance":1,"valid":true},{"description":"b","instance":"x"}]}}"#,
      #"{"cmd":"run","seq":2,"case":{"description":"d","schema":{"$ref":"http://localhost:1234/a.json"},"registry":{"http://localhost:1234/a.json":{"$ref":"b.json"},"http://localhost:1234/b.json":{"type":"null"}},"tests":[{"description":"a","instance":null},{"description":"b","instance":0}]}}"#,
      #"{"cmd":"run","seq":3,"case":{"description":"d","schema":{"type":7},"tests":[{"description":"a","instance":1}]}}"#,
      #"{"cmd":"run","seq":4,"case":{"description":"d","schema":false,"tests":[{"description":"a","instance":1}]}}"#,
      #"{"cmd":"stop"}"#,
    ]
    let result = try Program.run(["bowtie"], in: folder, input: lines.joined(separator: "\n") + "\n")
    #expect(result.code == 0)
    #expect(result.messages.isEmpty)
    let replies = result.output.split(separator: "\n").dropFirst()
    #expect(
      replies.prefix(3) == [
        #"{"ok":true}"#, #"{"seq":1,"results":[{"valid":true},{"valid":false}]}"#,
        #"{"seq":2,"results":[{"valid":true},{"valid":false}]}"#,
      ])
    #expect(replies.count == 5)
    #expect(
      replies.dropFirst(3).first?.hasPrefix(#"{"seq":3,"errored":true,"context":{"message":"/schema:1:9: error:"#)
        == true)
    #expect(replies.last == #"{"seq":4,"results":[{"valid":false}]}"#)
  }

  @Test func skipsUnknownDialects() {
    let session = Session()
    _ = session.send(Self.start)
    #expect(
      session.reply(#"{"cmd": "dialect", "dialect": "http://json-schema.org/draft-03/schema#"}"#) == "{\"ok\":false}\n")
    let run = #"{"cmd":"run","seq":{"a":1},"case":{"description":"d","schema":{},"tests":[]}}"#
    #expect(session.reply(run) == "{\"seq\":{\"a\":1},\"skipped\":true,\"message\":\"the dialect is not supported\"}\n")
    #expect(session.reply(Self.dialect) == "{\"ok\":true}\n")
    #expect(session.reply(run) == "{\"seq\":{\"a\":1},\"results\":[]}\n")
  }

  /// Schemas and instances of any depth, the number of the command before or behind them.
  @Test func rejectsDeepCommands() {
    let session = Session()
    _ = session.send(Self.start)
    _ = session.send(Self.dialect)
    let reply =
      "{\"seq\":7,\"errored\":true,\"context\":{\"message\":\"the command is nested deeper than 512 levels\"}}\n"
    for levels in [513, 100_000] {
      let deep = String(repeating: "[", count: levels) + "\"]\\\",\"" + String(repeating: "]", count: levels)
      let instance = ##"{"description":"d","schema":{},"tests":[{"description":"a","instance":\##(deep)}]}"##
      #expect(session.reply(#"{"cmd":"run","seq":7,"case":\#(instance)}"#) == reply)
      #expect(session.reply(#"{"case": \#(instance), "cmd":"run" , "seq": 7}"#) == reply)
      let schema = ##"{"description":"d","schema":{"const":\##(deep)},"tests":[]}"##
      #expect(session.reply(#"{"cmd":"run","seq":7,"case":\#(schema)}"#) == reply)
      // Without a number there is nobody to respond to.
      #expect(session.reply(#"{"cmd":"run","case":\#(schema)}"#) == nil)
      #expect(session.reply(#"{"cmd":"run","case":\#(String(deep.dropLast(levels)))"#) == nil)
    }
    let good = #"{"cmd":"run","seq":8,"case":{"description":"d","schema":false,"tests":[]}}"#
    #expect(session.reply(good) == "{\"seq\":8,\"results\":[]}\n")
  }

  @Test func annotationsComeOnRequest() {
    let session = Session()
    _ = session.send(Self.start)
    let run = { (output: String) in
      session.reply(
        #"{"cmd":"run","seq":1,"case":{"description":"d","schema":{"title":"T","anyOf":[{"type":"null","title":"N"},{"title":"A"}]},"tests":[{"instance":1}]}\#(output)}"#
      )
    }
    #expect(run("") == "{\"seq\":1,\"results\":[{\"valid\":true}]}\n")
    #expect(run(#","output":"flag""#) == "{\"seq\":1,\"results\":[{\"valid\":true}]}\n")
    #expect(
      run(#","output":"annotations""#)
        == #"{"seq":1,"results":[{"valid":true,"annotations":[{"keyword":"title","instanceLocation":"","keywordLocation":"/title","annotation":"T"},{"keyword":"title","instanceLocation":"","keywordLocation":"/anyOf/1/title","annotation":"A"}]}]}"#
        + "\n")
  }

  @Test func evaluatesDeepInstances() {
    let session = Session()
    _ = session.send(Self.start)
    let deep = String(repeating: "[", count: 505) + String(repeating: "]", count: 505)
    let reply = session.reply(
      #"{"cmd":"run","seq":1,"case":{"description":"d","schema":{},"tests":[{"instance":\#(deep)},{"instance":{"a":1}}]}}"#
    )
    #expect(reply == "{\"seq\":1,\"results\":[{\"valid\":true},{\"valid\":true}]}\n")
  }

  @Test(arguments: [
    "", "[]", "{", "{\"cmd\": \"run\"}", "{\"cmd\": \"walk\"}", "{\"cmd\": \"start\"}",
    "{\"cmd\": \"start\", \"version\": 2}",
    #"{"cmd":"run","seq":1,"case":{"schema":{},"tests":[{}]}}"#, #"{"cmd":"dialect","dialect":1}"#,
    String(repeating: "[", count: 100_000),
  ])
  func rejectsNonCommands(line: String) {
    let session = Session()
    if !line.contains("start") { _ = session.send(Self.start) }
    guard case .refuse = session.send(line) else {
      Issue.record("taken: \(line)")
      return
    }
  }

  @Test func startComesFirst() throws {
    let session = Session()
    #expect(session.send(Self.dialect) == .refuse("\"start\" must come first"))
    #expect(session.send(#"{"cmd": "stop"}"#) == .end)
    let result = try Program.run(["bowtie"], in: Folder(), input: Self.dialect + "\n")
    #expect(result.code == 2)
    #expect(result.messages == "\"start\" must come first\n")
  }

  /// Every required case of the official suite, its remote documents in the registry, as Bowtie sends them.
  @Test(
    .enabled(if: TestData.has("JSON-Schema-Test-Suite"), "\(TestData.absence)"),
    arguments: [
      ("draft2020-12", "https://json-schema.org/draft/2020-12/schema", 1000),
      ("draft7", "http://json-schema.org/draft-07/schema#", 800),
    ])
  func theOfficialSuitePasses(folder: String, dialect: String, least: Int) throws {
    let session = Session()
    _ = session.send(Self.start)
    #expect(session.reply(#"{"cmd":"dialect","dialect":"\#(dialect)"}"#) == "{\"ok\":true}\n")
    let registry = Self.registry()
    var count = 0
    for file in TestData.names(in: "JSON-Schema-Test-Suite/tests/\(folder)", suffix: ".json") {
      let data = Data(TestData.bytes("JSON-Schema-Test-Suite/tests/\(folder)/\(file)"))
      for group in try OfficialGroup.read(data) {
        let instances = group.tests.map { #"{"description":"","instance":\#($0.data)}"# }.joined(separator: ",")
        let reply = session.reply(
          #"{"cmd":"run","seq":1,"case":{"description":"","schema":\#(group.schema),"registry":\#(registry),"tests":[\#(instances)]}}"#
        )
        let expected = group.tests.map { "{\"valid\":\($0.valid)}" }.joined(separator: ",")
        #expect(reply == "{\"seq\":1,\"results\":[\(expected)]}\n", "\(file): \(group.description)")
        count += group.tests.count
      }
    }
    #expect(count > least)
  }

  private static func registry() -> String {
    let folder = "JSON-Schema-Test-Suite/remotes"
    let entries = TestData.paths(below: folder, suffix: ".json").map { path in
      "\"http://localhost:1234/\(path)\":" + String(decoding: TestData.bytes("\(folder)/\(path)"), as: UTF8.self)
    }
    return "{" + entries.joined(separator: ",") + "}"
  }
}

/// A group of the official suite, its values as JSON text.
private struct OfficialGroup {
  let description: String
  let schema: String
  let tests: [(data: String, valid: Bool)]

  static func read(_ data: Data) throws -> [OfficialGroup] {
    let bytes = JSONBytes([UInt8](data))
    return try elements(JSONSlice(unchecked: bytes, range: 0..<bytes.count)).map { group in
      let members = try members(group)
      let tests = try elements(#require(members["tests"])).map { item in
        let members = try self.members(item)
        return try (#require(members["data"]).description, #require(members["valid"]).description == "true")
      }
      return try OfficialGroup(
        description: #require(members["description"]).description, schema: #require(members["schema"]).description,
        tests: tests)
    }
  }

  private static func elements(_ slice: JSONSlice) throws -> [JSONSlice] {
    var reader = JSONReader(slice)
    var found: [JSONSlice] = []
    guard reader.beginArray() else { throw reader.failure }
    if reader.emptyArray() { return found }
    repeat {
      guard let value = reader.rawValue() else { throw reader.failure }
      found.append(value)
    } while reader.comma()
    return found
  }

  private static func members(_ slice: JSONSlice) throws -> [String: JSONSlice] {
    var reader = JSONReader(slice)
    var found: [String: JSONSlice] = [:]
    guard reader.beginObject() else { throw reader.failure }
    if reader.emptyObject() { return found }
    repeat {
      guard reader.key() else { throw reader.failure }
      let name = String(reader.takeString())
      guard let value = reader.rawValue() else { throw reader.failure }
      found[name] = value
    } while reader.comma()
    return found
  }
}
