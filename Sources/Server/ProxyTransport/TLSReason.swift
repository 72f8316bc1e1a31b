import NIOSSL

/// Why a provider's TLS was refused, for people: a wrong certificate, one of an unknown authority, and no TLS at all
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

  private static let distrust =
    "its certificate is not of an authority that is trusted here (caFile), or is not valid today"

  /// BoringSSL has a name for each error, and no constant that Swift could compare with.
  private static func isAboutCertificate(_ failure: BoringSSLError) -> Bool {
    let words = "\(failure)".utf8.split { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") }
    return words.contains { $0.elementsEqual("CERTIFICATE_VERIFY_FAILED".utf8) }
  }
}
