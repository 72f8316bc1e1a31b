import ProxyConfiguration
import System

/// What a service manager gives a server, beside the configuration.
extension SettingsLoader {
  /// Where the audit is kept unless the configuration says otherwise: `$LOGS_DIRECTORY`.
  ///
  /// A relative one has been reported by whoever has found the data directory.
  var logDirectory: String? { try? ServiceDirectory.logs.path(environment) }

  /// Whose directory the data directory is, where nobody has named another place.
  private var isOfService: Bool { environment[ServiceDirectory.state.variable]?.isEmpty == false }

  /// Where the default of a place is from.
  func standard(_ pointer: String) -> SettingSource {
    let isLog = pointer.utf8.elementsEqual("/audit/folder".utf8) && logDirectory != nil
    if isLog { return .variable(ServiceDirectory.logs.variable) }
    return isOfService ? .variable(ServiceDirectory.state.variable) : .standard(pointer: pointer)
  }

  /// The file of a credential (systemd.exec(5), `LoadCredential=`).
  ///
  /// - Parameters:
  ///   - name: which the schema lets have no slash and no dot in front.
  ///   - pointer: of the member that names it.
  func credentialFile(_ name: String, at pointer: String) throws(SettingsFailure) -> String {
    guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else {
      throw SettingsFailure(
        pointer: pointer,
        "CREDENTIALS_DIRECTORY is not set: systemd sets it for a service with LoadCredential= or SetCredential=")
    }
    guard folder.utf8.first == UInt8(ascii: "/") else {
      throw SettingsFailure(pointer: pointer, "CREDENTIALS_DIRECTORY is not an absolute path, as systemd sets it")
    }
    return "\(folder)/\(name)"
  }
}

extension ProxySettings.Listen {
  /// Listens on what was passed and on nothing else. Whether this machine alone can connect is up to those sockets, not to
  /// what the configuration says: an open proxy must not come of a socket unit.
  mutating func adopt(_ sockets: [InheritedSocket]) {
    guard !sockets.isEmpty else { return }
    inherited = sockets
    socket = nil
    isTCP = false
    isLoopback = true
    for case .tcp(let host, let port) in sockets.map(\.address) {
      // Of several addresses, the one that others can reach is the one to speak of.
      if !isTCP || isLoopback { (self.host, self.port) = (host, port) }
      isTCP = true
      isLoopback = isLoopback && Loopback.holds(host)
    }
  }

  /// All that are listened on.
  var ports: [Int] {
    if inherited.isEmpty { return [port] }
    return inherited.compactMap { if case .tcp(_, let port) = $0.address { port } else { nil } }
  }
}
