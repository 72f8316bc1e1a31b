import Testing

@testable import JSONCore

@Suite struct TextArenaTests {
  private func text(_ count: Int, _ seed: Int) -> [UInt8] {
    (0..<count).map { UInt8(ascii: "a") + UInt8(truncatingIfNeeded: ($0 &* 7 &+ seed) % 26) }
  }

  /// Of every length up to more than a buffer has: each stays as it was while others are made behind it.
  @Test func textsKeepTheirBytes() {
    var arena = TextArena()
    var made: [(JSONString, [UInt8])] = []
    for round in 0..<3 {
      for count in 0..<600 {
        let bytes = text(count, round)
        made.append((arena.string(unchecked: bytes.span), bytes))
      }
    }
    for (string, bytes) in made {
      #expect(string.bytes == bytes)
      #expect(string == JSONString(unchecked: bytes.span))
    }
  }

  /// Seven bytes behind a text are read with its last word, perhaps while the next text is written.
  @Test func leavesRoomBehindEachText() throws {
    var arena = TextArena()
    for count in 8..<64 {
      let first = arena.string(unchecked: text(count, 0).span)
      let second = arena.string(unchecked: text(count, 1).span)
      guard let owner = first.owner, owner === second.owner else { continue }
      #expect(second.longStart >= first.longStart + count + 7)
      #expect(first.longStart % 8 == 0)
      owner.withSpan(first.longStart + count..<second.longStart) { gap in
        for index in gap.indices { #expect(gap[index] == 0) }
      }
    }
  }

  @Test func manyTextsShareABuffer() {
    var arena = TextArena()
    let texts = (0..<120).map { arena.string(unchecked: text(30, $0).span) }
    #expect(Set(texts.map { $0.owner.map { ObjectIdentifier($0) } }).count == 10)
  }
}
