import JSONCore
package import ProxyProtocol
import SchemaRuntime

/// One of the things by which a client's certificate is known. Compared as bytes; only the names of DNS and the digits of
/// a digest have two cases, which are one here.
package enum CertificateIdentity: Hashable, Sendable {
  /// Lower case.
  case dns([UInt8])
  case uri([UInt8])
  case email([UInt8])
  /// SHA-256 of the whole certificate.
  case digest([UInt8])

  package static func dns(of name: some Sequence<UInt8>) -> CertificateIdentity {
    .dns(name.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
  }
}

extension Configuration.ClientCertificate {
  /// Nil for none, which the schema rules out.
  package var identity: CertificateIdentity? {
    if let dns { return .dns(of: dns.bytes) }
    if let uri { return .uri(Array(uri.bytes)) }
    if let email { return .email(Array(email.bytes)) }
    return sha256.map { .digest(Self.bytes(ofDigits: $0.bytes)) }
  }

  /// Of pairs of hexadecimal digits, with colons between them or without.
  private static func bytes(ofDigits text: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in text where digit != UInt8(ascii: ":") {
      let value = digit &- 0x30 < 10 ? digit - 0x30 : (digit | 0x20) &- 0x61 &+ 10
      if let first = high { bytes.append(first << 4 | value & 15) }
      high = high == nil ? value & 15 : nil
    }
    return bytes
  }
}
