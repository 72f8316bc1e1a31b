import ProxyConfiguration
package import ProxyCore

extension ProxySettings {
  /// Where everything lies that a server reads and writes, for people: `serve` logs it, `serve --check` prints it.
  ///
  /// - Parameter configuration: the configuration's file; nil without one.
  package func files(configuration: String?) -> [(name: String, detail: String)] {
    [
      ("configuration", configuration ?? "the environment"),
      ("client keys", keyDatabase),
      ("audit", audit.folder),
      ("stored responses", responseTable),
      ("prices", ownPrices.map { "\($0.file), before the built-in table" } ?? "the built-in table"),
    ]
  }
}
