import JSONCore
import ProxyProtocol

extension SettingsLoader {
  /// Nil where clients are served without TLS, or where it cannot be set up: then there are errors.
  func listenerTLS(_ value: Configuration.Tls?, _ errors: inout [SettingsFailure]) -> ListenerTLS? {
    guard let value else { return nil }
    let options = ListenerTLS.Options(
      certificateFile: String(value.certificateFile), keyFile: String(value.keyFile),
      authoritiesFile: value.clientAuthoritiesFile.map { String($0) },
      requiresClientCertificate: value.clientCertificates != .optional, requiresVersion13: value.minimumVersion == ._13)
    do throws(ListenerTLSFailure) {
      return try ListenerTLS(options, ListenerTLS.Source(readFile: readFile, factory: tls))
    } catch {
      errors += error.errors
      return nil
    }
  }
}
