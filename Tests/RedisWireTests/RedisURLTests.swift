import Testing

@testable import RedisWire

@Suite struct RedisURLTests {
  @Test func readsServers() throws {
    let url = try RedisURL(Array(" redis://us%65r:p%40ss:w%2Ford@redis.example:6380/3\n".utf8))
    #expect(url.target == .server(.host("redis.example", port: 6380)))
    #expect(url.user == Array("user".utf8) && url.password == Array("p@ss:w/ord".utf8))
    #expect(url.database == 3 && !url.isSecure)
    let short = try RedisURL(Array("rediss://h".utf8))
    #expect(short.target == .server(.host("h", port: 6379)) && short.isSecure && !short.hasPassword)
    #expect(try RedisURL(Array("redis://h/".utf8)).database == 0)
  }

  /// Passwords have been seen with what should be encoded; the last `@` before the path ends them.
  @Test func takesAPasswordAlone() throws {
    let url = try RedisURL(Array("redis://:p@ss@[::1]:7000".utf8))
    #expect(url.user == nil && url.password == Array("p@ss".utf8))
    #expect(url.target == .server(.host("::1", port: 7000)))
  }

  @Test func readsSentinels() throws {
    let url = try RedisURL(Array("rediss+sentinel://u:p@a,b:7,[fe80::1]:8/my%2Fmaster/2".utf8))
    let sentinels: [RedisAddress] = [
      .host("a", port: 26379), .host("b", port: 7), .host("fe80::1", port: 8),
    ]
    #expect(url.target == .sentinels(sentinels, master: "my/master"))
    #expect(url.isSecure && url.database == 2)
  }

  @Test func readsSockets() throws {
    let url = try RedisURL(Array("redis+unix://:p@/run/redis%20a.sock?db=4".utf8))
    #expect(url.target == .server(.socket("/run/redis a.sock")) && url.database == 4)
  }

  @Test(arguments: [
    ("", RedisURLFailure.empty), (" \n", .empty), ("redis://a b", .space), ("http://h", .scheme),
    ("REDIS://h", .scheme), ("redis:h", .scheme), ("redis://h#x", .fragment), ("redis://h/1?x", .query),
    ("redis://user@h", .userAlone), ("redis://user:@h", .userAlone), ("redis://:%4@h", .escape),
    ("redis://:%zz@h", .escape), ("redis://", .host), ("redis://:6379", .host), ("redis://a/b/c", .database),
    ("redis://h:0", .port), ("redis://h:65536", .port), ("redis://h:", .port), ("redis://h:1x", .port),
    ("redis://[::1", .host), ("redis://h/-1", .database), ("redis+sentinel://a,,b/m", .host),
    ("redis+sentinel://a", .masterName), ("redis+sentinel:///m", .host), ("redis+unix://x", .socketPath),
    ("redis+unix:///", .socketPath), ("redis+unix:///x?y", .query), ("redis+unix:///%00", .socketPath),
  ])
  func refuses(_ text: String, _ failure: RedisURLFailure) {
    #expect(throws: failure, "\(text)") { try RedisURL(Array(text.utf8)) }
  }

  @Test func printsNoSecret() throws {
    let url = try RedisURL(Array("redis://user:secret@host".utf8))
    for text in ["\(url)", String(reflecting: url), "\([url])"] { #expect(!text.contains("secret"), "\(text)") }
    var dumped = ""
    dump(url, to: &dumped)
    #expect(!dumped.contains("secret") && !dumped.contains("user"))
  }

  /// Each has words of its own, and none has the text that it is about.
  @Test func namesEachFailure() {
    #expect(Set(RedisURLFailure.allCases.map(\.description)).count == RedisURLFailure.allCases.count)
    #expect(Set(RedisOutage.allCases.map { "\($0.code)" }).count == RedisOutage.allCases.count)
    #expect(Set(RedisOutage.allCases.map { "\($0.sentence)" }).count == RedisOutage.allCases.count)
  }
}
