import Crypto

/// Encrypts values for a place that others can read and write, such as Redis: AES-256-GCM under a key that is derived
/// from a secret and never leaves the process. What a value is for is authenticated with it, so that nobody who can
/// write there makes one value be read as another.
///
/// Nonces are random: of 2^32 values under one key, two have the same nonce with a chance of 2^-32 (NIST SP 800-38D, 8.3).
package struct Sealer: Sendable {
  /// How much longer a sealed value is: the nonce before it and the tag behind it.
  package static let overhead = 28
  private let key: SymmetricKey

  /// - Parameter purpose: values sealed for one purpose do not open for another.
  package init(secret: [UInt8], purpose: String) {
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: secret), info: Array(purpose.utf8), outputByteCount: 32)
  }

  /// The nonce, the encrypted value and its tag; nil when the random generator or the cipher fails.
  package func seal(_ value: [UInt8], for name: [UInt8]) -> [UInt8]? {
    guard let box = try? AES.GCM.seal(value, using: key, authenticating: name), let combined = box.combined else {
      return nil
    }
    return Array(combined)
  }

  /// The value again; nil unless `seal` made it of this name under the same secret and purpose.
  package func open(_ sealed: [UInt8], for name: [UInt8]) -> [UInt8]? {
    guard let box = try? AES.GCM.SealedBox(combined: sealed),
      let value = try? AES.GCM.open(box, using: key, authenticating: name)
    else { return nil }
    return Array(value)
  }
}
