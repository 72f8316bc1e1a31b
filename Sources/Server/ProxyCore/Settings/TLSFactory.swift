/// Makes what a provider is spoken to with. The transport knows how; the settings decide whom to trust.
package struct TLSFactory: Sendable {
  package enum Failure: Error {
    /// The text is no PEM, or has no certificate in it.
    case noCertificate
    /// The system has no authorities, or the library refused.
    case unavailable
  }

  /// The argument is PEM with the certificates of the authorities to trust; nil is those of the system.
  package let make: @Sendable ([UInt8]?) throws(Failure) -> any ProviderTLS

  package init(make: @escaping @Sendable ([UInt8]?) throws(Failure) -> any ProviderTLS) { self.make = make }
}
