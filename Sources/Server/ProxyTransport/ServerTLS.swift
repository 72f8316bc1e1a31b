import NIOCore
import NIOSSL
import ProxyCore

/// What speaks TLS with clients: the certificate, its key, and whose certificates are accepted. Made away from the event
/// loops, since a key is checked.
final class ServerTLS: ListenerContext {
  /// For TLS 1.2; those of 1.3 are all good. Only such that a key which is stolen later opens nothing that was recorded
  /// before, and that cipher and check are one.
  private static let cipherSuites = "ECDH+AESGCM:ECDH+CHACHA20"
  /// How long a client that is sent away may take to say so too.
  private static let shutdownSeconds: Int64 = 2

  let context: NIOSSLContext
  let certificate: ServerCertificate

  private init(_ context: NIOSSLContext, _ certificate: ServerCertificate) {
    self.context = context
    self.certificate = certificate
  }

  static func make(_ material: TLSFactory.ListenerMaterial) throws(TLSFactory.ListenerFailures) -> ServerTLS {
    var failures: [TLSFactory.ListenerFailure] = []
    let chain = (try? NIOSSLCertificate.fromPEMBytes(material.certificates)) ?? []
    if chain.isEmpty { failures.append(.noCertificate) }
    // The library would ask for the passphrase on the terminal.
    let needsPassphrase = isEncrypted(material.key)
    let key = needsPassphrase ? nil : try? NIOSSLPrivateKey(bytes: material.key, format: .pem)
    if key == nil { failures.append(needsPassphrase ? .encryptedKey : .noKey) }
    let trusted = material.authorities.map { (try? NIOSSLCertificate.fromPEMBytes($0)) ?? [] }
    if trusted?.isEmpty == true { failures.append(.noAuthority) }
    guard failures.isEmpty, let own = chain.first, let key else { throw TLSFactory.ListenerFailures(failures) }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = material.requiresVersion13 ? .tlsv13 : .tlsv12
    configuration.cipherSuites = cipherSuites
    configuration.applicationProtocols = ["http/1.1"]
    configuration.shutdownTimeout = .seconds(shutdownSeconds)
    if let trusted {
      configuration.trustRoots = .certificates(trusted)
      configuration.certificateVerification =
        material.requiresClientCertificate ? .noHostnameVerification : .optionalVerification
      // Clients with several certificates choose by the names.
      configuration.sendCANameList = true
    }
    do {
      let certificate = ServerCertificate(
        validFrom: Int(own.notValidBefore), validUntil: Int(own.notValidAfter))
      return ServerTLS(try NIOSSLContext(configuration: configuration), certificate)
    } catch NIOSSLError.failedToLoadPrivateKey {
      throw TLSFactory.ListenerFailures([.mismatch])
    } catch {
      throw TLSFactory.ListenerFailures([.unusable])
    }
  }

  /// Both forms of an encrypted key say so at the beginning of a line (RFC 7468, 11; RFC 1421, 4.6.1.1).
  private static func isEncrypted(_ key: [UInt8]) -> Bool {
    key.split(separator: UInt8(ascii: "\n")).contains { line in
      line.starts(with: "-----BEGIN ENCRYPTED".utf8) || line.starts(with: "Proc-Type: 4,ENCRYPTED".utf8)
    }
  }
}
