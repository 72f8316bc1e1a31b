import JSONCore
package import ProxyConfiguration
import ProxyProtocol
import ProxyTransport
import SchemaRuntime

/// Asks a server for its health: the one that a configuration is of, or that of a URL.
package struct HealthCheck: Sendable, Equatable {
  /// Why nobody can be asked.
  package struct Problem: Error, CustomStringConvertible, Equatable {
    package let description: String
    init(_ description: String) { self.description = description }
  }

  /// Shorter than the 5 s after which orchestrators give a check up: they show what it says, and nothing of one that
  /// they end.
  private static let seconds = 4

  let target: HealthTarget

  /// - Parameter path: `/readyz` or `/healthz`.
  package init(_ configuration: ConfigurationFile, path: String) throws(Problem) {
    let listen = configuration.value.listen
    let socket = listen.socket.map { HealthTarget(.socket(String($0.path)), .none, path: path) }
    guard listen.tcp else {
      guard let socket else { throw Problem("the configuration listens nowhere: set listen.tcp or listen.socket") }
      target = socket
      return
    }
    let needsCertificate = listen.tls.map { $0.clientAuthoritiesFile != nil && $0.clientCertificates != .optional }
    switch (needsCertificate == true || listen.port == 0, socket) {
    case (true, let socket?): target = socket
    case (true, nil) where listen.port == 0:
      throw Problem("listen.port is 0, so the system has chosen the port: name the address with --url")
    case (true, nil):
      throw Problem("listen.tls turns clients without a certificate away: add listen.socket to be asked there")
    case (false, _):
      target = HealthTarget(
        .tcp(host: Self.reachable(String(listen.host)), port: listen.port),
        listen.tls == nil ? .none : .ofThisMachine, path: path)
    }
  }

  /// All addresses of the machine include loopback, and nobody can connect to "all".
  private static func reachable(_ host: String) -> String {
    let bare = host.utf8.filter { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }
    switch String(decoding: bare, as: UTF8.self) {
    case "0.0.0.0": return "127.0.0.1"
    case "::": return "::1"
    case let other: return other
    }
  }

  /// - Parameters:
  ///   - url: `http://host:port/path`, `https://` likewise, or `unix:/path/of/the.sock`.
  ///   - path: what is asked for where the URL has no path.
  package init(url: String, path: String) throws(Problem) {
    if url.utf8.starts(with: "unix:/".utf8) {
      let socket = String(decoding: url.utf8.dropFirst("unix:".utf8.count), as: UTF8.self)
      target = HealthTarget(.socket(socket), .none, path: path)
      return
    }
    guard let uri = JSONURI(url), let authority = uri.authority.map({ String($0) }),
      let place = Self.split(authority)
    else { throw Self.notAnAddress }
    let isSecure: Bool
    switch String(uri.scheme) {
    case "http": isSecure = false
    case "https": isSecure = true
    default: throw Self.notAnAddress
    }
    let given = String(uri.path)
    target = HealthTarget(
      .tcp(host: place.host, port: place.port ?? (isSecure ? 443 : 80)),
      isSecure ? (Loopback.holds(place.host) ? .ofThisMachine : .verified) : .none, authority: authority,
      path: given.isEmpty || given.utf8.elementsEqual("/".utf8) ? path : given)
  }

  private static let notAnAddress = Problem(
    "--url is http://HOST:PORT, https://HOST:PORT or unix:/PATH, with a path behind the port or without")

  /// Host without brackets, and port; nil when there is a user, no host, or a port that is none.
  private static func split(_ authority: String) -> (host: String, port: Int?)? {
    let bytes = Array(authority.utf8)
    if bytes.contains(UInt8(ascii: "@")) { return nil }
    var (host, port) = (bytes[...], Int?.none)
    if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), bytes.last != UInt8(ascii: "]") {
      guard let number = UInt16(String(decoding: bytes[(colon + 1)...], as: UTF8.self)), number > 0 else { return nil }
      (host, port) = (bytes[..<colon], Int(number))
    }
    let bare = host.filter { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }
    return bare.isEmpty ? nil : (String(decoding: bare, as: UTF8.self), port)
  }

  /// What to say of it, and whether the server is well. Waits for it; not to be called on an event loop.
  package func run() -> (isHealthy: Bool, text: String) {
    switch HealthProbe.ask(target, seconds: Self.seconds) {
    case .response(200, let body): (true, body)
    case .response(let status, let body): (false, "\(target) responded \(status): \(body)")
    case .failure(let reason): (false, "\(target): \(reason)")
    }
  }
}
