package import HTTPWire
import JSONCore

/// Where the client of a trusted proxy is, by the header of its request. Every proxy adds whom it was called by at the
/// end, so that the end is read first: behind the last that is trusted stands what anybody may have written.
package enum ForwardedAddress {
  /// Proxies in a row that are looked at: a client may write as many addresses as a head has room for.
  private static let mostHops = 32

  /// The last address that is of no trusted proxy; the first one, when all are. What is no address, such as `unknown`,
  /// ends the way: then it is the one that was found before.
  ///
  /// - Parameter peer: a proxy that is trusted.
  package static func client(
    _ head: borrowing RequestHead, _ peer: ClientAddress, _ trusted: TrustedProxies
  ) -> ClientAddress {
    var client = peer
    for hop in hops(head, trusted.header).suffix(mostHops).reversed() {
      guard let range = hop, let found = address(head, range) else { break }
      client = found
      guard trusted.contain(found) else { break }
    }
    return client
  }

  /// What each proxy wrote, in order: where it is in the head, nil where it names no address. All lines of a list are one
  /// list (RFC 9110, 5.3).
  private static func hops(_ head: borrowing RequestHead, _ header: TrustedProxies.Header) -> [Range<Int>?] {
    let field: HTTPField = header == .forwarded ? .forwarded : .xForwardedFor
    var hops: [Range<Int>?] = []
    for index in 0..<head.fields.count where head.fields[index].field == field {
      let value = head.fields[index].value
      let found = head.with(value) { header == .forwarded ? ForwardedField.clients($0) : elements($0) }
      hops += found.map { $0.map { $0.lowerBound + value.lowerBound..<$0.upperBound + value.lowerBound } }
    }
    return hops
  }

  /// Of a list without quotes. An empty element is none (RFC 9110, 5.6.1).
  private static func elements(_ value: Span<UInt8>) -> [Range<Int>?] {
    var elements: [Range<Int>?] = []
    var start = 0
    for index in 0...value.count where index == value.count || value[index] == UInt8(ascii: ",") {
      let range = trimmed(value, start..<index)
      if !range.isEmpty { elements.append(range) }
      start = index + 1
    }
    return elements
  }

  static func trimmed(_ value: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, value[start] == 0x20 || value[start] == 0x09 { start += 1 }
    while end > start, value[end - 1] == 0x20 || value[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }

  private static func address(_ head: borrowing RequestHead, _ range: Range<Int>) -> ClientAddress? {
    head.with(range) { text in
      guard let place = withoutPort(text), let address = IPAddress(text.extracting(place)) else { return nil }
      var bytes: [UInt8] = []
      for index in place { bytes.append(text[index]) }
      return JSONString(validating: bytes).map { ClientAddress(text: $0, address) }
    }
  }

  /// Some write the port too: `192.0.2.7:4711`, `[2001:db8::7]:4711`. Nil for brackets that are not closed.
  private static func withoutPort(_ text: Span<UInt8>) -> Range<Int>? {
    if text.count > 0, text[0] == UInt8(ascii: "[") {
      var end = 1
      while end < text.count, text[end] != UInt8(ascii: "]") { end += 1 }
      guard end < text.count, end + 1 == text.count || text[end + 1] == UInt8(ascii: ":") else { return nil }
      return 1..<end
    }
    var (colon, colons) = (text.count, 0)
    for index in 0..<text.count where text[index] == UInt8(ascii: ":") {
      (colon, colons) = (index, colons + 1)
    }
    return 0..<(colons == 1 ? colon : text.count)
  }
}
