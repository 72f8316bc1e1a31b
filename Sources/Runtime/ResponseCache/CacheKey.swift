import HTTPWire
import Sealing

/// Under which a response is stored: a code of everything that decides what the response is, and of who may have it.
/// Only `CacheKeyWriter` makes one, and that only of a scope.
package struct CacheKey: Hashable, Sendable {
  private let words: InlineArray<4, UInt64>

  init(_ code: InlineArray<4, UInt64>, _ form: CachedResponse.Form) { self = CacheKey(words: code).of(form) }

  private init(words: InlineArray<4, UInt64>) { self.words = words }

  /// The same request's response in another form.
  package func of(_ form: CachedResponse.Form) -> CacheKey {
    var words = words
    words[0] = words[0] & ~1 | (form == .stream ? 1 : 0)
    return CacheKey(words: words)
  }

  package var form: CachedResponse.Form { words[0] & 1 == 1 ? .stream : .whole }

  package var bytes: [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - $0 % 8 * 8)) }
  }

  package static func == (one: CacheKey, other: CacheKey) -> Bool {
    var difference: UInt64 = 0
    for index in 0..<4 { difference |= one.words[index] ^ other.words[index] }
    return difference == 0
  }

  /// They are codes already: no better spread than their own bits.
  package func hash(into hasher: inout Hasher) { hasher.combine(words[1]) }

  /// The name in Redis, with the hash tag that keeps what belongs together in one slot.
  package func name(_ suffix: String = "") -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return "slm:{x:" + String(decoding: text, as: UTF8.self) + "}" + suffix
  }
}

/// Makes the key of a request, part by part. Each part has its length before it, so that no two lists of parts are the
/// same bytes.
package struct CacheKeyWriter: Sendable {
  private var message: [UInt8] = []
  private let authenticator: Authenticator

  init(_ scope: CacheScope, _ authenticator: Authenticator) {
    self.authenticator = authenticator
    message.reserveCapacity(1024)
    part(scope.bytes.span)
  }

  package mutating func part(_ bytes: Span<UInt8>) {
    begin(bytes.count)
    message.append(bytes)
  }

  package mutating func part(_ text: StaticString) {
    begin(text.utf8CodeUnitCount)
    message.append(text)
  }

  /// Seven bits in each byte, the last one below 128.
  private mutating func begin(_ count: Int) {
    var rest = count
    while rest >= 128 {
      message.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    message.append(UInt8(rest))
  }

  package func finish(_ form: CachedResponse.Form) -> CacheKey { CacheKey(authenticator.code(message.span), form) }
}
