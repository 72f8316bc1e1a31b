/// HMAC with SHA-256 (RFC 2104). Both blocks of the key are hashed once, so that a message costs two blocks more than
/// its digest.
package struct HMACKey: Sendable {
  private let inner: SHA256
  private let outer: SHA256

  package init(_ key: [UInt8]) {
    let key = key.count > 64 ? SHA256.digest(key.span).bytes : key
    let block = key + [UInt8](repeating: 0, count: 64 - key.count)
    (inner, outer) = (Self.begin(block, 0x36), Self.begin(block, 0x5C))
  }

  private static func begin(_ block: [UInt8], _ pad: UInt8) -> SHA256 {
    var hash = SHA256()
    hash.update(block.map { $0 ^ pad }.span)
    return hash
  }

  /// A message that comes in pieces: `update` the hash with them, then `finish` it.
  package func begin() -> SHA256 { inner }

  /// The code of what `hash`, which `begin` has made, was updated with.
  package func finish(_ hash: SHA256) -> SHA256Digest {
    var outer = outer
    outer.update(hash.finish().bytes.span)
    return outer.finish()
  }

  /// The code of one message.
  package func code(_ message: [UInt8]) -> SHA256Digest {
    var hash = begin()
    hash.update(message.span)
    return finish(hash)
  }
}
