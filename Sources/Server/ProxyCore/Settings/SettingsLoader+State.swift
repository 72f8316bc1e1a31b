import JSONCore
import ProxyProtocol
import RedisWire

extension SettingsLoader {
  /// Nil where nothing is shared, or where it cannot be set up: then there are errors. Nothing is connected here: Redis
  /// may be away, and that delays no start.
  func state(_ value: Configuration.State?, _ errors: inout [SettingsFailure]) -> StateSettings? {
    guard let value else { return nil }
    let name = String(value.instance)
    var settings = StateSettings(
      instance: name.utf8.elementsEqual("auto".utf8) ? nil : name,
      limits: StateSettings.Limits(onFailure: Self.policy(value.limits.onFailure)))
    guard let redis = value.redis else { return settings }
    do throws(SettingsFailure) { settings.redis = try self.redis(redis) } catch {
      errors.append(error)
      return nil
    }
    return settings
  }

  private static func policy(_ value: Configuration.StateLimitsOnFailure) -> StateFailurePolicy {
    switch value {
    case .local: .local
    case .refuse: .refuse
    case .open: .open
    }
  }

  private func redis(_ value: Configuration.Redis) throws(SettingsFailure) -> RedisSettings {
    let (source, member) = try source(value.url)
    let url: RedisURL
    do throws(RedisURLSourceFailure) { url = try source.read() } catch {
      switch error {
      case .unreadable: throw SettingsFailure(pointer: member, ProviderReader.unreadable)
      case .invalid(let failure): throw SettingsFailure(pointer: member, "the URL there \(failure)")
      }
    }
    let authorities = try authorities(value, isSecure: url.isSecure)
    return RedisSettings(
      source: source, timeout: UInt64(value.timeoutMs) * 1_000_000, connectTimeout: UInt64(value.connectMs) * 1_000_000,
      authorities: authorities, tls: url.isSecure ? try redisTLS(authorities) : nil,
      serverName: value.serverName.map { String($0) })
  }

  private func source(_ url: Configuration.RedisUrl) throws(SettingsFailure) -> (RedisURLSource, member: String) {
    let pointer = "/state/redis/url"
    if let path = url.file { return (RedisURLSource(.file(String(path), readFile)), pointer + "/file") }
    if let name = url.credential {
      let path = try credentialFile(String(name), at: pointer + "/credential")
      return (RedisURLSource(.file(path, readFile)), pointer + "/credential")
    }
    guard let variable = url.env, let text = environment[String(variable)], !text.isEmpty else {
      throw SettingsFailure(
        pointer: pointer + "/env", "the variable \(url.env ?? "") is not set: set it to redis://host:6379")
    }
    return (RedisURLSource(.text(Array(text.utf8))), pointer + "/env")
  }

  private func authorities(_ value: Configuration.Redis, isSecure: Bool) throws(SettingsFailure) -> [UInt8]? {
    guard let path = value.caFile else { return nil }
    let pointer = "/state/redis/caFile"
    guard isSecure else {
      throw SettingsFailure(pointer: pointer, "has no effect: the URL has no TLS; remove it, or write rediss://")
    }
    guard let bytes = readFile(String(path)) else {
      throw SettingsFailure(pointer: pointer, ProviderReader.unreadable)
    }
    return bytes
  }

  private func redisTLS(_ authorities: [UInt8]?) throws(SettingsFailure) -> any ProviderTLS {
    do throws(TLSFactory.Failure) { return try tls.make(authorities) } catch {
      switch error {
      case .noCertificate:
        throw SettingsFailure(
          pointer: "/state/redis/caFile",
          "the file has no certificate that can be read: it must be PEM, -----BEGIN CERTIFICATE-----")
      case .unavailable:
        throw SettingsFailure(
          pointer: "/state/redis/url", "TLS cannot be set up: are the system's CA certificates installed?")
      }
    }
  }
}
