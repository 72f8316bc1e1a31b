import JSONCore
import LLMWire
import Pricing
import ProxyConfiguration
import ProxyProtocol
import SchemaRuntime

/// Resolves one provider of the configuration. The schema has checked types and ranges; what is checked here needs
/// the environment, files, or two members at once.
struct ProviderReader {
  let name: String
  let entry: Configuration.Provider
  let loader: SettingsLoader

  /// Whether the key is there, or none is needed. Without a configuration file it decides whether the provider is
  /// served.
  var hasKey: Bool {
    guard entry.keys == nil, let variable = entry.key?.env else { return true }
    return loader.environment[String(variable)]?.isEmpty == false
  }

  /// - Parameter tls: what trusts the system's authorities, made for the first provider that needs it and shared by
  ///   all: it takes milliseconds.
  /// - Throws: the first thing that is wrong with this provider; others are still read.
  func read(_ tls: inout (any ProviderTLS)?) throws(SettingsFailure) -> Provider {
    let endpoints = try self.endpoints(&tls)
    let keys = try severalKeys()
    let key: KeySource.Reading
    if let first = keys.first {
      key = KeySource.Reading(credential: first.credential, status: first.status)
    } else {
      key = try credential()
    }
    // A preset is declared too; the name alone is not.
    let vendor = entry.vendor ?? entry.preset.flatMap { ProviderPresets.vendor($0) }
    return Provider(
      name: name,
      account: Vendor.account(named: name, declared: vendor.map { String($0) }, hosts: endpoints.map(\.host)),
      endpoints: endpoints, credential: key.credential, keySource: keySource, keyStatus: key.status,
      keys: keys, keyField: keyField, query: query,
      usesDeployments: entry.deployments,
      headers: entry.headers.map { (String($0.name), String($0.value)) },
      models: entry.models.map { $0.map { String($0) } },
      passThrough: entry.passThrough.map { PathPattern(String($0)) }, timeouts: timeouts, retries: retries,
      breaker: entry.breaker.enabled
        ? Provider.Breaker(failures: entry.breaker.failures, openMilliseconds: entry.breaker.openMs) : nil,
      limits: entry.limits?.numbers.map { Provider.Limits($0) } ?? Provider.Limits(),
      maximumConnections: entry.maxConnections, asksForUsage: entry.streamUsage ?? true,
      forwardedHeaders: ForwardedHeaders((entry.forwardHeaders ?? []).map { String($0) }),
      parameters: entry.parameters.flatMap { ParameterRules($0) }, validatesStrictly: entry.validation == .strict)
  }

  /// Without the path: who has mistaken it for the key itself would find the key in the log.
  static let unreadable =
    "the file cannot be read: check its permissions and its path, which begins in the folder of the configuration"

  /// All that is wrong with a provider that cannot be read: `read` ends at the first.
  func failures(after first: SettingsFailure) -> [SettingsFailure] {
    do throws(SettingsFailure) { _ = try severalKeys().isEmpty ? credential() : nil } catch {
      return error == first ? [first] : [first, error]
    }
    return [first]
  }

  // MARK: endpoints

  /// Those of the list, or the one that `apiFormat` and `baseURL` give. A format that comes twice could lead to either.
  private func endpoints(_ tls: inout (any ProviderTLS)?) throws(SettingsFailure) -> [Provider.Endpoint] {
    guard let listed = entry.endpoints else {
      guard let format = entry.apiFormat else {
        throw failure("/apiFormat", "is missing: write one of \(Self.formats); only built-in providers have a default")
      }
      return [try endpoint(format, entry.baseURL, "/baseURL", &tls)]
    }
    var endpoints: [Provider.Endpoint] = []
    for (index, item) in listed.enumerated() {
      let endpoint = try endpoint(item.apiFormat, item.baseURL ?? entry.baseURL, "/endpoints/\(index)/baseURL", &tls)
      if endpoints.contains(where: { $0.format.api == endpoint.format.api }) {
        throw failure("/endpoints/\(index)/apiFormat", "is there twice: a format has one base URL")
      }
      endpoints.append(endpoint)
    }
    return endpoints
  }

  private static let formats = WireFormat.all.map { "\"\($0.name)\"" }.joined(separator: ", ")

  private func endpoint(
    _ format: Configuration.ApiFormat, _ url: JSONURI?, _ member: String, _ tls: inout (any ProviderTLS)?
  ) throws(SettingsFailure) -> Provider.Endpoint {
    guard let url else {
      throw failure(member, "is missing: write it as https://host/v1; only built-in providers have a default")
    }
    let address = try EndpointAddress(url, plainHTTP: (entry.plainHTTP ?? []).map { String($0) }) { (_, message) in
      failure(member, message)
    }
    return Provider.Endpoint(
      format: Self.wireFormat(format), host: address.host, port: address.port, authority: address.authority,
      basePath: address.path, tls: try makeTLS(address, common: &tls), serverName: address.serverName)
  }

  /// The words of the configuration's schema.
  private static func wireFormat(_ format: Configuration.ApiFormat) -> WireFormat {
    switch format {
    case .openai: .openAI
    case .anthropic: .anthropic
    case .responses: .responses
    }
  }

  // MARK: TLS

