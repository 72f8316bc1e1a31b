import RateLimits
import Testing

@testable import ProxyCore

/// Whatever is refused takes nothing from any limit.
@Suite struct LimitReservationsTests {
  private let now: UInt64 = 1_000_000_000

  private func limiter(_ burst: UInt64) throws -> RateLimiter {
    RateLimiter(try #require(Quota(perMinute: burst, burst: burst)))
  }

  private func limiters(requests: UInt64, tokens: UInt64) throws -> Limiters {
    Limiters(requests: try limiter(requests), tokens: try limiter(tokens))
  }

  private func left(_ limiters: Limiters) -> [UInt64?] {
    [limiters.requests?.peek(now: now).remaining, limiters.tokens?.peek(now: now).remaining]
  }

  /// Each of the four limits in turn is used up before; the three others must be as full as they were.
  @Test(arguments: 0..<4) func oneLimitRejects(which: Int) throws {
    let key = try limiters(requests: 10, tokens: 1000)
    let provider = try limiters(requests: 20, tokens: 2000)
    let all = [key.requests, provider.requests, key.tokens, provider.tokens]
    let full = try #require(all[which])
    #expect(full.check(cost: full.quota.burst, now: now).isAdmitted)
    let before = left(key) + left(provider)
    #expect(throws: ProxyFailure.self) {
      _ = try LimitReservations(tokens: 100, key: key, provider: provider, called: "mock", now: now)
    }
    #expect(left(key) + left(provider) == before)
    #expect(before.filter { $0 == 0 }.count == 1)
  }

  @Test func theMessageNamesTheLimit() throws {
    let key = Limiters(requests: nil, tokens: nil)
    let provider = try limiters(requests: 1, tokens: 1000)
    var first = try LimitReservations(tokens: 100, key: key, provider: provider, called: "mock", now: now)
    do throws(ProxyFailure) {
      _ = try LimitReservations(tokens: 100, key: key, provider: provider, called: "mock", now: now)
      Issue.record("the second request was let through")
    } catch {
      #expect(error.status == 429)
      #expect(error.message.contains("mock's requests"))
      #expect(error.retryAfterSeconds == 60)
    }
    first.giveBack(now: now)
    #expect(left(provider) == [1, 1000])
  }

  @Test func settledTokensReplaceReservedOnes() throws {
    let key = try limiters(requests: 10, tokens: 1000)
    let provider = try limiters(requests: 20, tokens: 2000)
    var taken = try LimitReservations(tokens: 500, key: key, provider: provider, called: "mock", now: now)
    #expect(left(key) == [9, 500] && left(provider) == [19, 1500])
    taken.settle(tokens: 20, now: now)
    #expect(left(key) == [9, 980] && left(provider) == [19, 1980])
    // A second time there is nothing to give back.
    taken.settle(tokens: 0, now: now)
    taken.giveBack(now: now)
    #expect(left(key)[1] == 980 && left(provider)[1] == 1980)
  }

  /// A response that was cut: its reported usage replaces the reservation only where it is more.
  @Test(arguments: [(20, 500), (500, 500), (501, 501), (700, 700), (0, 500)] as [(UInt64, UInt64)])
  func partOfTheUsage(reported: UInt64, taken expected: UInt64) throws {
    let key = try limiters(requests: 10, tokens: 1000)
    let provider = try limiters(requests: 20, tokens: 2000)
    var taken = try LimitReservations(tokens: 500, key: key, provider: provider, called: "mock", now: now)
    taken.settle(atLeast: reported, now: now)
    #expect(left(key) == [9, 1000 - expected] && left(provider) == [19, 2000 - expected])
    // It is settled: nothing is given back afterwards.
    taken.settle(tokens: 0, now: now)
    #expect(left(key)[1] == 1000 - expected)
  }

  /// What a request asks for beyond a whole burst is bounded by it, so it is not refused for ever.
  @Test func moreThanTheBurst() throws {
    let none = Limiters(requests: nil, tokens: nil)
    let provider = try limiters(requests: 5, tokens: 100)
    var taken = try LimitReservations(tokens: 5000, key: none, provider: provider, called: "mock", now: now)
    #expect(left(provider) == [4, 0])
    taken.giveBack(now: now)
    #expect(left(provider) == [5, 100])
  }
}

/// Another provider in place of the one before.
@Suite struct ProviderChangeTests {
  private let now: UInt64 = 1_000_000_000

  private func limiters(_ burst: UInt64) throws -> Limiters {
    let quota = try #require(Quota(perMinute: burst, burst: burst))
    return Limiters(requests: RateLimiter(quota), tokens: RateLimiter(quota))
  }

  private func left(_ limiters: Limiters) -> [UInt64?] {
    [limiters.requests?.peek(now: now).remaining, limiters.tokens?.peek(now: now).remaining]
  }

  @Test func theKeysPartStays() throws {
    let (key, first, second) = (try limiters(100), try limiters(100), try limiters(100))
    var taken = try LimitReservations(tokens: 10, key: key, provider: first, called: "one", now: now)
    taken.provider.giveBack(now: now)
    #expect(left(key) == [99, 90] && left(first) == [100, 100])
    taken.provider = try TakenLimits(tokens: 10, second, of: "two", now: now)
    taken.settle(tokens: 4, now: now)
    #expect(left(key) == [99, 96] && left(first) == [100, 100] && left(second) == [99, 96])
  }

  @Test func aFullOneTakesNothing() throws {
    let (key, full) = (try limiters(100), try limiters(100))
    #expect(try #require(full.tokens).check(cost: 95, now: now).isAdmitted)
    let none = Limiters(requests: nil, tokens: nil)
    var taken = try LimitReservations(tokens: 10, key: key, provider: none, called: "", now: now)
    #expect(throws: ProxyFailure.self) {
      taken.provider = try TakenLimits(tokens: 10, full, of: "two", now: now)
    }
    #expect(left(full) == [100, 5] && left(key) == [99, 90])
    taken.giveBack(now: now)
    #expect(left(key) == [100, 100])
  }
}

extension LimitReservations {
  /// As a request takes them where no other instance has a part in them.
  fileprivate init(
    tokens: UInt64, key: Limiters, provider: Limiters, called name: String, now: UInt64
  ) throws(ProxyFailure) {
    self.init()
    do throws(ProxyFailure) {
      self.key = try TakenLimits(tokens: tokens, key, of: "this key", now: now)
      self.provider = try TakenLimits(tokens: tokens, provider, of: name, now: now)
    } catch {
      giveBack(now: now)
      throw error
    }
  }
}
