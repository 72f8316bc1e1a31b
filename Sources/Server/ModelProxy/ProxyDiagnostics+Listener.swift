import ProxyCore
import ProxyTransport
import System

extension ProxyDiagnostics {
  /// What clients connect to: whether their keys are safe on the way, and what of the certificate wants attention.
  mutating func diagnoseListener(_ settings: ProxySettings) {
    guard let tls = settings.listen.tls else { return diagnosePlainListener(settings.listen) }
    let certificate = tls.context.certificate
    if let problem = certificate.problem(at: WallClock.seconds) {
      add(.doubtful, "listener", "\(tls.options.certificateFile): \(problem)")
    } else {
      add(.fine, "listener", "TLS, with a certificate that is valid until \(certificate.lastDay)")
    }
    if let permissions = system.permissions(tls.options.keyFile), permissions & 0o077 != 0 {
      let path = tls.options.keyFile
      add(.doubtful, "listener", "key in \(path), which others may read or write: chmod 600 \(path)")
    }
  }

  /// A key may still be made: until then a client with its certificate is refused.
  mutating func diagnoseCertificateKeys(_ settings: ProxySettings) {
    guard let keys = settings.certificateKeys?.keys else { return }
    let missing = system.start.missingKeys(settings.keyDatabase, keys)
    if missing.isEmpty { return add(.fine, "certificates", "stand for \(keys.count) active keys") }
    add(
      .doubtful, "certificates",
      "clients.certificates names keys that are not active, so that their clients are refused: "
        + missing.joined(separator: ", "))
  }

  /// A loopback address is not on any network.
  private mutating func diagnosePlainListener(_ listen: ProxySettings.Listen) {
    if listen.isLoopback { return }
    if listen.trusted != nil { return add(.fine, "listener", "no TLS: behind the proxies of listen.trustedProxies") }
    add(
      .doubtful, "listener",
      "client keys travel in clear to \(listen.host), where everyone on the way can read them: give listen.tls a "
        + "certificate, or put a proxy that has one in front and name it in listen.trustedProxies")
  }

  /// Only said: who has the address now may have left it by the time of the start.
  mutating func diagnoseAddress(_ settings: ProxySettings, _ check: StartCheck) {
    if check.listeners.isEmpty {
      return add(.fine, "address", Self.places(settings.listen).joined(separator: " and "))
    }
    for failure in check.listeners {
      let error = settings.sources.error(failure)
      if !failure.isInUse {
        add(.broken, "address", "\(error)")
      } else if check.isAuditInUse {
        add(.fine, "address", "\(failure.place), where a server listens that has this audit")
      } else {
        add(.doubtful, "address", "\(error)")
      }
    }
  }

  private static func places(_ listen: ProxySettings.Listen) -> [String] {
    var places = listen.inherited.map { "the socket \($0.name) of the service manager" }
    guard places.isEmpty else { return places }
    if listen.isTCP {
      let host = listen.host.utf8.contains(UInt8(ascii: ":")) ? "[\(listen.host)]" : listen.host
      places.append(listen.port == 0 ? "\(host), any port" : "\(host):\(listen.port) is free")
    }
    if let socket = listen.socket { places.append("unix:\(socket.path) is free") }
    return places
  }
}
