import Testing

@testable import HTTPWire

/// A secret in what others write.
@Suite struct SecretFinderTests {
  /// What keys consist of, and what else may be around them.
  private static let letters = Array("ABCDEFabcdef0123456789-_.+/=~:sk".utf8)
  private static let alphabet = letters + Array("%\\\" {}".utf8)

  private func occurs(_ finder: SecretFinder, _ text: [UInt8]) -> Bool { finder.occurs(in: text.span) }

  private func random(_ count: Int, _ numbers: inout some RandomNumberGenerator) -> [UInt8] {
    (0..<count).map { _ in Self.alphabet.randomElement(using: &numbers) ?? 0 }
  }

  private func randomSecret(_ numbers: inout some RandomNumberGenerator) -> [UInt8] {
    (0..<Int.random(in: 8...60, using: &numbers)).map { _ in Self.letters.randomElement(using: &numbers) ?? 0 }
  }

  private func hex(_ byte: UInt8, _ isCapital: Bool) -> [UInt8] {
    let text = String(byte, radix: 16, uppercase: isCapital)
    return Array((text.utf8.count < 2 ? "0" + text : text).utf8)
  }

  /// A character as itself or escaped, as chance has it.
  private func written(_ byte: UInt8, _ kind: Int, _ numbers: inout some RandomNumberGenerator) -> [UInt8] {
    let isCapital = Bool.random(using: &numbers)
    switch kind {
    case 0: return [byte]
    case 1: return Array("\\u00".utf8) + hex(byte, isCapital)
    case 2: return Array("\\\\\\u00".utf8) + hex(byte, isCapital)
    case 3: return Array("%".utf8) + hex(byte, isCapital)
    default: return Array("%2525".utf8) + hex(byte, isCapital)
    }
  }

  @Test func findsEscapedSecrets() throws {
    var numbers = SystemRandomNumberGenerator()
    for round in 0..<600 {
      let secret = randomSecret(&numbers)
      let finder = try #require(SecretFinder(secret))
      let kind = round % 5
      let inner = secret.flatMap { written($0, Bool.random(using: &numbers) ? kind : 0, &numbers) }
      let text =
        random(.random(in: 0...300, using: &numbers), &numbers) + Array(" ".utf8) + inner + Array(" ".utf8)
        + random(.random(in: 0...300, using: &numbers), &numbers)
      let isFound = occurs(finder, text)
      #expect(isFound, "\(String(decoding: secret, as: UTF8.self)) in \(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test func findsBase64AtEveryOffset() throws {
    var numbers = SystemRandomNumberGenerator()
    for round in 0..<600 {
      let secret = randomSecret(&numbers)
      let finder = try #require(SecretFinder(secret))
      let around = random(.random(in: 0...9, using: &numbers), &numbers)
      var text = base64(around + secret + random(round % 4, &numbers))
      if round % 2 == 1 {
        text = text.map {
          $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
        }
      } else if round % 4 == 2 {
        text = text.flatMap { $0 == UInt8(ascii: "/") ? Array("\\/".utf8) : [$0] }
      }
      #expect(occurs(finder, random(round % 50, &numbers) + text + random(round % 70, &numbers)))
    }
  }

  /// Another implementation than the finder's: by bits.
  private func base64(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bits = bytes.flatMap { byte in (0..<8).map { byte >> UInt8(7 - $0) & 1 } }
    while bits.count % 6 != 0 { bits.append(0) }
    let text = stride(from: 0, to: bits.count, by: 6).map { start in
      alphabet[bits[start..<start + 6].reduce(0) { $0 * 2 + Int($1) }]
    }
    return text + [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
  }

  @Test func ignoresOtherText() throws {
    var numbers = SystemRandomNumberGenerator()
    let letters = Array("abcdefghij".utf8)
    for _ in 0..<600 {
      let secret = (0..<20).map { _ in letters.randomElement(using: &numbers) ?? 0 }
      let finder = try #require(SecretFinder(secret))
      var other = secret
      other[.random(in: 0..<20, using: &numbers)] = UInt8(ascii: "X")
      let escaped = other.flatMap { written($0, .random(in: 0...4, using: &numbers), &numbers) }
      for text in [other, Array(secret.dropLast()), Array(secret.dropFirst()), escaped, base64(other)] {
        #expect(!occurs(finder, Array("{\"x\":\"".utf8) + text + Array("\"}".utf8)))
      }
    }
  }

  @Test func searchesEveryPosition() throws {
    let secret = Array("sk-0123456789abcdef".utf8)
    let finder = try #require(SecretFinder(secret))
    for before in 0..<80 {
      for behind in [0, 1, 30] {
        let text = [UInt8](repeating: 0x20, count: before) + secret + [UInt8](repeating: 0x20, count: behind)
        #expect(occurs(finder, text))
      }
    }
    #expect(!occurs(finder, []) && !occurs(finder, secret.dropLast()) && !occurs(finder, Array("\\".utf8)))
    for end in ["\\u007", "\\u00", "\\", "%7", "%", "%25", "\\\\\\"] {
      #expect(!occurs(finder, Array(String(repeating: "s", count: 40).utf8) + Array(end.utf8)))
    }
  }

  @Test func ignoresShortSecrets() {
    #expect(SecretFinder([]) == nil && SecretFinder(Array("1234567".utf8)) == nil)
    #expect(SecretFinder(Array("12345678".utf8)) != nil)
  }

  /// Text that is all escapes takes time in proportion to its length.
  @Test func boundsUnendedEscapes() throws {
    let finder = try #require(SecretFinder(Array((String(repeating: "s", count: 160) + "x").utf8)))
    for unit in ["\\u0073", "%73", "\\/", "\\\\", "%25", "ss\\u0073"] {
      let text = Array(String(repeating: unit, count: 20_000).utf8)
      let begun = ContinuousClock.now
      #expect(!occurs(finder, text))
      #expect(begun.duration(to: .now) < .seconds(30))
    }
  }
}
