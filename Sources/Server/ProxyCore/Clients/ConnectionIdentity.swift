import JSONCore
package import KeyStore
import System

/// What a connection knows of its client from one request to the next: the key that it was let in with last, and the
/// certificate of its handshake.
package struct ConnectionIdentity {
  package var lastKey = CachedKeyDecision()
  /// Nil where the client has shown none.
  package let certificate: ClientCertificate?
  /// Where it was looked for what the certificate stands for, and the key that was found.
  private var entries: CertificateKeys?
  private var key: NamedKeyDecision?

  package init(certificate: ClientCertificate? = nil) { self.certificate = certificate }

  /// Whether the time of the certificate is over.
  var certificateHasEnded: Bool { certificate.map { $0.validUntil < WallClock.seconds } ?? false }

  /// What the certificate decides; nil without one, and where it stands for no key. Looked up anew only when the entries
  /// or the keys have changed.
  mutating func certificateDecision(_ loop: ProxyLoop) -> KeyDecision? {
    guard let certificate, let entries = loop.configuration.settings.certificateKeys else { return nil }
    if entries !== self.entries {
      key = entries.key(of: certificate).map { NamedKeyDecision($0) }
      self.entries = entries
    }
    return loop.check(&key)
  }
}
