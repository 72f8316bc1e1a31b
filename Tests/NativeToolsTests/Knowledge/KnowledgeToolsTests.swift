import Foundation
import KnowledgeStore
import SchemaRuntime
import Testing
import ToolRuntime

struct KnowledgeToolsTests {
  private let bench: Bench

  init() throws { bench = try Bench() }

  private func newSession(_ title: String = "Build failures") async throws -> String {
    try #require(try await bench.call("create_session", "{\"title\":\(quoted(title))}").string("sessionId"))
  }

  @Test func createsNothingBeforeTheFirstCall() async throws {
    #expect(!FileManager.default.fileExists(atPath: bench.store.path))
    let session = try await bench.call("create_session", #"{"title":"Build failures","metadata":{"n":1.50,"x":[{}]}}"#)
    #expect(session.string("title") == "Build failures")
    #expect(try mode(bench.store.path) == 0o600)
    let stored = try #require(try bench.store.session(id: session.string("sessionId") ?? ""))
    #expect(stored.metadata == #"{"n":1.50,"x":[{}]}"#)
    #expect(stored.createdAt == session.string("createdAt"))
  }

  @Test func findsWhatWasSaved() async throws {
    let session = try await newSession()
    let saved = try await bench.call(
      "save_knowledge",
      """
      {"content":"nix flake check fails\\nwhen the lock file is stale","type":"answer","priority":"high",
       "tags":["nix","\\"quoted\\" \\\\"],"sessionId":"\(session)","metadata":{"ticket":12345678901234567890}}
      """)
    #expect(saved.integer("id") == 1)
    #expect(saved.string("sessionId") == session)
    #expect(try bench.store.entry(id: 1)?.metadata == #"{"ticket":12345678901234567890}"#)
    let found = try await bench.call("search_knowledge", #"{"query":"FLAKE lock"}"#)
    let hit = try #require(found.objects("hits").first)
    #expect(hit["id"] as? Int == 1)
    #expect(hit["type"] as? String == "answer")
    #expect(hit["priority"] as? String == "high")
    #expect(hit["content"] as? String == "nix flake check fails\nwhen the lock file is stale")
    #expect(hit["tags"] as? [String] == ["nix", "\"quoted\" \\"])
    #expect(hit["sessionId"] as? String == session)
    #expect((hit["snippet"] as? String)?.contains("lock file") == true)
    #expect(hit["score"] as? Double ?? 0 > 0)
    #expect(hit["createdAt"] as? String == saved.string("createdAt"))
  }

  @Test func keepsEveryTypeAndPriority() async throws {
    for type in ["insight", "code", "decision", "reference", "question", "answer"] {
      for priority in ["low", "medium", "high"] {
        _ = try await bench.call(
          "save_knowledge", #"{"content":"\#(type)\#(priority)","type":"\#(type)","priority":"\#(priority)"}"#)
        let hits = try await bench.call("search_knowledge", #"{"query":"\#(type)\#(priority)","type":"\#(type)"}"#)
        #expect(hits.objects("hits").map { $0["type"] as? String } == [type])
        #expect(hits.objects("hits").map { $0["priority"] as? String } == [priority])
      }
    }
  }

  @Test func defaultsAndFilters() async throws {
    let session = try await newSession()
    _ = try await bench.call("save_knowledge", #"{"content":"apple one","type":"code"}"#)
    for number in 0..<12 {
      _ = try await bench.call(
        "save_knowledge", #"{"content":"apple \#(number)","type":"insight","sessionId":"\#(session)"}"#)
    }
    let all = try await bench.call("search_knowledge", #"{"query":"apple"}"#)
    #expect(all.objects("hits").count == 10)
    #expect(all.objects("hits").allSatisfy { $0["priority"] as? String == "medium" })
    let many = try await bench.call("search_knowledge", #"{"query":"apple","limit":100}"#)
    #expect(many.objects("hits").count == 13)
    let ofType = try await bench.call("search_knowledge", #"{"query":"apple","type":"code"}"#)
    #expect(ofType.objects("hits").map { $0["id"] as? Int } == [1])
    #expect(ofType.objects("hits").first?["sessionId"] == nil)
    let ofSession = try await bench.call(
      "search_knowledge", #"{"query":"apple","limit":100,"sessionId":"\#(session)"}"#)
    #expect(ofSession.objects("hits").count == 12)
  }

  @Test(
    arguments: [
      "", " ", "\"", "'", "foo-bar", "AND", "a AND", "NOT x", "col:x", "*", "x*", "^x", "NEAR(a b, 2)", "(((", "a\0b",
      "'; DROP TABLE entries; --", "%s%n", "\u{301}", "日本語", "🙂", "-\u{301}x", "\u{FFFF}", "{}[]", "\\", "a\nb",
      String(repeating: "word ", count: 800),
    ])
  func anyTextIsAQuery(_ query: String) async throws {
    _ = try await bench.call("save_knowledge", #"{"content":"foo-bar and words","type":"code","tags":["a"]}"#)
    _ = try await bench.call("search_knowledge", "{\"query\":\(quoted(query))}")
    let after = try await bench.call("search_knowledge", #"{"query":"foo-bar"}"#)
    #expect(after.objects("hits").count == 1)
  }
}

struct KnowledgeRefusalTests {
  private let bench: Bench

  init() throws { bench = try Bench() }

  @Test(
    arguments: [
      ("create_session", "{}", "required"), ("create_session", #"{"title":""}"#, "minLength"),
      ("create_session", #"{"title":"x","metadata":[]}"#, "type"),
      ("create_session", #"{"title":"x","titel":"y"}"#, "additionalProperties"),
      ("save_knowledge", #"{"content":"x"}"#, "required"),
      ("save_knowledge", #"{"content":"x","type":"rumour"}"#, "enum"),
      ("save_knowledge", #"{"content":"x","type":"code","tags":"a"}"#, "type"),
      ("save_knowledge", #"{"content":"x","type":"code","sessionId":"1"}"#, "pattern"),
      ("search_knowledge", #"{"query":"x","limit":0}"#, "minimum"),
      ("search_knowledge", #"{"query":"x","limit":101}"#, "maximum"),
      ("search_knowledge", #"{"query":"x","limit":"5"}"#, "type"),
    ])
  func schemaErrors(_ tool: String, _ arguments: String, _ keyword: String) async throws {
    let failure = try await bench.failure(tool, arguments)
    #expect(failure.code == .invalidArguments)
    #expect(failure.violations.map(\.keyword) == [keyword])
    #expect(!FileManager.default.fileExists(atPath: bench.store.path))
  }

  @Test func storeErrors() async throws {
    let cases = [
      ("create_session", "{\"title\":\(quoted(String(repeating: "日", count: 190)))}", "title is longer than 500 bytes"),
      ("create_session", #"{"title":"two\nlines"}"#, "title holds a control character"),
      ("save_knowledge", #"{"content":"a\u0000b","type":"code"}"#, "content holds a control character"),
      (
        "save_knowledge", "{\"content\":\(quoted(String(repeating: "é", count: 200_000))),\"type\":\"code\"}",
        "content is longer than 262144 bytes"
      ),
      (
        "save_knowledge",
        "{\"content\":\"x\",\"type\":\"code\",\"metadata\":{\"a\":\(quoted(String(repeating: "x", count: 70_000)))}}",
        "metadata is longer than 65536 bytes"
      ),
    ]
    for (tool, arguments, reason) in cases {
      let failure = try await bench.failure(tool, arguments)
      #expect(failure.code == .invalidArguments)
      #expect(failure.message.hasPrefix(reason))
      #expect(!failure.message.contains(bench.directory))
    }
  }

  @Test func savesNothingForUnknownSessions() async throws {
    let id = "00000000-0000-4000-8000-000000000000"
    let failure = try await bench.failure(
      "save_knowledge", #"{"content":"lost","type":"code","sessionId":"\#(id)"}"#)
    #expect(failure.code == .notFound)
    #expect(failure.message.contains("create_session"))
    #expect(!failure.message.contains(id))
    #expect(try await bench.call("search_knowledge", #"{"query":"lost"}"#).objects("hits").isEmpty)
    let elsewhere = try await bench.call("search_knowledge", #"{"query":"lost","sessionId":"\#(id)"}"#)
    #expect(elsewhere.objects("hits").isEmpty)
  }
}
