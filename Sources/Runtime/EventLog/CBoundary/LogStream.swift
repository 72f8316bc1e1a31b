// Every pointer here is lent for one call.
import Glibc

/// The stream that `StreamLog` writes to.
enum LogStream {
  /// Writes all of the bytes, and waits for as long as nobody reads. False when the stream does not take them any more:
  /// its reader has gone, or a disk behind it is full. Somewhat of them may have been written then.
  static func write(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Whoever shares the terminal or the pipe may have made it non-blocking for all.
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&wanted, 1, -1)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
