import Foundation
import Testing

@testable import KnowledgeStore

struct SavingTests {
  @Test func sessionsHaveRandomVersion4Ids() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    let form = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    let ids = (0..<200).map { _ in SessionID.random() }
    #expect(Set(ids).count == 200)
    #expect(ids.allSatisfy { $0.wholeMatch(of: form) != nil })
    let session = try store.createSession(title: "Refactoring", metadata: #"{"branch":"main"}"#)
    #expect(session.createdAt == "2025-01-01T00:00:00.123Z")
    #expect(try store.session(id: session.id) == session)
    #expect(try store.session(id: "none") == nil)
  }

  @Test func keepsEveryField() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    let session = try store.createSession(title: "s")
    for type in EntryType.allCases {
      for priority in Priority.allCases {
        let new = NewEntry(
          content: "líne one\nline\ttwo 🦉 'quoted' \"double\"", type: type, priority: priority,
          tags: ["swift", "日本", "a,b", "say \"hi\"", "back\\slash", "-x"], metadata: #"{"a":[1,2],"b":null}"#,
          sessionID: session.id)
        let saved = try store.saveKnowledge(new)
        #expect(saved.tags == new.tags)
        #expect(try store.entry(id: saved.id) == saved)
      }
    }
    #expect(try store.entry(id: 9999) == nil)
  }

  @Test func reportsUnknownSessions() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    let entry = NewEntry(content: "c", type: .code, sessionID: "b0000000-0000-4000-8000-000000000000")
    let error = failure { _ = try store.saveKnowledge(entry) }
    #expect(error?.code == .unknownSession)
    #expect(error?.description.contains("no session with this id") == true)
    #expect(try store.statistics().entries == 0)
  }

  @Test func rejectsInputOutOfBounds() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    func code(_ content: String = "c", tags: [String] = [], metadata: String = "{}") -> KnowledgeStoreError.Code? {
      failure {
        _ = try store.saveKnowledge(NewEntry(content: content, type: .code, tags: tags, metadata: metadata))
      }?.code
    }
    #expect(code("") == .invalidInput(.content, .empty))
    #expect(code("a\0b") == .invalidInput(.content, .controlCharacter))
    let long = String(repeating: "x", count: Limits.contentBytes + 1)
    #expect(code(long) == .invalidInput(.content, .tooLong(maximumBytes: Limits.contentBytes)))
    #expect(code(String(long.dropLast())) == nil)
    #expect(code(tags: ["ok", ""]) == .invalidInput(.tags, .empty))
    #expect(code(tags: ["a\u{1f}b"]) == .invalidInput(.tags, .controlCharacter))
    #expect(code(tags: Array(repeating: "t", count: 33)) == .invalidInput(.tags, .tooMany(maximum: 32)))
    for metadata in ["", "[]", "1", "{", "{\"a\":}", "null", "{}\0", "'); DROP TABLE entries; --"] {
      #expect(code(metadata: metadata) == .invalidInput(.metadata, .notAJSONObject))
    }
    let deep = String(repeating: "{\"a\":", count: 10_000) + "1" + String(repeating: "}", count: 10_000)
    #expect(code(metadata: deep) != nil)
    let title = failure { _ = try store.createSession(title: "two\nlines") }
    #expect(title?.code == .invalidInput(.title, .controlCharacter))
  }

  @Test func errorsOmitTheInput() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    let secret = "sk-secret-value"
    let errors = [
      failure {
        _ = try store.saveKnowledge(NewEntry(content: secret, type: .code, metadata: secret))
      },
      failure {
        _ = try store.saveKnowledge(NewEntry(content: secret, type: .code, sessionID: secret))
      },
    ]
    for error in errors { #expect(try #require(error).description.contains(secret) == false) }
  }

  @Test func statisticsCount() throws {
    let scratch = try Scratch()
    let store = scratch.store()
    _ = try store.createSession(title: "a")
    _ = try store.save("x", .code)
    _ = try store.save("y", .code)
    _ = try store.save("z", .question)
    let statistics = try store.statistics()
    #expect(statistics.sessions == 1)
    #expect(statistics.entries == 3)
    #expect(statistics.entriesByType[.code] == 2)
    #expect(statistics.entriesByType[.answer] == 0)
    #expect(statistics.databaseBytes + statistics.logBytes > 4096)
  }
}
