import JSONCore
import ProxyConfiguration
import ProxyProtocol

/// Which certificates stand for which client keys, as the configuration says. An object, so that a connection can tell
/// whether what it has looked up is still what holds.
package final class CertificateKeys: Sendable {
  /// Names or ids of keys, an entry each.
  private let names: [JSONString]
  /// The first entry that is about each.
  private let positions: [CertificateIdentity: Int]

  /// Nil for none: then certificates are not looked at.
  init?(_ entries: [Configuration.ClientCertificate]) {
    if entries.isEmpty { return nil }
    names = entries.map { $0.key.detached() }
    let named = entries.enumerated().compactMap { position, entry in entry.identity.map { ($0, position) } }
    positions = Dictionary(named) { first, _ in first }
  }

  /// The keys that they name, each once.
  package var keys: [String] {
    var seen: Set<JSONString> = []
    return names.filter { seen.insert($0).inserted }.map { String($0) }
  }

  /// The key of the first entry that is about the certificate; nil where none is.
  func key(of certificate: ClientCertificate) -> JSONString? {
    certificate.identities.compactMap { positions[$0] }.min().map { names[$0] }
  }
}
