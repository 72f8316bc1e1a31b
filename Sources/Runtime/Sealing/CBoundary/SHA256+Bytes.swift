import Crypto

/// What swift-crypto has for any collection, without its generic way there: 1,900 instructions for each call.
extension SHA256 {
  mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe update(bufferPointer: $0) }
  }
}

extension SymmetricKey {
  var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}

extension SHA256Digest {
  var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

  /// The 32 bytes, eight in each word, the first in its highest byte.
  var words: InlineArray<4, UInt64> {
    unsafe withUnsafeBytes { bytes in
      InlineArray { unsafe bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self).bigEndian }
    }
  }
}
