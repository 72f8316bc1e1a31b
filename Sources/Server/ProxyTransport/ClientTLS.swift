import NIOSSL
package import ProxyCore

/// What speaks TLS with providers. Every context is made here: TLS 1.2 at least; certificate and host name are checked,
/// and no setting turns that off.
final class ClientTLS: ProviderTLS {
  let context: NIOSSLContext

  private init(_ context: NIOSSLContext) { self.context = context }

  /// - Parameter authorities: PEM with the certificates to trust; nil for those of the system.
  static func make(_ authorities: [UInt8]?) throws(TLSFactory.Failure) -> ClientTLS {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    if let authorities {
      guard let certificates = try? NIOSSLCertificate.fromPEMBytes(authorities), !certificates.isEmpty else {
        throw .noCertificate
      }
      configuration.trustRoots = .certificates(certificates)
    }
    do { return ClientTLS(try NIOSSLContext(configuration: configuration)) } catch { throw .unavailable }
  }
}

extension TLSFactory {
  /// BoringSSL, as NIO has it.
  package static let boringSSL = TLSFactory(
    make: { (authorities) throws(Failure) in try ClientTLS.make(authorities) },
    makeListener: { (material) throws(ListenerFailures) in try ServerTLS.make(material) })
}
