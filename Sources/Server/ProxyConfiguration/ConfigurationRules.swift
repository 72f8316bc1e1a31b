import JSONCore
import ProxyProtocol
import SchemaRuntime

/// What a configuration's schema cannot say: how its parts fit together. Each rule names the member to change.
enum ConfigurationRules {
  /// Kept with names instead of an offset: only a file with errors is read again for where they are.
  struct Fault {
    let place: FilePlace
    let message: String

    init(_ place: [JSONString], _ message: String) {
      self.place = FilePlace(place)
      self.message = message
    }
  }

  /// All of them, in the order of the file's parts.
  static func faults(of value: Configuration.Value) -> [Fault] {
    value.providers.flatMap { faults(of: $0.value, named: $0.name) }
      + value.aliases.compactMap { fault(of: $0.value, named: $0.name, among: value.providers.names) }
      + faults(of: value.clients, value.listen)
  }

  /// Without TLS a key is readable on every network in between.
  private static func faults(of provider: Configuration.Provider, named name: JSONString) -> [Fault] {
    var faults: [Fault] = []
    if provider.dialect == nil || provider.baseURL == nil {
      let names = Configuration.Value().providers.names.map(String.init).joined(separator: ", ")
      faults.append(
        Fault(["providers", name], "must have dialect and baseURL: only \(names) are built in"))
    }
    if let url = provider.baseURL, url.scheme == "http", !Loopback.holds(url.host) {
      faults.append(
        Fault(
          ["providers", name, "baseURL"], "must begin with https: only a loopback address may be called without TLS"))
    }
    return faults
  }

  /// Only the provider is checked: which models it has is not known before it is asked.
  private static func fault(of target: JSONString, named name: JSONString, among providers: [JSONString]) -> Fault? {
    let provider = String(String(target).prefix { $0 != "/" })
    guard !providers.contains(JSONString(provider)) else { return nil }
    return Fault(["aliases", name], "must begin with a configured provider and \"/\"")
  }

  private static func faults(of clients: Configuration.Clients, _ listen: Configuration.Listen) -> [Fault] {
    var faults: [Fault] = []
    if listen.maxBodyMemoryBytes < listen.maxBodyBytes {
      faults.append(
        Fault(
          ["listen", "maxBodyMemoryBytes"],
          "must be at least maxBodyBytes, which is \(listen.maxBodyBytes): no body of that size could be accepted"))
    }
    return faults + keyFaults(clients, listen)
  }

  /// Without keys, whoever reaches the port spends the operator's.
  private static func keyFaults(_ clients: Configuration.Clients, _ listen: Configuration.Listen) -> [Fault] {
    guard clients.requireKey == .never, !Loopback.holds(String(listen.host)) else { return [] }
    return [
      Fault(
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
