import ProxyCore
import ProxyTransport
import Synchronization

/// Puts configurations in force, one after the other: a reload and a changed key may come at the same time, and neither may
/// undo the other.
final class ConfigurationAdopter: Sendable {
  private let server: ProxyServer
  private let state: ServerState
  private let lock = Mutex(())

  init(_ server: ProxyServer, _ state: ServerState) {
    self.server = server
    self.state = state
  }

  /// The whole of it.
  ///
  /// - Returns: what is in force now.
  func adopt(_ settings: ProxySettings) throws(SettingsFailure) -> RuntimeConfiguration {
    let metrics = state.metrics
    return try lock.withLock { _ in
      Result { () throws(SettingsFailure) in
        let new = try RuntimeConfiguration(settings, former: state.configuration) { metrics.provider($0) }
        state.accounting.adopt(settings.priceBook())
        server.adopt(new)
        return new
      }
    }.get()
  }

  /// Other tools, where files of them have changed.
  ///
  /// - Returns: whether they have.
  func lookAtTools() -> Bool { lock.withLock { _ in server.lookAtTools() } }

  /// A key of one provider. False when it is the one in force already, or the provider has another source of its key
  /// by now.
  func adopt(
    _ key: KeySource.Reading, of provider: Provider, _ watched: Provider.WatchedKey
  ) throws(SettingsFailure) -> Bool {
    let metrics = state.metrics
    return try lock.withLock { _ in
      Result { () throws(SettingsFailure) in
        let former = state.configuration
        var settings = former.settings
        guard let index = settings.providers.firstIndex(where: { $0.name == provider.name }),
          let source = settings.providers[index].keySource(at: watched.index), source.isSame(as: watched.source)
        else { return false }
        if settings.providers[index].has(key.credential, at: watched.index) { return false }
        settings.providers[index] = settings.providers[index].adopting(key, at: watched.index)
        server.adopt(
          try RuntimeConfiguration(settings, former: former, keepsDirectory: true) { metrics.provider($0) })
        return true
      }
    }.get()
  }
}
