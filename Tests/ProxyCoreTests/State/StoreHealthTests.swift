import RedisWire
import Synchronization
import Testing

@testable import ProxyCore

@Suite struct StoreHealthTests {
  /// Each look at it is a second later.
  private final class Clock: Sendable {
    private let second = Atomic<Int>(0)
    func next() -> Int { second.wrappingAdd(1, ordering: .relaxed).newValue * 1000 }
  }

  private let health: StoreHealth

  init() {
    let clock = Clock()
    health = StoreHealth { clock.next() }
  }

  @Test func isNothingWithoutAStore() {
    #expect(health.status == nil)
    health.withdraw(loop: 0)
    #expect(health.status == nil)
  }

  @Test func isAvailableWhenAllLoopsAre() {
    #expect(health.report(.connecting, loop: 0) == nil)
    #expect(health.report(.connecting, loop: 1) == nil)
    #expect(health.report(nil, loop: 0) == nil)
    #expect(health.status == StoreHealth.Status(condition: .connecting, since: 1000))
    #expect(health.report(nil, loop: 1) == nil)
    #expect(health.status == StoreHealth.Status(condition: .available, since: 4000))
  }

  /// The first loop that loses it and the last that has it again are told of.
  @Test func tellsAnOutageOnce() {
    for loop in 0..<2 { _ = health.report(nil, loop: loop) }
    #expect(health.report(.closed, loop: 0) == .degraded(.closed, since: 3000))
    #expect(health.report(.closed, loop: 1) == nil)
    #expect(health.report(.unreachable, loop: 0) == .other(.unreachable, since: 3000))
    #expect(health.report(.closed, loop: 1) == nil)
    #expect(health.report(.unreachable, loop: 1) == nil)
    #expect(health.status == StoreHealth.Status(condition: .degraded(.unreachable), since: 3000))
    #expect(health.report(nil, loop: 0) == nil)
    #expect(health.status?.isDegraded == true)
    #expect(health.report(nil, loop: 1) == .restored(.unreachable, since: 3000))
    #expect(health.report(.closed, loop: 1) == .degraded(.closed, since: 10000))
  }

  /// One that was never there has been away since the start.
  @Test func countsFromTheFirstTry() {
    _ = health.report(.connecting, loop: 0)
    #expect(health.report(.unreachable, loop: 0) == .degraded(.unreachable, since: 1000))
    #expect(health.report(nil, loop: 0) == .restored(.unreachable, since: 1000))
  }

  /// A reload that brings another store is no end of the outage.
  @Test func staysDegradedWhileAnotherIsConnected() {
    for loop in 0..<2 { _ = health.report(nil, loop: loop) }
    _ = health.report(.closed, loop: 0)
    #expect(health.report(.connecting, loop: 0) == nil)
    #expect(health.report(.connecting, loop: 1) == nil)
    #expect(health.status?.isDegraded == true)
    _ = health.report(nil, loop: 0)
    #expect(health.report(nil, loop: 1) == .restored(.closed, since: 3000))
    for loop in 0..<2 { health.withdraw(loop: loop) }
    #expect(health.status == nil)
  }
}
