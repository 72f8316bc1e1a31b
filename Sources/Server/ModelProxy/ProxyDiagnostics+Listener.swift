import ProxyCore
import System

extension ProxyDiagnostics {
  /// What clients connect to: whether their keys are safe on the way, and what of the certificate wants attention.
  mutating func diagnoseListener(_ settings: ProxySettings) {
    if let socket = settings.listen.socket, let folder = Self.parent(socket.path), !system.isWritable(folder) {
      add(
        .broken, "listener",
        "the socket \(socket.path) cannot be made: check that \(folder) is there, and its permissions")
    }
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

  /// A loopback address is not on any network.
  private mutating func diagnosePlainListener(_ listen: ProxySettings.Listen) {
    if listen.isLoopback { return }
    if listen.trusted != nil { return add(.fine, "listener", "no TLS: behind the proxies of listen.trustedProxies") }
    add(
      .doubtful, "listener",
      "client keys travel in clear to \(listen.host), where everyone on the way can read them: give listen.tls a "
        + "certificate, or put a proxy that has one in front and name it in listen.trustedProxies")
  }
}
