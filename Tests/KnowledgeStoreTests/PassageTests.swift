import Database
import Foundation
import Testing

@testable import KnowledgeStore

/// Snippets of texts with very many hits, and searches that are ended.
struct PassageTests {
  private let scratch: Scratch
  private let store: KnowledgeStore

  init() throws {
    scratch = try Scratch()
    store = scratch.store()
  }

  /// FTS5's own snippet took from 15 s to minutes for each of these.
  @Test(arguments: [
    ("w ", 80_000, "w", "w w w w"), ("a b ", 40_000, "a b", "a b a b"), ("é ", 80_000, "e", "é é é"),
    ("timeout after 30 s in job worker\n", 7_500, "why did the worker job fail", "in job worker\ntimeout"),
  ]) func manyHitsCostNoMoreThanFew(piece: String, count: Int, query: String, shown: String) throws {
    let saved = try store.save(String(repeating: piece, count: count))
    let clock = ContinuousClock()
    var hits: [Hit] = []
    let time = try clock.measure { hits = try store.searchKnowledge(query: query) }
    #expect(time < .seconds(3))
    #expect(hits.map(\.entry.id) == [saved.id])
    #expect(hits.first?.snippet.contains(shown) == true)
    #expect(hits.first?.snippet.hasSuffix("…") == true)
  }

  @Test func thePassageHasMostOfTheWords() throws {
    let filler = (0..<200).map { "filler\($0)" }.joined(separator: " ")
    _ = try store.save("alpha first \(filler) beta \(filler) alpha, then beta and gamma! \(filler) gamma")
    let snippet = try #require(try store.searchKnowledge(query: "gamma beta alpha").first).snippet
    #expect(snippet.contains("alpha, then beta and gamma!"))
    #expect(snippet.hasPrefix("…filler196 filler197 filler198 filler199 alpha"))
  }

  @Test func positionsMatchTheTokenizer() throws {
    let filler = (0..<100).map { "wört\($0)" }.joined(separator: " — ")
    _ = try store.save("\(filler) 日本 Cafe\u{301} olé \(filler)", tags: ["elsewhere"])
    #expect(try #require(try store.searchKnowledge(query: "CAFÉ").first).snippet.contains("日本 Cafe\u{301} olé"))
    // A hit among the tags shows the beginning.
    #expect(try #require(try store.searchKnowledge(query: "elsewhere").first).snippet.hasPrefix("wört0 — wört1"))
  }

  @Test func snippetsAreCutAtWordsOrBounds() {
    #expect(Snippet.of("", around: 0) == "")
    #expect(Snippet.of("one two", around: 4) == "one two")
    #expect(Snippet.of("  (one) two.", around: 3) == "  (one) two.")
    #expect(Snippet.of("one", around: 99) == "one", "a position behind the text")
    let words = (10..<60).map { "w\($0)" }
    let cut = Snippet.of(words.joined(separator: ", "), around: 20 * 5)
    #expect(cut == "…" + words[16..<40].joined(separator: ", ") + "…")
    let unbroken = String(repeating: "語", count: 1000)
    let inside = Snippet.of(unbroken, around: 1500)
    #expect(inside.hasPrefix("…語") && inside.hasSuffix("語…") && inside.utf8.count <= Limits.snippetBytes + 6)
  }

  // MARK: interruptions

  /// Enough for a search to last while others come and go.
  private func fill(_ entries: Int) throws {
    let text = String(repeating: "w ", count: 60_000)
    for _ in 0..<entries { _ = try store.save(text) }
  }

  @Test func servesTheNextSearchAfterAnInterruption() throws {
    try fill(200)
    let interruption = Interruption()
    let ender = Thread {
      Thread.sleep(forTimeInterval: 0.05)
      interruption.request()
    }
    ender.start()
    let clock = ContinuousClock()
    var error: KnowledgeStoreError?
    let time = clock.measure {
      error = failure { _ = try store.searchKnowledge(query: "w", limit: 100, interruption: interruption) }
    }
    #expect(error?.code == .database(.interrupted))
    #expect(time < .seconds(2))
    _ = try store.save("still here")
    #expect(try store.searchKnowledge(query: "here").count == 1)
  }

  /// A search that goes on makes neither a save nor another search wait.
  @Test func searchesBlockNothing() throws {
    try fill(200)
    let interruption = Interruption()
    let ended = DispatchSemaphore(value: 0)
    let store = store
    let searcher = Thread {
      while !interruption.isRequested {
        _ = try? store.searchKnowledge(query: "w", limit: 100, interruption: interruption)
      }
      ended.signal()
    }
    searcher.start()
    let clock = ContinuousClock()
    for number in 0..<5 {
      let time = try clock.measure {
        _ = try store.save("kept \(number)")
        #expect(try store.searchKnowledge(query: "kept \(number)").count >= 1)
      }
      #expect(time < .seconds(1))
    }
    interruption.request()
    ended.wait()
  }

  @Test func interruptedSavesLeaveNothing() throws {
    _ = try store.save("before")
    let interruption = Interruption()
    interruption.request()
    let entry = NewEntry(content: "never", type: .insight)
    let error = failure { _ = try store.saveKnowledge(entry, interruption: interruption) }
    #expect(error?.code == .database(.interrupted))
    #expect(failure { _ = try store.createSession(title: "x", interruption: interruption) }?.code == error?.code)
    #expect(try store.statistics().entries == 1)
    #expect(try store.statistics().sessions == 0)
    _ = try store.save("after")
    #expect(try store.searchKnowledge(query: "never").isEmpty)
  }
}
