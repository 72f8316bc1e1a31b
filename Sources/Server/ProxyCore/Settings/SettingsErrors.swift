package import ProxyConfiguration

/// Everything that is wrong with a configuration and with the files that it names.
package struct SettingsErrors: Error, Sendable, CustomStringConvertible {
  /// Never empty.
  package let errors: [ConfigurationError]
  /// What can be looked at all the same; nil where the file has not even the form of a configuration.
  package let resources: StartResources?

  package var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// What a start takes hold of beside the configuration.
package struct StartResources: Sendable {
  package let audit: ProxySettings.Audit
  package let keyDatabase: String
  package let listen: ProxySettings.Listen
  package let sources: StartSources
}

/// Who asked for each of these.
package struct StartSources: Sendable {
  package let audit: SettingSource
  package let keyDatabase: SettingSource
  /// Of files that no setting names.
  package let data: SettingSource
  package let host: SettingSource
  package let port: SettingSource
  package let socket: SettingSource
}

extension ProxySettings {
  package var resources: StartResources {
    StartResources(audit: audit, keyDatabase: keyDatabase, listen: listen, sources: sources)
  }
}
