import Database
import Testing

@testable import KnowledgeStore

struct SearchTests {
  private let scratch: Scratch
  private let store: KnowledgeStore

  init() throws {
    scratch = try Scratch()
    store = scratch.store()
    _ = try store.save("The parser reads bytes and never backtracks", .insight, tags: ["parser"])
    _ = try store.save("Decision: the foo-bar module keeps its own cache, not the shared cache", .decision)
    _ = try store.save("Café naïveté Ünïcode ΑΘΉΝΑ", .reference, tags: ["Résumé"])
    _ = try store.save("How does the cache expire?", .question, tags: ["cache"])
  }

  private func found(_ query: String, type: EntryType? = nil, session: String? = nil) throws -> [Int64] {
    try store.searchKnowledge(query: query, limit: 100, type: type, sessionID: session).map(\.entry.id)
  }

  @Test func wordsCaseAndAccentsAreFolded() throws {
    #expect(try found("PARSER") == [1])
    #expect(try found("cafe") == [3])
    #expect(try found("NAIVETE unicode") == [3])
    #expect(try found("cafe\u{301}") == [3])
    #expect(try found("αθήνα") == [3])
    #expect(try found("resume") == [3])
  }

  @Test func allWordsFirstThenAnyWord() throws {
    #expect(try found("cache expire") == [4])
    #expect(Set(try found("backtracks expire")) == [1, 4])
    #expect(try found("nothing-like-this qqq").isEmpty)
  }

  @Test func betterMatchesComeFirstWithHigherScores() throws {
    let hits = try store.searchKnowledge(query: "cache", limit: 10)
    #expect(hits.map(\.entry.id) == [4, 2])
    #expect(hits[0].score > hits[1].score)
    #expect(hits.allSatisfy { $0.score > 0 })
    #expect(hits[0].snippet == "How does the cache expire?")
    #expect(try store.searchKnowledge(query: "cache", limit: 1).map(\.entry.id) == [4])
  }

  @Test func filtersByTypeAndSession() throws {
    let session = try store.createSession(title: "s")
    let inside = try store.save("cache inside a session", .decision, session: session.id)
    #expect(Set(try found("cache", type: .decision)) == [2, inside.id])
    #expect(try found("cache", session: session.id) == [inside.id])
    #expect(try found("cache", type: .code).isEmpty)
    #expect(try found("cache", session: "unknown").isEmpty)
  }

  @Test(arguments: [
    "", " ", "\0", "\"", "\"\"\"", "'", "*", "^", "()", "((", "-", "--", "+", ":", "{}", "\\", "%", "_", "…", "🦉", "👨‍👩‍👧‍👦",
    "\u{301}", "!?.,;", "\u{200d}", "\u{feff}", "\u{fffd}", "\n\t",
  ])
  func textWithoutWordsFindsNothing(_ query: String) throws {
    #expect(try found(query).isEmpty)
  }

  @Test(arguments: [
    "foo-bar", "\"foo", "foo\"bar", "foo AND", "AND foo", "foo*", "^foo", "(foo", "foo)", "content:foo", "col:x foo",
    "foo\0bar", "NEAR(foo bar)", "-foo", "+foo", "{content}:foo", "foo OR", "NOT foo", "🦉foo🦉",
    "'; DROP TABLE entries; foo",
    "foo NEAR/2 bar", "rank MATCH foo", "- content : foo", "foo\u{0}", "\u{301}foo", "foo || bar",
  ])
  func operatorsAreOnlyWords(_ query: String) throws {
    #expect(try found(query).contains(2))
  }

  @Test func bareOperatorsAreHarmless() throws {
    for query in ["AND OR NOT", "AND", "OR", "NOT", "NEAR", "NEAR(", "col:x", "rank", "entries_fts"] {
      _ = try found(query)
    }
    #expect(try found("not") == [2])
  }

