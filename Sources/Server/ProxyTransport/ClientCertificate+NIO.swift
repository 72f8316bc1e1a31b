import Digest
import JSONCore
import NIOSSL
import ProxyConfiguration
import ProxyCore

extension ClientCertificate {
  /// Names are longer nowhere but in attacks; the audit's member has this and the word before it.
  private static let longestName = 128

  convenience init(_ certificate: NIOSSLCertificate) {
    var identities = Self.alternativeNames(certificate)
    let digest = (try? certificate.toDERBytes()).map { SHA256.digest($0.span).bytes }
    let name = Self.name(certificate, identities, digest: digest)
    if let digest { identities.append(.digest(digest)) }
    self.init(name: name, identities: identities, validUntil: Int(certificate.notValidAfter))
  }

  private static func alternativeNames(_ certificate: NIOSSLCertificate) -> [CertificateIdentity] {
    certificate._subjectAlternativeNames().compactMap { name in
      switch name.nameType {
      case .uri: .uri(Array(name.contents))
      case .dnsName: .dns(of: name.contents)
      case .email: .email(Array(name.contents))
      default: nil
      }
    }
  }

  /// The common name, else the first alternative name, else the digest of the whole. It begins with what it is, so that
  /// no name can look like one of another kind.
  private static func name(
    _ certificate: NIOSSLCertificate, _ names: [CertificateIdentity], digest: [UInt8]?
  ) -> JSONString {
    if let common = certificate.subjectName.last(where: { $0.type == .commonName })?.value, !common.isEmpty {
      return text("CN=", Array(common.utf8))
    }
    switch names.first {
    case .uri(let name)?: return text("URI:", name)
    case .dns(let name)?: return text("DNS:", name)
    case .email(let name)?: return text("email:", name)
    case .digest?, nil: break
    }
    guard let digest else { return "unknown" }
    let digits = Array("0123456789abcdef".utf8)
    return text("sha256:", digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// What is not UTF-8, or is cut off in the middle of a letter, becomes a replacement character.
  private static func text(_ kind: String, _ name: [UInt8]) -> JSONString {
    JSONString(kind + String(decoding: name.prefix(longestName), as: UTF8.self))
  }
}
