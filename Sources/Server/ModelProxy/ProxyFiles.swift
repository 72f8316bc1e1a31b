import ProxyConfiguration
package import ProxyCore

extension ProxySettings {
  /// Where everything lies that a server reads and writes, for people: `serve` logs it, `serve --check` prints it.
  ///
  /// - Parameter configuration: where the configuration's file is; nil without one.
  package func files(configuration: String?) -> [(name: String, detail: String)] {
    [
      ("configuration", configuration ?? "the environment"),
      ("client keys", keyDatabase + Self.reason(sources.keyDatabase)),
      ("audit", audit.folder + Self.reason(sources.audit)),
      ("stored responses", responseTable + Self.reason(sources.data)),
      ("prices", ownPrices.map { "\($0.file), before the built-in table" } ?? "the built-in table"),
    ]
  }

  /// Why it is there, where a variable says so: what the file says can be read there.
  private static func reason(_ source: SettingSource) -> String {
    switch source {
    case .variable(let name): " (\(name))"
    case .member, .option, .standard: ""
    }
  }
}
