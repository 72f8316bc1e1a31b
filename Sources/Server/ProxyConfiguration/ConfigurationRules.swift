import JSONCore
import ProxyProtocol
import SchemaRuntime

/// What a configuration's schema cannot say: how its parts fit together. Each rule names the member to change.
enum ConfigurationRules {
  /// Kept with names instead of an offset: only a file with errors is read again for where they are.
  struct Finding {
    let location: FileLocation
    let message: String

    init(_ location: [JSONString], _ message: String) {
      self.location = FileLocation(location)
      self.message = message
    }
  }

  /// All of them, in the order of the file's parts.
  static func errors(of value: Configuration.Value) -> [Finding] {
    value.providers.flatMap { errors(of: $0.value, named: $0.name) }
      + value.aliases.compactMap { error(of: $0.value, named: $0.name, among: value.providers.names) }
      + errors(of: value.clients, value.listen)
  }

  /// Without TLS a key is readable on every network in between.
  private static func errors(of provider: Configuration.Provider, named name: JSONString) -> [Finding] {
    var errors: [Finding] = []
    let lacksURL = provider.baseURL == nil && provider.endpoints?.allSatisfy { $0.baseURL != nil } != true
    if provider.apiFormat == nil && provider.endpoints == nil || lacksURL {
      let names = Configuration.Value().providers.names.map(String.init).joined(separator: ", ")
      errors.append(
        Finding(
          ["providers", name], "must have apiFormat (or endpoints) and baseURL: only \(names) are built in"))
    }
    if provider.apiFormat != nil, provider.endpoints != nil {
      errors.append(
        Finding(["providers", name, "apiFormat"], "says the same as endpoints: write one of them"))
    }
    // One of them has been filled in from the other where only one is given.
    if let former = provider.dialect, former != provider.apiFormat {
      errors.append(
        Finding(["providers", name, "dialect"], "contradicts apiFormat, of which it is the former name: remove it"))
    }
    if let url = provider.baseURL { errors += error(ofURL: url, at: ["providers", name, "baseURL"]) }
    for (index, endpoint) in (provider.endpoints ?? []).enumerated() {
      guard let url = endpoint.baseURL else { continue }
      errors += error(ofURL: url, at: ["providers", name, "endpoints", JSONString("\(index)"), "baseURL"])
    }
    return errors
  }

  private static func error(ofURL url: JSONURI, at location: [JSONString]) -> [Finding] {
    guard url.scheme == "http", !Loopback.holds(url.host) else { return [] }
    return [Finding(location, "must begin with https: only a loopback address may be called without TLS")]
  }

  /// Only the provider is checked: which models it has is not known before it is asked.
  private static func error(of target: JSONString, named name: JSONString, among providers: [JSONString]) -> Finding? {
    let provider = String(String(target).prefix { $0 != "/" })
    guard !providers.contains(JSONString(provider)) else { return nil }
    return Finding(["aliases", name], "must begin with a configured provider and \"/\"")
  }

  private static func errors(of clients: Configuration.Clients, _ listen: Configuration.Listen) -> [Finding] {
    var errors: [Finding] = []
    if listen.maxBodyMemoryBytes < listen.maxBodyBytes {
      errors.append(
        Finding(
          ["listen", "maxBodyMemoryBytes"],
          "must be at least maxBodyBytes, which is \(listen.maxBodyBytes): no body of that size could be accepted"))
    }
    if let tls = listen.tls, tls.clientCertificates != nil, tls.clientAuthoritiesFile == nil {
      errors.append(
        Finding(
          ["listen", "tls", "clientCertificates"],
          "has no effect without clientAuthoritiesFile, the authorities that issue certificates of clients: give it, or"
            + " remove this"))
    }
    return errors + keyErrors(clients, listen)
  }

  /// Without keys, whoever reaches the port spends the operator's.
  private static func keyErrors(_ clients: Configuration.Clients, _ listen: Configuration.Listen) -> [Finding] {
    guard clients.requireKey == .never, !Loopback.holds(String(listen.host)) else { return [] }
    return [
      Finding(
        ["clients", "requireKey"],
        "cannot be \"never\" while listen.host is no loopback address: everyone who reaches it could spend your keys")
    ]
  }
}

extension JSONURI {
  /// Without user and port; an IPv6 address with its brackets.
  /// As `Loopback.holds` takes it.
  fileprivate var host: String {
    let text = String(authority ?? "")
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") { return String(text[...end]) }
    return String(text.prefix { $0 != ":" })
  }
}