  /// `caFile` replaces the system's authorities for this provider, so that no other authority can speak for a gateway
  /// of one's own.
  private func makeTLS(
    _ address: EndpointAddress, common: inout (any ProviderTLS)?
  ) throws(SettingsFailure) -> (any ProviderTLS)? {
    guard address.isSecure else {
      if entry.caFile != nil {
        throw failure("/caFile", "has no effect: baseURL has no TLS; remove it, or write https://")
      }
      return nil
    }
    if let path = entry.caFile {
      guard let authorities = loader.readFile(String(path)) else {
        throw failure("/caFile", Self.unreadable)
      }
      return try made(trusting: authorities)
    }
    if common == nil { common = try made(trusting: nil) }
    return common
  }

  private func made(trusting authorities: [UInt8]?) throws(SettingsFailure) -> any ProviderTLS {
    do throws(TLSFactory.Failure) { return try loader.tls.make(authorities) } catch {
      switch error {
      case .noCertificate:
        throw failure(
          "/caFile", "the file has no certificate that can be read: it must be PEM, -----BEGIN CERTIFICATE-----")
      case .unavailable:
        throw failure("/baseURL", "TLS cannot be set up: are the system's CA certificates installed?")
      }
    }
  }

  private var timeouts: Provider.Timeouts {
    let defaults = Configuration.Timeouts()
    let values = entry.timeouts ?? defaults
    return Provider.Timeouts(
      connectMilliseconds: values.connectMs, firstByteMilliseconds: values.firstByteMs,
      idleMilliseconds: values.idleMs, totalMilliseconds: values.totalMs)
  }

  private var retries: Provider.Retries {
    Provider.Retries(
      maximum: entry.retries.max, firstDelayMilliseconds: entry.retries.firstDelayMs,
      maximumDelayMilliseconds: entry.retries.maxDelayMs, budgetPercent: entry.retries.budgetPercent)
  }

  private var keyField: KeyField? {
    switch entry.auth {
    case .bearer: .bearer
    case .xApiKey: .xAPIKey
    case .apiKey: .apiKey
    case nil: nil
    }
  }

  /// As a URL has it. Names have only characters that need no escape.
  private var query: String {
    (entry.query ?? [:]).map { "\($0.name)=\(Self.encoded($0.value.bytes))" }.joined(separator: "&")
  }

  private static func encoded(_ value: some Sequence<UInt8>) -> String {
    value.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(Character(Unicode.Scalar(byte)))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }

  /// Messages say what to do; the pointer says where.
  func failure(_ member: String, _ message: String) -> SettingsFailure {
    SettingsFailure(pointer: "/providers/\(name)\(member)", message)
  }
}

/// Where a provider is, from its base URL. The client has no part in it, so that no request can be led to another
/// host.
private struct EndpointAddress {
  let isSecure: Bool
  let host: String
  let port: Int
  let authority: String
  let path: String
  /// Nil for an address, which no server name can be.
  let serverName: String?

  /// - Parameter plainHTTP: hosts that may be called without TLS, as they are written in the URL.
  init(
    _ url: JSONURI, plainHTTP: [String], failure: (String, String) -> SettingsFailure
  ) throws(SettingsFailure) {
    isSecure = String(url.scheme).asciiLowercased.utf8.elementsEqual("https".utf8)
    guard let authority = url.authority, !authority.bytes.contains(UInt8(ascii: "@")) else {
      throw failure("/baseURL", "has no host, or a user name before it: write https://host/v1")
    }
    self.authority = String(authority)
    let parts = Self.split(authority.bytes)
    port = parts.port ?? (isSecure ? 443 : 80)
    guard (1...65_535).contains(port), !parts.host.isEmpty else {
      throw failure("/baseURL", "has no host, or an invalid port: write https://host:8443/v1")
    }
    host = String(decoding: parts.host, as: UTF8.self)
    // The key would be readable on every network in between.
    if !isSecure, !Loopback.holds(host), !Self.isNamed(parts.host, in: plainHTTP) {
      throw failure("/baseURL", "must begin with https://; plain http is for this machine and the hosts of plainHTTP")
    }
    var path = url.path.bytes
    while path.last == UInt8(ascii: "/") { path.removeLast() }
    self.path = String(decoding: path, as: UTF8.self)
    let isAddress = parts.host.contains(UInt8(ascii: ":")) || parts.host.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2E }
    serverName = isAddress ? nil : host
  }

  /// IPv6 addresses with their brackets or without.
  private static func isNamed(_ host: [UInt8], in hosts: [String]) -> Bool {
    hosts.contains { $0.utf8.filter { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }.elementsEqual(host) }
  }

  /// Host without brackets, and port; a port that is no number is 0.
  private static func split(_ authority: [UInt8]) -> (host: [UInt8], port: Int?) {
    guard let colon = authority.lastIndex(of: UInt8(ascii: ":")), authority.last != UInt8(ascii: "]") else {
      return (authority.filter { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }, nil)
    }
    let digits = authority[(colon + 1)...]
    let isNumber = (1...5).contains(digits.count) && digits.allSatisfy { $0 &- 0x30 < 10 }
    let port = isNumber ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
    return (authority[..<colon].filter { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }, port)
  }
}
