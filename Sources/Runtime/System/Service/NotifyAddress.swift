/// The socket on which a service manager hears what a service says of itself (sd_notify(3)).
package struct NotifyAddress: Equatable, Sendable {
  /// Bytes of a socket's address, of which a path needs one for the zero behind it.
  private static let longest = 108

  /// As the kernel has it: an abstract name begins with a zero byte, a path ends before one.
  package let bytes: [UInt8]

  /// - Parameter text: of `NOTIFY_SOCKET`.
  /// - Returns: nil for what is neither a path from the root nor an abstract name, such as the address of a virtual
  ///   machine's host, and for what is too long.
  package init?(_ text: String) {
    var bytes = Array(text.utf8)
    guard bytes.count > 1, !bytes.contains(0) else { return nil }
    switch bytes[0] {
    case UInt8(ascii: "@"): bytes[0] = 0
    case UInt8(ascii: "/"): guard bytes.count < Self.longest else { return nil }
    default: return nil
    }
    guard bytes.count <= Self.longest else { return nil }
    self.bytes = bytes
  }
}
