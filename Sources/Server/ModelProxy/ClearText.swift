package import ProxyCore

/// Who is called without TLS over a network, for those who operate the proxy.
package enum ClearText {
  /// The provider's name, and a sentence.
  package static func warnings(_ settings: ProxySettings) -> [(provider: String, warning: String)] {
    settings.providers.flatMap { provider in
      let what = provider.credential.isPresent ? "its key and all prompts travel" : "all prompts travel"
      var hosts: [String] = []
      for endpoint in provider.endpoints where endpoint.isClear && !hosts.contains(endpoint.authority) {
        hosts.append(endpoint.authority)
      }
      return hosts.map { (provider.name, "\(what) to \($0) in clear text (plainHTTP): use https where you can") }
    }
  }
}
