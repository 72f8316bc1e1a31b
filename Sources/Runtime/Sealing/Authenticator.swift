import Crypto

/// Makes codes that nobody without the secret can make, or learn anything from: HMAC with SHA-256 (RFC 2104), by the
/// processor's own instructions where it has them.
package struct Authenticator: Sendable {
  /// Both hashes behind the block that is made of the key, which is the same for every message.
  private let inner: SHA256
  private let outer: SHA256

  /// - Parameter purpose: codes made for one purpose are none for another.
  package init(secret: [UInt8], purpose: String) {
    let derived = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: secret), info: Array(purpose.utf8), outputByteCount: 32)
    let key = derived.bytes + [UInt8](repeating: 0, count: 32)
    inner = Self.begun(key, with: 0x36)
    outer = Self.begun(key, with: 0x5C)
  }

  private static func begun(_ key: [UInt8], with pad: UInt8) -> SHA256 {
    // In a constant: Swift 6.3.1 cannot compile the span of what `map` returns.
    let block = key.map { $0 ^ pad }
    var hash = SHA256()
    hash.update(block.span)
    return hash
  }

  private static func digest(_ begun: SHA256, _ message: Span<UInt8>) -> SHA256Digest {
    var hash = begun
    hash.update(message)
    return hash.finalize()
  }

  /// 32 bytes, eight in each word, the first in its highest byte.
  package func code(_ message: Span<UInt8>) -> InlineArray<4, UInt64> {
    let digest = Self.digest(inner, message)
    return Self.digest(outer, digest.bytes.span).words
  }
}
