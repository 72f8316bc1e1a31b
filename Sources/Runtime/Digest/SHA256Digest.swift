/// 256 bits: what SHA-256 makes of a message. Also the state between blocks, which is the same eight words.
package struct SHA256Digest: Sendable {
  /// The first byte is in the highest bits of the first word.
  private(set) var words: InlineArray<8, UInt32>

  init(words: InlineArray<8, UInt32>) { self.words = words }

  /// From the 32 bytes that `bytes` gives; nil for any other count.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    // Most significant byte first (FIPS 180-4, 3.1).
    words = InlineArray { word in
      bytes[word * 4..<word * 4 + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  /// In the order in which digests are written.
  package var bytes: [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 4] >> UInt32(24 - $0 % 4 * 8)) }
  }

  /// Whether all bits are equal, in a time that does not depend on which are not: who tries keys learns nothing from
  /// it.
  package func isEqual(_ other: SHA256Digest) -> Bool {
    var difference: UInt32 = 0
    for index in 0..<8 { difference |= words[index] ^ other.words[index] }
    return difference == 0
  }
}

extension SHA256Digest {
  /// The first 32 bits of the fractions of the square roots of the first 8 primes.
  static let initial = SHA256Digest(words: [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ])

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let constants: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]

  /// The compression function (FIPS 180-4, 6.2.2): mixes the 64 bytes from `start` into the words. The schedule has
  /// sixteen words and is overwritten as it goes on, instead of one of 64.
  mutating func absorb(_ bytes: Span<UInt8>, at start: Int) {
    let block = bytes.extracting(start..<start + 64)
    var schedule = InlineArray<16, UInt32> { word in
      UInt32(block[word * 4]) << 24 | UInt32(block[word * 4 + 1]) << 16 | UInt32(block[word * 4 + 2]) << 8
        | UInt32(block[word * 4 + 3])
    }
    var mix = Mix(words)
    mix.sixteenRounds(0, &schedule, extends: false)
    for first in stride(from: 16, to: 64, by: 16) { mix.sixteenRounds(first, &schedule, extends: true) }
    mix.add(to: &words)
  }

  /// The eight working variables. Instead of moving each to the next name, every round of eight uses them under
  /// other names.
  private struct Mix {
    private var a, b, c, d, e, f, g, h: UInt32

    init(_ words: InlineArray<8, UInt32>) {
      (a, b, c, d) = (words[0], words[1], words[2], words[3])
      (e, f, g, h) = (words[4], words[5], words[6], words[7])
    }

    /// Written out, so that every index into the schedule is known when this is compiled and none is checked or copied.
    @inline(__always)
    mutating func sixteenRounds(_ first: Int, _ schedule: inout InlineArray<16, UInt32>, extends: Bool) {
      Self.round(a, b, c, &d, e, f, g, &h, Self.word(0, &schedule, extends), first + 0)
      Self.round(h, a, b, &c, d, e, f, &g, Self.word(1, &schedule, extends), first + 1)
      Self.round(g, h, a, &b, c, d, e, &f, Self.word(2, &schedule, extends), first + 2)
      Self.round(f, g, h, &a, b, c, d, &e, Self.word(3, &schedule, extends), first + 3)
      Self.round(e, f, g, &h, a, b, c, &d, Self.word(4, &schedule, extends), first + 4)
      Self.round(d, e, f, &g, h, a, b, &c, Self.word(5, &schedule, extends), first + 5)
      Self.round(c, d, e, &f, g, h, a, &b, Self.word(6, &schedule, extends), first + 6)
      Self.round(b, c, d, &e, f, g, h, &a, Self.word(7, &schedule, extends), first + 7)
      Self.round(a, b, c, &d, e, f, g, &h, Self.word(8, &schedule, extends), first + 8)
      Self.round(h, a, b, &c, d, e, f, &g, Self.word(9, &schedule, extends), first + 9)
      Self.round(g, h, a, &b, c, d, e, &f, Self.word(10, &schedule, extends), first + 10)
      Self.round(f, g, h, &a, b, c, d, &e, Self.word(11, &schedule, extends), first + 11)
      Self.round(e, f, g, &h, a, b, c, &d, Self.word(12, &schedule, extends), first + 12)
      Self.round(d, e, f, &g, h, a, b, &c, Self.word(13, &schedule, extends), first + 13)
      Self.round(c, d, e, &f, g, h, a, &b, Self.word(14, &schedule, extends), first + 14)
      Self.round(b, c, d, &e, f, g, h, &a, Self.word(15, &schedule, extends), first + 15)
    }

    /// A word of the message schedule; `extends` first makes the one that comes sixteen behind it, over it.
    @inline(__always)
    private static func word(_ index: Int, _ schedule: inout InlineArray<16, UInt32>, _ extends: Bool) -> UInt32 {
      if extends {
        // The two small sigmas of the standard.
        let (early, late) = (schedule[(index + 1) & 15], schedule[(index + 14) & 15])
        schedule[index] &+=
          schedule[(index + 9) & 15]
          &+ (early.rotated(7) ^ early.rotated(18) ^ early >> 3) &+ (late.rotated(17) ^ late.rotated(19) ^ late >> 10)
      }
      return schedule[index]
    }

    /// One round. `d` and `h` are what it changes; the caller rotates the names.
    @inline(__always)
    private static func round(
      _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
      _ h: inout UInt32, _ word: UInt32, _ index: Int
    ) {
      // Ch and Maj of the standard, each with an operation less.
      let choice = g ^ (e & (f ^ g))
      let majority = (a & b) | (c & (a | b))
      let sum = h &+ (e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)) &+ choice &+ constants[index & 63] &+ word
      d &+= sum
      h = sum &+ (a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)) &+ majority
    }

    /// The last step: what the block has made is added to what was before.
    func add(to words: inout InlineArray<8, UInt32>) {
      let values: InlineArray<8, UInt32> = [a, b, c, d, e, f, g, h]
      for index in 0..<8 { words[index] &+= values[index] }
    }
  }
}

extension UInt32 {
  /// To the right.
  @inline(__always)
  fileprivate func rotated(_ count: UInt32) -> UInt32 { self >> count | self << (32 - count) }
}
