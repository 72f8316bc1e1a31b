package import JSONCore

/// Where a client is: the peer of the socket, or what a trusted proxy says of its own client (`ForwardedAddress`).
package struct ClientAddress: Sendable {
  /// As the audit has it.
  package let text: JSONString
  /// Nil where there is none.
  package let address: IPAddress?

  /// Of whoever connects to the Unix socket: the kernel knows no address of theirs.
  package static let socket = ClientAddress(text: "unix")

  /// - Parameter text: an IPv4 or IPv6 address as the system writes it.
  package init(text: String?) {
    self.text = JSONString(text ?? "unknown")
    address = text.flatMap { IPAddress(Array($0.utf8).span) }
  }

  init(text: JSONString, _ address: IPAddress) {
    self.text = text
    self.address = address
  }

  /// What its connections are counted by: the address, or of an IPv6 address the network of 64 bits, all of which one
  /// machine may use. An IPv4 address is its number, below 2^32; no IPv6 network of the Internet is. Nil where there is
  /// no address.
  package var network: UInt64? {
    guard let address else { return nil }
    if address.high == 0, address.low == 1 { return 0x7F00_0001 }
    return address.isIPv4 ? address.low & 0xFFFF_FFFF : address.high
  }

  /// 127.0.0.0/8; ::1 counts as 127.0.0.1.
  package var isLoopback: Bool { network.map { $0 >> 24 == 127 } ?? false }
}
