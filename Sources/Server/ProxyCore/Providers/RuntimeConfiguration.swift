/// An active configuration, with everything made from it. Replaced as a whole by a reload; exchanges keep the one
/// they began with, so that no request sees half of two configurations.
package final class RuntimeConfiguration: Sendable {
  package let settings: ProxySettings
  package let directory: ModelDirectory
  /// In the order of the settings.
  package let routes: [ActiveRoute]
  package let providers: [ActiveProvider]
  /// Pages of some origin may call.
  package let servesPages: Bool
  /// Some provider takes bodies that the schema of the API refuses.
  package let hasLenientProvider: Bool
  /// Nil where no responses are kept.
  package let cache: ActiveCache?

  /// - Parameters:
  ///   - metrics: the series of a provider, made when they are new.
  ///   - keepsDirectory: whether what providers have said of their models holds: only their keys are others.
  /// - Throws: what in the settings cannot be sent: a key with a line break in it.
  package init(
    _ settings: ProxySettings, former: RuntimeConfiguration?, keepsDirectory: Bool = false,
    metrics: (String) -> ProviderMetrics
  ) throws(SettingsFailure) {
    self.settings = settings
    cache = ActiveCache.of(settings.cache, former: former?.cache)
    servesPages = !settings.listen.origins.isEmpty
    hasLenientProvider = settings.providers.contains { !$0.validatesStrictly }
    directory =
      (keepsDirectory ? former?.directory : nil)
      ?? ModelDirectory(settings.providers, aliases: settings.aliases, routes: settings.routes)
    routes = former?.settings.routes == settings.routes ? former?.routes ?? [] : settings.routes.map { ActiveRoute($0) }
    var providers: [ActiveProvider] = []
    for provider in settings.providers {
      let former = former?.providers.first { $0.settings.name == provider.name }
      guard let made = ActiveProvider(provider, metrics: metrics(provider.name), former: former) else {
        throw Self.unsendable(provider)
      }
      providers.append(made)
    }
    self.providers = providers
  }

  /// - Throws: why requests to the provider could not be made.
  static func check(_ provider: Provider) throws(SettingsFailure) {
    let metrics = ProviderMetrics(name: provider.name)
    if ActiveProvider(provider, metrics: metrics, former: nil) == nil { throw unsendable(provider) }
  }

  private static func unsendable(_ provider: Provider) -> SettingsFailure {
    SettingsFailure(
      pointer: "/providers/\(provider.name)",
      "the key or a header cannot be sent: it holds a line break or another control character")
  }
}