  @Test func everyScalarIsAValidQuery() throws {
    // One query per block of 256 scalars, over all planes that have letters.
    for start in stride(from: UInt32(0), to: 0x30000, by: 256) {
      let scalars = (start..<start + 256).compactMap(Unicode.Scalar.init)
      _ = try found(String(String.UnicodeScalarView(scalars)) + " " + scalars.map { "\($0)" }.joined(separator: " "))
    }
  }

  @Test func longQueriesWork() throws {
    #expect(try found(String(repeating: "a", count: 10_000)).isEmpty)
    #expect(Set(try found(String(repeating: "cache ", count: 1666))) == [2, 4])
    let distinct = (0..<1500).map { "w\($0)" }.joined(separator: " ") + " expire"
    #expect(try found(distinct) == [4])
    #expect(try found(String(repeating: "\"", count: 10_000)).isEmpty)
    #expect(try found(String(repeating: "((((", count: 2_500) + "expire") == [4])
    let most = (0..<8000).map { String(UnicodeScalar(0x4e00 + UInt32($0)) ?? "x") }.prefix(4096).joined(separator: " ")
    #expect(try found(most).isEmpty)
  }

  @Test func reportsBounds() {
    let long = String(repeating: "a", count: Limits.queryBytes + 1)
    let tooLong = failure { _ = try store.searchKnowledge(query: long) }
    #expect(tooLong?.code == .invalidInput(.query, .tooLong(maximumBytes: Limits.queryBytes)))
    for limit in [0, -1, 101, Int.max, Int.min] {
      let error = failure { _ = try store.searchKnowledge(query: "a", limit: limit) }
      #expect(error?.code == .invalidInput(.limit, .outOfRange(1...100)))
    }
  }

  @Test func snippetsAreShortAndNearTheMatch() throws {
    let filler = (0..<400).map { "filler\($0)" }.joined(separator: " ")
    let inMiddle = try store.save(filler + " needle " + filler)
    let hit = try #require(try store.searchKnowledge(query: "needle").first)
    #expect(hit.entry.id == inMiddle.id)
    #expect(hit.snippet.contains("needle"))
    #expect(hit.snippet.hasPrefix("…") && hit.snippet.hasSuffix("…"))
    #expect(hit.snippet.utf8.count < 400)
    _ = try store.save("haystack " + String(repeating: "é", count: 100_000))
    let huge = try #require(try store.searchKnowledge(query: "haystack").first)
    #expect(huge.snippet.utf8.count <= Limits.snippetBytes + 3)
  }

  @Test func theIndexFollowsUpdatesAndDeletions() throws {
    try store.withConnection { (connection) throws(SQLiteFailure) in
      try connection.run("UPDATE entries SET content = ?1, tags = '[]' WHERE id = 1", [.text("a lexer instead")])
      try connection.run("DELETE FROM entries WHERE id = 2")
    }
    #expect(try found("parser").isEmpty)
    #expect(try found("lexer") == [1])
    #expect(try found("decision").isEmpty)
    try store.withConnection { (connection) throws(SQLiteFailure) in
      try connection.run("INSERT INTO entries_fts (entries_fts, rank) VALUES ('integrity-check', 1)")
    }
  }

  @Test func wordsAreQuotedForTheQueryLanguage() {
    #expect(SearchTerms("foo-bar AND col:x*").all == #""foo" AND "bar" AND "AND" AND "col" AND "x""#)
    #expect(SearchTerms("Cache cache CACHE").words == ["Cache"])
    #expect(SearchTerms("a\u{301}b \u{301}").words == ["a\u{301}b"])
    #expect(SearchTerms("x2 ½ Ⅷ").any == #""x2" OR "½" OR "Ⅷ""#)
    let many = SearchTerms((0..<200).map { "w\($0)" }.joined(separator: " "))
    #expect(many.all.split(separator: " ").count == 399)
    #expect(many.any.split(separator: " ").count == 127 && many.any.hasPrefix("\"w100\" OR"))
    #expect(SearchTerms.quoted("a\"b\u{301}") == "\"a\"\"b\u{301}\"")
  }
}
