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

  /// Nothing of a value can be seen in its sealed form.
  @Test func hidesTheValue() throws {
    let value = [UInt8](repeating: 0x41, count: 64)
    let sealed = try #require(Sealer(secret: secret, purpose: "test").seal(value, for: name))
    #expect(sealed.filter { $0 == 0x41 }.count < 16)
  }
}
