import JSONCore
import Testing

@testable import StoredResponses

@Suite struct OwnerTableTests {
  private func knows(_ table: OwnerTable, _ id: ResponseID) -> Bool { table.index(of: id) != nil }

  @Test func dropsTheOldestWhenFull() {
    var table = OwnerTable(capacity: 5, isKept: true)
    for number in 0..<12 {
      table.insert(id(number), owner(number))
      #expect(table.count == min(5, number + 1))
      for earlier in 0...number { #expect(knows(table, id(earlier)) == (earlier > number - 5)) }
    }
  }

  /// An id that is added again is the youngest then.
  @Test func replacingMakesYoung() {
    var table = OwnerTable(capacity: 3, isKept: true)
    for number in [0, 1, 2, 0, 3] { table.insert(id(number), owner(number)) }
    #expect(knows(table, id(0)) && !knows(table, id(1)) && knows(table, id(2)) && knows(table, id(3)))
    #expect(table.count == 3)
  }

  /// Bytes that are kept beside the entry count as the others do.
  @Test(arguments: [1, 8, 55, 56, 57, 64, 65, 127, 128]) func comparesWholeIDs(length: Int) throws {
    var table = OwnerTable(capacity: 100, isKept: true)
    let text = [UInt8](repeating: 0x61, count: length)
    table.insert(try #require(parsed(text)), owner())
    #expect(knows(table, try #require(parsed(text))))
    for index in 0..<length {
      var other = text
      other[index] = 0x62
      #expect(!knows(table, try #require(parsed(other))), "byte \(index)")
    }
    if length > 1 { #expect(!knows(table, try #require(parsed(text.dropLast())))) }
    if length < 128 { #expect(!knows(table, try #require(parsed(text + [0x61])))) }
  }

  @Test func keepsOwnersApart() throws {
    var table = OwnerTable(capacity: 10, isKept: true)
    let owners = [
      ResponseOwner(provider: "openai", key: 0, model: "", created: 0),
      ResponseOwner(provider: "openai", key: nil, model: nil, created: 5),
      ResponseOwner(provider: "local-models", key: .max, model: "a model with a long name", created: now),
    ]
    for (number, owner) in owners.enumerated() { table.insert(id(number), owner) }
    for (number, owner) in owners.enumerated() {
      #expect(table.owner(at: try #require(table.index(of: id(number)))) == owner)
    }
  }

  /// Against a list that does the same the slow way.
  @Test func isWhatAListWouldBe() {
    var generator = SplitMix(state: 1)
    var table = OwnerTable(capacity: 20, isKept: true)
    var list: [(number: Int, owner: ResponseOwner)] = []
    for step in 0..<20_000 {
      // Lengths on both sides of what an entry holds.
      let number = Int(generator.next() % 40)
      let id = id(number, length: 40 + number)
      let known = list.firstIndex { $0.number == number }
      #expect((table.index(of: id) != nil) == (known != nil))
      switch generator.next() % 4 {
      case 0:
        if let known { list.remove(at: known) }
        if let index = table.index(of: id) { table.forget(index) }
      case 1: if step % 50 == 0 { _ = table.takeChanges(atMost: 7) }
      default:
        let owner = owner(step, key: UInt64(step))
        if let known { list.remove(at: known) }
        if list.count == 20 { list.removeFirst() }
        list.append((number, owner))
        table.insert(id, owner)
      }
      #expect(table.count == list.count)
    }
    // What a new file would have is all of it, from the oldest on.
    table.beginRewrite()
    let all = table.takeChanges(atMost: 100)
    #expect(all.remembered.map(\.owner) == list.map(\.owner))
    #expect(all.remembered.map(\.id.bytes) == list.map { id($0.number, length: 40 + $0.number).bytes })
    #expect(all.forgotten.isEmpty && table.takeChanges().isEmpty)
  }

  @Test func takesChangesOnce() {
    var table = OwnerTable(capacity: 10, isKept: true)
    for number in 0..<5 { table.insert(id(number), owner()) }
    #expect(table.takeChanges(atMost: 3).remembered.map(\.id.bytes) == [0, 1, 2].map { id($0).bytes })
    // One that the file has and one that it lacks.
    for number in [1, 3] { if let index = table.index(of: id(number)) { table.forget(index) } }
    let changes = table.takeChanges()
    #expect(changes.forgotten.map(\.bytes) == [1, 3].map { id($0).bytes })
    #expect(changes.remembered.map(\.id.bytes) == [id(4).bytes])
    #expect(table.takeChanges().isEmpty)
  }

  /// Deletions that nobody writes do not pile up.
  @Test func boundsForgottenIDs() {
    var table = OwnerTable(capacity: 10, isKept: true)
    for number in 0..<10_001 {
      table.insert(id(number), owner())
      if let index = table.index(of: id(number)) { table.forget(index) }
    }
    #expect(table.changes.mustRewrite && table.takeChanges().isEmpty)
  }

  @Test func dropsNamesWithTheirLastEntry() {
    var origins = OriginTable()
    let first = origins.adopt(provider: "openai", model: "gpt-1")
    #expect(origins.adopt(provider: "openai", model: "gpt-1") == first)
    let second = origins.adopt(provider: "openai", model: nil)
    #expect(origins.count == 2 && origins[second].model == nil && origins[first].model == "gpt-1")
    origins.release(first)
    #expect(origins.count == 2)
    origins.release(first)
    #expect(origins.count == 1)
    // Its number is used again.
    #expect(origins.adopt(provider: "azure", model: "gpt-2") == first && origins[first].provider == "azure")
  }
}

/// A generator whose numbers are the same every time.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
