import Testing

@testable import RedisWire

@Suite struct RedisLinkTests {
  static let ready = """
    start
    = locate
    url redis://h
    = connect h:6379
    opened
    > ROLE
    < *3\\$6\\master\\:0\\*0
    > probe
    < :1
    = available

    """.split(separator: "\n").joined(separator: "\n") + "\n"

  private static var transcripts: [(name: String, text: String)] { usual + faults }

  @Test func playsTranscripts() {
    for (name, text) in Self.transcripts {
      var transcript = RedisLinkTranscript(text)
      #expect(transcript.play() == [], "\(name)")
    }
  }

  /// However the bytes of the server come.
  @Test func cutsChangeNothing() {
    for (name, text) in Self.transcripts {
      var transcript = RedisLinkTranscript(text, isCut: true)
      #expect(transcript.play() == [], "\(name)")
    }
  }
}

@Suite struct RedisPauseTests {
  private static func milliseconds(_ pause: inout RedisPause, _ count: Int) -> [UInt64] {
    (0..<count).map { _ in pause.next() / 1_000_000 }
  }

  /// At once, then never more than four a second, then one a second; each with up to a quarter more.
  @Test func triesSlowerAndSlower() {
    for seed in UInt64(1)...50 {
      var pause = RedisPause(seed: seed)
      let delays = Self.milliseconds(&pause, 6)
      for (delay, least) in zip(delays, [20, 250, 500, 1000, 1000, 1000] as [UInt64]) {
        #expect((least...(least * 5 / 4)).contains(delay))
      }
    }
  }

  /// A server that is there for a moment again and again is not told of four times a second.
  @Test func waitsLongerForWhatDoesNotLast() {
    var pause = RedisPause(seed: 3)
    var now: UInt64 = 0
    var delays: [UInt64] = []
    for _ in 0..<6 {
      pause.ready(now: now)
      now += 1_000_000_000
      pause.lost(now: now)
      delays.append(pause.next() / 1_000_000)
    }
    for (delay, least) in zip(delays, [250, 500, 1000, 2000, 4000, 4000] as [UInt64]) {
      #expect((least...(least * 5 / 4)).contains(delay))
    }
    pause.ready(now: now)
    pause.lost(now: now + 60_000_000_000)
    #expect(pause.next() / 1_000_000 < 26)
  }
}
