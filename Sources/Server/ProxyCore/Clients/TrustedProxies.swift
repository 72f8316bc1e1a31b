/// Whose word on the address of its client is taken, and where it is said. The header is one by name: a proxy that adds
/// to one of them passes the other on as its client wrote it.
package struct TrustedProxies: Sendable {
  package enum Header: Sendable {
    case xForwardedFor, forwarded
  }

  package let ranges: [AddressRange]
  /// Whether whoever connects to the Unix socket is one.
  package let socket: Bool
  package let header: Header

  package init(_ ranges: [AddressRange], socket: Bool = false, header: Header) {
    self.ranges = ranges
    self.socket = socket
    self.header = header
  }

  func contains(_ address: IPAddress) -> Bool { ranges.contains { $0.contains(address) } }

  /// Whether the peer is one of them.
  package func contain(_ peer: ClientAddress) -> Bool {
    peer.address.map(contains) ?? (socket && peer.text == ClientAddress.socket.text)
  }
}
