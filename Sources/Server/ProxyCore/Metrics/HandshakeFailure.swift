/// Why a connection to the listener's TLS did not get as far as a request, as a label.
package enum HandshakeFailure: UInt8, CaseIterable, Sendable {
  /// It was HTTP without TLS.
  case plainHTTP
  /// No certificate, where one is required, or none of an authority that is trusted.
  case clientCertificate
  /// The client does not trust this server's certificate.
  case refusedByClient
  case timeout
  /// The client left before the end. Whoever looks whether a port is open does, so that it is no reason for a warning.
  case closed
  /// No version or cipher in common, or no TLS.
  case other

  package var label: StaticString {
    switch self {
    case .plainHTTP: "plain_http"
    case .clientCertificate: "client_certificate"
    case .refusedByClient: "refused_by_client"
    case .timeout: "timeout"
    case .closed: "closed"
    case .other: "other"
    }
  }
}
