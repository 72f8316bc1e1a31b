import Digest
import JSONCore
import NIOSSL

/// Whom a client's certificate is for, as the audit has it. An authority that is trusted has checked it.
enum ClientCertificate {
  /// Names are longer nowhere but in attacks; the audit's member has this and the word before it.
  private static let longestName = 128

  /// The common name, else the first alternative name, else the digest of the whole. It begins with what it is, so that
  /// no name can look like one of another kind.
  static func name(_ certificate: NIOSSLCertificate) -> JSONString {
    if let common = certificate.subjectName.last(where: { $0.type == .commonName })?.value, !common.isEmpty {
      return text("CN=", Array(common.utf8))
    }
    for name in certificate._subjectAlternativeNames() {
      switch name.nameType {
      case .uri: return text("URI:", Array(name.contents))
      case .dnsName: return text("DNS:", Array(name.contents))
      case .email: return text("email:", Array(name.contents))
      default: continue
      }
    }
    guard let bytes = try? certificate.toDERBytes() else { return "unknown" }
    let digits = Array("0123456789abcdef".utf8)
    return text("sha256:", SHA256.digest(bytes.span).bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// What is not UTF-8, or is cut off in the middle of a letter, becomes a replacement character.
  private static func text(_ kind: String, _ name: [UInt8]) -> JSONString {
    JSONString(kind + String(decoding: name.prefix(longestName), as: UTF8.self))
  }
}
