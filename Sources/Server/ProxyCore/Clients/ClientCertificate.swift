package import JSONCore
package import ProxyConfiguration

/// Whom a client's certificate is for. Read once for a connection, when the handshake is over; an authority that is
/// trusted has vouched for it.
package final class ClientCertificate: Sendable {
  /// As the audit has it.
  package let name: JSONString
  /// All by which an entry of the configuration may know it.
  let identities: [CertificateIdentity]
  /// Seconds since 1970. A connection may stay open for longer, and a session that is resumed is not verified again.
  let validUntil: Int

  package init(name: JSONString, identities: [CertificateIdentity], validUntil: Int) {
    self.name = name
    self.identities = identities
    self.validUntil = validUntil
  }
}
