/// Makes what a provider, or a client, is spoken to with. The transport knows how; the settings decide whom to trust.
package struct TLSFactory: Sendable {
  package enum Failure: Error {
    /// The text is no PEM, or has no certificate in it.
    case noCertificate
    /// The system has no authorities, or the library refused.
    case unavailable
  }

  /// The files of the listener's TLS, as they were read; none of them is empty.
  package struct ListenerMaterial: Sendable {
    package let certificates: [UInt8]
    package let key: [UInt8]
    package let authorities: [UInt8]?
    package let requiresClientCertificate: Bool
    package let requiresVersion13: Bool
  }

  package enum ListenerFailure: Error {
    case noCertificate, noKey, encryptedKey, noAuthority
    /// Each is good, and the key is another certificate's.
    case mismatch
    /// The library refused.
    case unusable
  }

  /// All that is wrong with what a listener is made of: each file is looked at, whatever is wrong with the others.
  package struct ListenerFailures: Error {
    /// Never empty.
    package let failures: [ListenerFailure]

    package init(_ failures: [ListenerFailure]) { self.failures = failures }
  }

  /// The argument is PEM with the certificates of the authorities to trust; nil is those of the system.
  package let make: @Sendable ([UInt8]?) throws(Failure) -> any ProviderTLS
  package let makeListener: @Sendable (ListenerMaterial) throws(ListenerFailures) -> any ListenerContext

  package init(
    make: @escaping @Sendable ([UInt8]?) throws(Failure) -> any ProviderTLS,
    makeListener: @escaping @Sendable (ListenerMaterial) throws(ListenerFailures) -> any ListenerContext
  ) {
    self.make = make
    self.makeListener = makeListener
  }
}
