import BoundedCache
import JSONCore
import Synchronization
import Testing

@testable import KeyStore
@testable import ResponseCache

@Suite struct ResponseCacheTests {
  private static let secret = Array("0123456789abcdef0123456789abcdef".utf8)

  private func cache(
    _ secret: [UInt8] = Self.secret, seconds: Int = 10, bytes: Int = 1 << 20, entry: Int = 1 << 16
  ) -> ResponseCache {
    ResponseCache(.init(timeToLiveSeconds: seconds, bytes: bytes, entryBytes: entry), secret: secret)
  }

  private func client(_ id: String, owner: String? = nil) -> ClientKey {
    var record = KeyRecord(
      id: id, name: id, createdAt: 0, expiresAt: nil, revokedAt: nil, limits: KeyLimits(), models: nil,
      statedTools: nil, statedMetrics: nil)
    record.owner = owner
    return ClientKey(record)
  }

  private func key(_ cache: ResponseCache, _ scope: CacheScope, _ parts: String...) -> CacheKey {
    var writer = cache.key(for: scope)
    for part in parts { writer.part(Array(part.utf8).span) }
    return writer.finish(.whole)
  }

  private func response(_ text: String = "{}", madeAt: Int = 100) -> CachedResponse {
    CachedResponse(.whole, JSONBytes(text), madeAt: madeAt)
  }

  // MARK: keys

  @Test func scopesShareNothing() {
    let cache = cache()
    let scopes: [CacheScope] = [
      CacheScope(client("00000001"), .key), CacheScope(client("00000002"), .key), .withoutKey,
      CacheScope(client("00000003", owner: "00000001"), .owner), CacheScope(client("00000003", owner: "ops"), .owner),
    ]
    #expect(Set(scopes.map { key(cache, $0, "same") }).count == scopes.count)
  }

  @Test func ownersShareWhereTheyAreTheScope() {
    let cache = cache()
    let (one, other) = (client("00000001", owner: "ops"), client("00000002", owner: "ops"))
    #expect(key(cache, CacheScope(one, .owner), "a") == key(cache, CacheScope(other, .owner), "a"))
    #expect(key(cache, CacheScope(one, .key), "a") != key(cache, CacheScope(other, .key), "a"))
    // Nobody's keys are not one owner's.
    let (alone, lonely) = (client("00000003"), client("00000004"))
    #expect(key(cache, CacheScope(alone, .owner), "a") != key(cache, CacheScope(lonely, .owner), "a"))
  }

  @Test func partsDoNotRunIntoEachOther() {
    let cache = cache()
    let keys = [
      key(cache, .withoutKey, "ab", "c"), key(cache, .withoutKey, "a", "bc"), key(cache, .withoutKey, "abc"),
      key(cache, .withoutKey, "abc", ""), key(cache, .withoutKey, "", "abc"),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test func formsAndSecretsAreOfTheKey() {
    let one = key(cache(), .withoutKey, "a")
    #expect(one.of(.stream) != one && one.of(.stream).of(.whole) == one && one.of(.stream).form == .stream)
    #expect(key(cache(), .withoutKey, "a") == one)
    #expect(key(cache(Self.secret.reversed()), .withoutKey, "a") != one)
    #expect(one.name().hasPrefix("slm:{x:") && one.name().utf8.count == 72)
  }

  // MARK: memory

  @Test func agesFromWhenItWasMade() {
    let cache = cache()
    let key = key(cache, .withoutKey, "a")
    // Three seconds old: seven are left.
    cache.store(response(madeAt: 97), for: key, now: 0, seconds: 100)
    #expect(cache.find(key, now: 6_999_999_999) != nil)
    #expect(cache.find(key, now: 7_000_000_000) == nil)
    cache.store(response(madeAt: 90), for: key, now: 0, seconds: 100)
    #expect(cache.find(key, now: 0) == nil)
    // A clock that was put back does not lengthen it.
    cache.store(response(madeAt: 200), for: key, now: 0, seconds: 100)
    #expect(cache.find(key, now: 10_000_000_000) == nil)
  }

  @Test func memoryIsBounded() {
    let cache = cache(bytes: 1 << 20, entry: 1 << 10)
    for number in 0..<5000 {
      cache.store(
        response(String(repeating: "x", count: 1000)), for: key(cache, .withoutKey, "\(number)"), now: 0, seconds: 100)
    }
    #expect(cache.statistics.bytes <= 1 << 20 && cache.statistics.entries > 100)
    let large = key(cache, .withoutKey, "large")
    cache.store(response(String(repeating: "x", count: 1025)), for: large, now: 0, seconds: 100)
    #expect(cache.find(large, now: 0) == nil)
  }

  // MARK: values of a store

  @Test func openedUnderItsKeyAlone() throws {
    let cache = cache()
    let (one, other) = (key(cache, .withoutKey, "a"), key(cache, .withoutKey, "b"))
    let value = try #require(cache.sealed(response("{\"a\":1}", madeAt: 1_900_000_000), for: one))
    let opened = try #require(cache.opened(value, for: one))
    #expect(opened.body.withSpan(0..<7) { $0.count } == 7 && opened.madeAt == 1_900_000_000)
    #expect(cache.unreadableValues == 0)
    #expect(cache.opened(value, for: other) == nil)
    #expect(self.cache(Self.secret.reversed()).opened(value, for: one) == nil)
    for index in value.indices {
      var garbled = value
      garbled[index] ^= 0x80
      #expect(cache.opened(garbled, for: one) == nil)
    }
    #expect(cache.opened([], for: one) == nil && cache.opened(Array("{}".utf8), for: one) == nil)
    #expect(cache.unreadableValues == value.count + 3)
  }

  // MARK: one at a time

  private final class Landings: Sendable {
    private let all = Mutex<[String]>([])
    var list: [String] { all.withLock { $0 } }
    func note(_ landing: Landing) {
      let word =
        switch landing {
        case .response: "response"
        case .none: "none"
        case .abandoned: "abandoned"
        }
      all.withLock { $0.append(word) }
    }
  }

  @Test func oneLeadsAndTheOthersWait() throws {
    let cache = cache()
    let (one, other) = (key(cache, .withoutKey, "a"), key(cache, .withoutKey, "b"))
    let landings = Landings()
    let lead = try #require(cache.join(one) { landings.note($0) })
    #expect(cache.join(one) { landings.note($0) } == nil)
    #expect(cache.join(one) { landings.note($0) } == nil)
    let second = try #require(cache.join(other) { landings.note($0) })
    lead.land(.response(response()))
    lead.land(.none)
    #expect(landings.list == ["response", "response"])
    #expect(cache.join(one) { landings.note($0) } != nil)
    second.land(.none)
    #expect(landings.list == ["response", "response"])
  }

  /// Whatever becomes of a request, those that wait for it are told.
  @Test func whoLetsGoHasAbandoned() {
    let cache = cache()
    let one = key(cache, .withoutKey, "a")
    let landings = Landings()
    do {
      let lead = cache.join(one) { landings.note($0) }
      #expect(lead != nil && cache.join(one) { landings.note($0) } == nil)
    }
    #expect(landings.list == ["abandoned"])
  }
}
