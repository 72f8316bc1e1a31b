import Sealing
import Testing

@Suite struct SealerTests {
  private let secret = Array("0123456789abcdef0123456789abcdef".utf8)
  private let text = Array("a response".utf8)
  private let name = Array("name".utf8)

  @Test func opensWhatItSealed() throws {
    let sealer = Sealer(secret: secret, purpose: "test")
    let sealed = try #require(sealer.seal(text, for: name))
    #expect(sealed.count == text.count + Sealer.overhead)
    #expect(sealer.open(sealed, for: name) == text)
    // Another instance with the same secret.
    #expect(Sealer(secret: secret, purpose: "test").open(sealed, for: name) == text)
    #expect(sealer.seal(text, for: name) != sealed)
  }

  @Test func opensNothingElse() throws {
    let sealer = Sealer(secret: secret, purpose: "test")
    let sealed = try #require(sealer.seal(text, for: name))
    #expect(sealer.open(sealed, for: Array("other".utf8)) == nil)
    #expect(Sealer(secret: secret, purpose: "other").open(sealed, for: name) == nil)
    #expect(Sealer(secret: secret.reversed(), purpose: "test").open(sealed, for: name) == nil)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(sealer.open(changed, for: name) == nil)
    }
    for count in 0..<sealed.count { #expect(sealer.open(Array(sealed.prefix(count)), for: name) == nil) }
  }

  /// As Python's hmac makes them, by RFC 5869 and RFC 2104.
  @Test func codesAreThoseOfOthers() {
    func code(_ secret: [UInt8], _ purpose: String) -> [UInt8] {
      let words = Authenticator(secret: secret, purpose: purpose).code(text.span)
      return (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - $0 % 8 * 8)) }
    }
    #expect(code(secret, "test") == Self.expected)
    #expect(code(secret, "other") != Self.expected)
    #expect(code(secret.reversed(), "test") != Self.expected)
  }

  private static let expected: [UInt8] = [
    0x4b, 0xb9, 0x43, 0xe9, 0x38, 0x20, 0xa3, 0x41, 0xcc, 0x65, 0xd9, 0xd5, 0x9f, 0x9f, 0x43, 0x2d,
    0x2b, 0xe7, 0x9b, 0xe2, 0x9b, 0x85, 0x1f, 0x1c, 0x45, 0xd3, 0x38, 0x57, 0xab, 0xa1, 0x26, 0x5f,
  ]

  /// Nothing of a value can be seen in its sealed form.
  @Test func hidesTheValue() throws {
    let value = [UInt8](repeating: 0x41, count: 64)
    let sealed = try #require(Sealer(secret: secret, purpose: "test").seal(value, for: name))
    #expect(sealed.filter { $0 == 0x41 }.count < 16)
  }
}
