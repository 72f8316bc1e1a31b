/// Names and addresses that only this machine can reach. What is one may go without TLS and without keys, so that
/// doubt means no: `localhost.` with a dot, `127.1` and IPv4 addresses in IPv6 form are not taken for one.
package enum Loopback {
  /// - Parameter host: without a port; an IPv6 address with brackets or without.
  package static func holds(_ host: String) -> Bool {
    let bytes = host.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    if bytes == Array("localhost".utf8) || bytes == Array("::1".utf8) || bytes == Array("[::1]".utf8) { return true }
    // 127.0.0.0/8, as four numbers: a name may begin like one.
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == ArraySlice("127".utf8)
      && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy { $0 &- 0x30 < 10 } }
  }
}
