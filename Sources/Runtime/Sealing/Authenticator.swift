import Crypto

/// Makes codes that nobody without the secret can make, or learn anything from: HMAC with SHA-256, by the processor's own
/// instructions where it has them.
package struct Authenticator: Sendable {
  private let key: SymmetricKey

  /// - Parameter purpose: codes made for one purpose are none for another.
  package init(secret: [UInt8], purpose: String) {
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: secret), info: Array(purpose.utf8), outputByteCount: 32)
  }

  /// 32 bytes.
  package func code(_ message: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
  }
}
