import NIOCore

extension ByteBuffer {
  /// The line in front of a piece of a chunked body, in hexadecimal (RFC 9112, 7.1). Eight bytes of the line at most are
  /// digits: a read has less than 4 GiB.
  mutating func writeChunkSize(_ count: Int) {
    var line: UInt64 = 0
    var (rest, length) = (UInt64(count), 0)
    repeat {
      let digit = rest & 15
      line = line << 8 | (digit < 10 ? 0x30 + digit : 0x57 + digit)
      rest >>= 4
      length += 1
    } while rest > 0
    writeInteger(line, endianness: .little, as: UInt64.self)
    moveWriterIndex(to: writerIndex - 8 + length)
    writeStaticString("\r\n")
  }
}
