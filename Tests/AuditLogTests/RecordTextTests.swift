import Testing

@testable import AuditLog

@Suite struct RecordTextTests {
  /// At every position, in every length.
  @Test(arguments: [1, 7, 8, 31, 32, 33, 63, 64, 65, 100, 131]) func findsControlBytes(length: Int) {
    for byte in UInt8.min...UInt8.max {
      for filler: UInt8 in [0x20, 0x7F, 0xFF] {
        var text = Array(repeating: filler, count: length)
        let position = Int(byte) * 7 % length
        text[position] = byte
        let isPlain = unsafe text.withUnsafeBytes { unsafe RecordText.isPlain($0) }
        #expect(isPlain == (byte >= 0x20), "\(byte) at \(position) of \(length)")
      }
    }
    #expect(unsafe RecordText.isPlain(UnsafeRawBufferPointer(start: nil, count: 0)))
  }

  /// Rings outlive the program that wrote them: the checksum, computed here word by word, must not change.
  @Test func checksumsAreStable() {
    let words = (0..<16).map { UInt64($0 + 1) &* 0xD134_2543_DE82_EF95 }
    for length in 1...128 {
      let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
      var (even, odd) = (77 &* multiplier, UInt64(length) ^ multiplier)
      for index in 0..<(length + 7) / 8 {
        if index % 2 == 1, (index + 1) * 8 <= length {
          odd = (odd ^ words[index]) &* multiplier
          odd ^= odd >> 31
        } else {
          even = (even ^ words[index]) &* multiplier
          even ^= even >> 29
        }
      }
      let expected = UInt32(((even ^ odd) &* multiplier) >> 32)
      let found = unsafe words.withUnsafeBytes { bytes in
        unsafe RecordText.checksum(bytes.baseAddress.unsafelyUnwrapped, length, seed: 77)
      }
      #expect(found == expected, "\(length)")
    }
  }

  /// What is stored is the text and 0xFF up to the next word, and its checksum is the one that is found there later.
  @Test func storesTextWithPaddingAndChecksum() throws {
    for length in 1...131 {
      let text = (0..<length).map { UInt8(0x20 + ($0 * 31 + length) % 95) }
      let padded = (length + 7) & ~7
      let position = UnsafeMutableRawBufferPointer.allocate(byteCount: padded + 8, alignment: 8)
      defer { unsafe position.deallocate() }
      unsafe position.initializeMemory(as: UInt8.self, repeating: 0x11)
      let start = unsafe position.baseAddress.unsafelyUnwrapped
      let stored = unsafe text.withUnsafeBytes { unsafe RecordText.store($0, to: start, seed: 99) }
      let expected = text + [UInt8](repeating: 0xFF, count: padded - length) + [UInt8](repeating: 0x11, count: 8)
      #expect(unsafe Array(position) == expected)
      let checksum = unsafe RecordText.checksum(UnsafeRawPointer(start), length, seed: 99)
      #expect(stored == checksum, "\(length)")
    }
  }
}
