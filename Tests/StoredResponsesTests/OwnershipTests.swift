import Foundation
import JSONCore
import Testing

@testable import StoredResponses

@Suite struct OwnershipTests {
  @Test func knowsOwners() {
    let responses = StoredResponses.inMemory(capacity: 10)
    #expect(responses.remember(id(1), owner(1)))
    #expect(responses.owner(of: id(1), for: 7, now: now) == owner(1))
    #expect(responses.owner(of: id(2), for: 7, now: now) == nil)
    responses.forget(id(1))
    responses.forget(id(1))
    #expect(!responses.knows(id(1)) && responses.count == 0 && responses.failedWrites == 0)
    #expect(responses.close())
  }

  /// Nor does a key learn that another one has it.
  @Test func isForTheOwnersKeyOnly() {
    let responses = StoredResponses.inMemory(capacity: 10)
    responses.remember(id(1), owner(key: 7))
    responses.remember(id(2), owner(key: nil))
    responses.remember(id(3), owner(key: 0))
    for key: UInt64? in [7, nil, 0, 8] {
      #expect(responses.knows(id(1), key: key) == (key == 7))
      #expect(responses.knows(id(2), key: key) == (key == nil))
      #expect(responses.knows(id(3), key: key) == (key == 0))
    }
  }

  /// A provider that gives out an id twice does not give one client's response to another.
  @Test func keepsTheFirstKey() {
    let responses = StoredResponses.inMemory(capacity: 10)
    #expect(responses.remember(id(1), owner(1, key: 7)))
    #expect(!responses.remember(id(1), owner(2, key: 8)) && !responses.remember(id(1), owner(2, key: nil)))
    #expect(responses.owner(of: id(1), for: 7, now: now) == owner(1, key: 7))
    #expect(responses.remember(id(1), owner(2, key: 7)))
    #expect(responses.owner(of: id(1), for: 7, now: now) == owner(2, key: 7))
    // Its time is over: it is nobody's.
    let later = now + StoredResponses.thirtyDays + 1
    #expect(responses.remember(id(1), owner(3, key: 8, created: later)))
    #expect(responses.owner(of: id(1), for: 8, now: later) != nil && responses.count == 1)
  }

  @Test func forgetsAfterThirtyDays() {
    let responses = StoredResponses.inMemory(capacity: 10)
    for number in 0..<3 { responses.remember(id(number), owner(created: now)) }
    let last = now + StoredResponses.thirtyDays
    #expect(responses.owner(of: id(0), for: 7, now: last) != nil)
    // Another key's question drops nothing.
    #expect(responses.owner(of: id(0), for: 8, now: last + 1) == nil && responses.count == 3)
    #expect(responses.owner(of: id(0), for: 7, now: last + 1) == nil && responses.count == 2)
    // Those that nobody asks for make room when others are added.
    responses.remember(id(5), owner(created: last + 1))
    #expect(responses.count == 1)
  }

  @Test func rejectsLongNames() {
    let responses = StoredResponses.inMemory(capacity: 10)
    for (provider, model) in [(512, 512), (513, 1), (1, 513)] {
      let owner = ResponseOwner(
        provider: JSONString(String(repeating: "p", count: provider)), key: nil,
        model: JSONString(String(repeating: "m", count: model)), created: now)
      #expect(responses.remember(id(provider), owner) == (max(provider, model) <= 512))
    }
    #expect(responses.count == 1)
  }

  /// With a file, which is written meanwhile.
  @Test func manyThreads() throws {
    let folder = try Folder()
    let responses = try StoredResponses.open(folder, capacity: 20_000)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for number in 0..<4000 {
        let id = id(thread * 10_000 + number)
        #expect(responses.remember(id, owner(number, key: UInt64(thread))))
        #expect(responses.owner(of: id, for: UInt64(thread), now: now) == owner(number, key: UInt64(thread)))
        #expect(!responses.knows(id, key: 99))
        if number % 2 == 0 { responses.forget(id) }
      }
    }
    #expect(responses.count == 16_000 && responses.failedWrites == 0)
    #expect(responses.close())
    let again = try StoredResponses.open(folder, capacity: 20_000)
    #expect(again.count == 16_000)
    for thread in 0..<8 {
      for number in 0..<4000 {
        #expect(again.knows(id(thread * 10_000 + number), key: UInt64(thread)) == (number % 2 == 1))
      }
    }
  }
}
