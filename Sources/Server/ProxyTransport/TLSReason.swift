import NIOSSL
import ProxyCore

/// Why TLS was refused. Of a provider, for people: a wrong certificate, one of an unknown authority, and no TLS at all
/// need three different things done.
enum TLSReason {
  /// Nil when the error is none of TLS.
  static func sentence(_ error: any Error) -> String? {
    if let error = error as? NIOSSLExtraError {
      return error == .failedToValidateHostname
        ? "its certificate is for another name than that in baseURL" : "its certificate cannot be checked"
    }
    guard let error = error as? NIOSSLError else { return nil }
    switch error {
    case .handshakeFailed(let failure) where isAboutCertificate(failure): return distrust
    case .unableToValidateCertificate, .noCertificateToValidate: return distrust
    default: return "the TLS handshake failed: no version or cipher in common, or no TLS at all"
    }
  }

  /// Why a client's handshake failed.
  static func failure(_ error: any Error) -> HandshakeFailure {
    guard case .handshakeFailed(let failure)? = error as? NIOSSLError else { return .closed }
    if failure == .sslError([.eofDuringHandshake]) { return .closed }
    if isAboutCertificate(failure) || has("PEER_DID_NOT_RETURN_A_CERTIFICATE", failure) { return .clientCertificate }
    return refusals.contains { has($0, failure) } ? .refusedByClient : .other
  }

  /// Alerts of clients about a certificate (RFC 8446, 6.2). Clients with OpenSSL send theirs before they encrypt, and
  /// nothing but an alert is shorter than the shortest encrypted record.
  private static let refusals = [
    "TLSV1_ALERT_UNKNOWN_CA", "SSLV3_ALERT_BAD_CERTIFICATE", "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED", "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE", "BAD_PACKET_LENGTH",
  ]

  private static let distrust =
    "its certificate is not of an authority that is trusted here (caFile), or is not valid today"

  /// BoringSSL has a name for each error, and no constant that Swift could compare with.
  private static func isAboutCertificate(_ failure: BoringSSLError) -> Bool {
    has("CERTIFICATE_VERIFY_FAILED", failure)
  }

  private static func has(_ name: String, _ failure: BoringSSLError) -> Bool {
    let words = "\(failure)".utf8.split { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") }
    return words.contains { $0.elementsEqual(name.utf8) }
  }
}
