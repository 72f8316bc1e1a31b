import Digest

/// A script in Lua that Redis runs as one atomic step. It is called by its digest, and sent whole to a server that does
/// not know it yet.
package struct RedisScript: Sendable {
  package let text: String
  /// SHA-1 of the text in 40 hexadecimal digits, as `EVALSHA` takes it.
  package let digest: String

  package init(_ text: String) {
    self.text = text
    digest = SHA1.hexadecimal(Array(text.utf8).span)
  }
}
