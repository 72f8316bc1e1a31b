package import System

/// TLS towards clients: what the configuration says of it, and what was made of the files that it names.
package struct ListenerTLS: Sendable {
  package struct Options: Equatable, Sendable {
    package var certificateFile: String
    package var keyFile: String
    /// Of the authorities that issue certificates of clients; nil asks no client for one.
    package var authoritiesFile: String?
    package var requiresClientCertificate: Bool
    /// 1.3 instead of 1.2.
    package var requiresVersion13: Bool

    /// All files that it is made of.
    package var files: [String] { [certificateFile, keyFile] + (authoritiesFile.map { [$0] } ?? []) }
  }

  package let options: Options
  package let context: any ListenerContext
  /// Of the files, as they were before they were read: whoever finds others has to read them again.
  package let statuses: [FileStatus?]
  private let source: Source

  /// Where it comes from: so that changed files can be adopted whatever the configuration has become meanwhile.
  struct Source: Sendable {
    let readFile: @Sendable (String) -> [UInt8]?
    let factory: TLSFactory
  }

  /// - Throws: one error for each file that is wrong, or for what they are together.
  init(_ options: Options, _ source: Source) throws(ListenerTLSFailure) {
    self.options = options
    self.source = source
    statuses = options.files.map { FileStatus($0) }
    context = try Self.context(options, source)
  }

  /// The same with the files as they are now.
  ///
  /// - Throws: why not; what was made before is as good as it was.
  package func renewed() throws(ListenerTLSFailure) -> ListenerTLS { try ListenerTLS(options, source) }

  private static func context(_ options: Options, _ source: Source) throws(ListenerTLSFailure) -> any ListenerContext {
    var errors: [SettingsFailure] = []
    func read(_ member: Member, _ path: String) -> [UInt8] {
      if let text = source.readFile(path), !text.isEmpty { return text }
      errors.append(member.failure("the file cannot be read, or is empty: check its path and permissions"))
      return []
    }
    let material = TLSFactory.ListenerMaterial(
      certificates: read(.certificate, options.certificateFile), key: read(.key, options.keyFile),
      authorities: options.authoritiesFile.map { read(.authorities, $0) },
      requiresClientCertificate: options.requiresClientCertificate, requiresVersion13: options.requiresVersion13)
    do throws(TLSFactory.ListenerFailures) {
      let context = try source.factory.makeListener(material)
      if errors.isEmpty { return context }
    } catch {
      // Of a file that cannot be read nothing more is said.
      let unread = errors.map(\.pointer)
      errors += error.failures.map(failure).filter { !unread.contains($0.pointer) }
    }
    throw ListenerTLSFailure(errors: errors)
  }

  private static func failure(_ failure: TLSFactory.ListenerFailure) -> SettingsFailure {
    switch failure {
    case .noCertificate:
      Member.certificate.failure("the file must have certificates in PEM, each of them whole, and no other text in one")
    case .noKey: Member.key.failure("the file must have one private key in PEM, and that whole")
    case .encryptedKey:
      Member.key.failure("the key is encrypted, and nobody is there to ask: write it out with `openssl pkey -in FILE`")
    case .mismatch:
      Member.key.failure(
        "the key is not that of the first certificate in certificateFile: both must be of one pair, and the server's own"
          + " certificate comes first")
    case .noAuthority: Member.authorities.failure("the file must have certificates of authorities in PEM")
    case .unusable: Member.certificate.failure("TLS cannot be set up with this certificate")
    }
  }

  private enum Member: String {
    case certificate = "certificateFile"
    case key = "keyFile"
    case authorities = "clientAuthoritiesFile"

    func failure(_ message: String) -> SettingsFailure {
      SettingsFailure(pointer: "/listen/tls/" + rawValue, message)
    }
  }
}

/// What is wrong with the files of the listener's TLS.
package struct ListenerTLSFailure: Error, Equatable, Sendable {
  /// Never empty; each names the member whose file it is.
  package let errors: [SettingsFailure]
}

/// What the transport has made to speak TLS with clients; opaque here but for what an operator wants to know.
package protocol ListenerContext: Sendable {
  var certificate: ServerCertificate { get }
}

/// The certificate that clients are shown. Times are seconds since 1970.
package struct ServerCertificate: Equatable, Sendable {
  package let validFrom: Int
  package let validUntil: Int

  package init(validFrom: Int, validUntil: Int) {
    self.validFrom = validFrom
    self.validUntil = validUntil
  }

  /// The day on which it ends, UTC.
  package var lastDay: String { UTCTime.date(UTCTime.day(of: validUntil * 1000)) }

  /// What an operator has to do something about. A certificate is to be renewed before the last fifth of its time, or
  /// the last fourteen days; whoever renews later has forgotten it.
  ///
  /// - Parameter second: since 1970.
  package func problem(at second: Int) -> String? {
    if second < validFrom {
      return "it is not valid before \(UTCTime.text(validFrom * 1000)), and clients refuse it: is the clock right?"
    }
    if second > validUntil { return "it has ended on \(lastDay), and clients refuse it: renew it" }
    let rest = validUntil - second
    guard rest < min(14 * 86_400, (validUntil - validFrom) / 5) else { return nil }
    return "it ends on \(lastDay), in \(rest / 86_400) days: renew it"
  }
}
