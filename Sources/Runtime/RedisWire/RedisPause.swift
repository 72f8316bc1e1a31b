/// How long to wait before the next try: at once after a connection that lasted, a quarter of a second then, a second
/// for a server that stays away; and longer for one that is lost again and again as soon as it is there.
struct RedisPause {
  private static let first: UInt64 = 20_000_000
  private static let step: UInt64 = 250_000_000
  private static let most: UInt64 = 1_000_000_000
  private static let mostLost: UInt64 = 4_000_000_000
  /// A connection that served so long was a good one.
  private static let lasting: UInt64 = 10_000_000_000

  private var random: UInt64
  /// Tries since there was a connection.
  private var tries: UInt64 = 0
  /// Connections that did not last, one after the other.
  private var lost: UInt64 = 0
  private var readySince: UInt64 = 0

  init(seed: UInt64) { random = seed | 1 }

  mutating func ready(now: UInt64) {
    readySince = now
    tries = 0
  }

  mutating func lost(now: UInt64) { lost = now - readySince < Self.lasting ? lost + 1 : 0 }

  mutating func next() -> UInt64 {
    let ofTries = tries == 0 ? Self.first : min(Self.step << min(tries - 1, 8), Self.most)
    let ofLost = lost == 0 ? 0 : min(Self.step << min(lost - 1, 8), Self.mostLost)
    tries += 1
    return jittered(max(ofTries, ofLost))
  }

  /// Up to a quarter more: never more than four tries a second.
  private mutating func jittered(_ delay: UInt64) -> UInt64 {
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    return delay + random % (delay / 4)
  }
}
