import NIOCore
import ProxyCore

/// A request to a provider in the memory that NIO sends from. Another try shares it.
final class Outgoing: OutgoingBytes {
  private(set) var buffer: ByteBuffer

  init(capacity: Int, _ allocator: ByteBufferAllocator) { buffer = allocator.buffer(capacity: capacity) }

  func append(_ bytes: Span<UInt8>) { buffer.append(bytes) }
}
