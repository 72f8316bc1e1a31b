import NIOCore

extension ByteBuffer {
  /// Copies `source` behind what is there. Its raw view, which is what the buffer takes, counts as unsafe to the
  /// compiler; reading bytes as bytes is not.
  mutating func append(_ source: Span<UInt8>) { unsafe writeBytes(source.bytes) }
}
