import Dispatch
import Synchronization
import Testing

@testable import ProxyCore

@Suite struct ConnectionSlotsTests {
  /// Whom it is whose turn has come, in order.
  private final class Turns: Sendable {
    private let names = Mutex<[String]>([])

    func wake(_ name: String) -> @Sendable () -> Void { { self.names.withLock { $0.append(name) } } }

    var all: [String] { names.withLock { $0 } }
  }

  private final class Pool {}

  private let pool = Pool()
  private let other = Pool()
  private let turns = Turns()

  private func claim(_ slots: ConnectionSlots, _ name: String) -> ConnectionSlots.Claim {
    slots.claim(for: ObjectIdentifier(pool), wake: turns.wake(name))
  }

  private func wait(_ slots: ConnectionSlots, _ name: String) throws -> ConnectionSlots.Ticket {
    guard case .waits(let ticket) = claim(slots, name) else { throw NoSlot() }
    return ticket
  }

  private struct NoSlot: Error {}

  @Test func firstComeFirstServed() throws {
    let slots = ConnectionSlots(limit: 2)
    #expect(claim(slots, "a") == .taken && claim(slots, "b") == .taken)
    let (c, d) = (try wait(slots, "c"), try wait(slots, "d"))
    #expect(slots.waitingCount == 2 && turns.all.isEmpty)
    slots.give()
    #expect(turns.all == ["c"])
    // A slot is free, and nobody overtakes who waits.
    let e = try wait(slots, "e")
    #expect(!slots.take(d) && !slots.take(e))
    #expect(slots.take(c))
    #expect(!slots.take(d))
    slots.give()
    slots.give()
    #expect(slots.take(d) && slots.take(e) && slots.waitingCount == 0)
    #expect(turns.all == ["c", "d", "d", "e"])
  }

  /// Who gets a connection from hand to hand, or leaves, passes on a slot that it was woken for.
  @Test(arguments: [true, false]) func neverLosesATurn(leaves: Bool) throws {
    let slots = ConnectionSlots(limit: 1)
    #expect(claim(slots, "a") == .taken)
    let (b, c) = (try wait(slots, "b"), try wait(slots, "c"))
    #expect(!slots.skip(c))
    slots.give()
    if leaves { slots.cancel(b) } else { #expect(slots.skip(b)) }
    #expect(turns.all == ["b", "c"])
    #expect(slots.take(c))
  }

  @Test func leavingTheQueueKeepsTheOrder() throws {
    let slots = ConnectionSlots(limit: 1)
    #expect(claim(slots, "a") == .taken)
    let (b, c, d) = (try wait(slots, "b"), try wait(slots, "c"), try wait(slots, "d"))
    slots.cancel(c)
    slots.cancel(c)
    #expect(slots.waitingCount == 2 && turns.all.isEmpty)
    slots.give()
    #expect(slots.take(b) && !slots.take(c) && !slots.take(d))
    slots.give()
    #expect(slots.take(d))
  }

  @Test func theQueueHasABound() throws {
    let slots = ConnectionSlots(limit: 1, mostWaiting: 2)
    #expect(claim(slots, "a") == .taken)
    let b = try wait(slots, "b")
    _ = try wait(slots, "c")
    #expect(claim(slots, "d") == .refused)
    slots.cancel(b)
    _ = try wait(slots, "e")
    #expect(claim(slots, "f") == .refused)
  }

  /// Other event loops are asked for what they do not use, one's own is not.
  @Test func requestsIdleConnectionsOfOtherLoops() throws {
    let slots = ConnectionSlots(limit: 1)
    slots.join(ObjectIdentifier(pool), shed: turns.wake("own"))
    slots.join(ObjectIdentifier(other), shed: turns.wake("other"))
    #expect(claim(slots, "a") == .taken && turns.all.isEmpty)
    _ = try wait(slots, "b")
    #expect(turns.all == ["other"])
    slots.leave(ObjectIdentifier(other))
    _ = try wait(slots, "c")
    #expect(turns.all == ["other"])
  }

  /// Threads that take, wait, leave and give back: never more than the limit, and in the end everything is free.
  @Test func manyAtOnce() {
    let slots = ConnectionSlots(limit: 3, mostWaiting: 1000)
    let open = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    let served = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 8) { number in
      for round in 0..<300 {
        let claim = slots.claim(for: ObjectIdentifier(slots)) {}
        switch claim {
        case .taken: break
        case .waits(let ticket):
          if (number + round) % 7 == 0 {
            slots.cancel(ticket)
            continue
          }
          while !slots.take(ticket) {}
        case .refused: continue
        }
        most.max(open.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
        open.subtract(1, ordering: .relaxed)
        served.add(1, ordering: .relaxed)
        slots.give()
      }
    }
    #expect(most.load(ordering: .relaxed) <= 3)
    #expect(served.load(ordering: .relaxed) > 1000)
    #expect(slots.waitingCount == 0)
    for _ in 0..<3 { #expect(slots.claim(for: ObjectIdentifier(slots)) {} == .taken) }
  }
}
