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
      + RouteRules.errors(of: value)
      + errors(of: value.clients, value.listen) + originErrors(value.listen) + errors(of: value.state)
      + value.tools.secrets.compactMap { error(of: $0.value, named: $0.name) }
  }

  private static func error(of secret: Configuration.ToolSecret, named name: JSONString) -> Finding? {
    let sources = [secret.env != nil, secret.file != nil, secret.credential != nil, secret.command != nil]
    guard sources.count(where: \.self) != 1 else { return nil }
    return Finding(["tools", "secrets", name], "must have one of env, file, credential and command, and no other")
  }

  /// Its other members are about what is shared.
  private static func errors(of state: Configuration.State?) -> [Finding] {
    guard let state, state.redis == nil else { return [] }
    return [Finding(["state"], "needs redis: without one, instances share nothing")]
  }

  /// A shell would expand these; here they would name a folder that nobody meant.
  ///
  /// - Parameter value: with the paths as they are in the file.
  static func errors(ofPathsIn value: Configuration.Value) -> [Finding] {
    var errors: [Finding] = []
    var value = value
    value.mapPaths { location, path in
      let first = path.bytes.first
      if first == UInt8(ascii: "~") || first == UInt8(ascii: "$") {
        errors.append(
          Finding(location, "is not expanded: write the path itself, or begin with ./ if the name does begin so"))
      }
      return path
    }
    return errors
  }

  /// Without TLS a key is readable on every network in between.
  private static func errors(of provider: Configuration.Provider, named name: JSONString) -> [Finding] {
    var errors: [Finding] = []
    errors += missing(in: provider, named: name)
    if let key = provider.key, key.sourceCount != 1 {
      errors.append(
        Finding(["providers", name, "key"], "must have one of env, file, credential, command and client, and no other"))
    }
    errors += RouteRules.keyErrors(of: provider, named: name)
    if provider.apiFormat != nil, provider.endpoints != nil {
      errors.append(
        Finding(["providers", name, "apiFormat"], "says the same as endpoints: write one of them"))
    }
    // One of them has been filled in from the other where only one is given.
    if let former = provider.dialect, former != provider.apiFormat {
      errors.append(
        Finding(["providers", name, "dialect"], "contradicts apiFormat, of which it is the former name: remove it"))
    }
    if case .string(.conservative) = provider.limits {
      let names = ProviderPresets.Value().conservativeLimits.names.map(String.init).joined(separator: ", ")
      errors.append(
        Finding(
          ["providers", name, "limits"], "\"conservative\" is known for \(names) only: write the limits as numbers"))
    }
    return errors + urlErrors(of: provider, named: name) + callErrors(of: provider, named: name)
  }

  /// A provider is somewhere, and speaks some format.
  private static func missing(in provider: Configuration.Provider, named name: JSONString) -> [Finding] {
    if let preset = provider.preset, ProviderPresets.provider(preset) == nil {
      let names = ProviderPresets.names.map { String($0) }
      let hint = ClosestName.hint(String(preset), among: names)
      return [Finding(["providers", name, "preset"], "must be one of \(names.joined(separator: ", "))\(hint)")]
    }
    let lacksURL = provider.baseURL == nil && provider.endpoints?.allSatisfy { $0.baseURL != nil } != true
    guard provider.apiFormat == nil && provider.endpoints == nil || lacksURL else { return [] }
    if let preset = provider.preset {
      let example = ProviderPresets.Value().presets[preset]?.example ?? "https://host/v1"
      return [Finding(["providers", name], "must have baseURL, as in \(example): everybody has another")]
    }
    let builtIn = Configuration.Value().providers.names.map(String.init).joined(separator: ", ")
    let preset = ProviderPresets.provider(name) == nil ? "" : "; write \"preset\": \"\(name)\" for its usual values"
    return [
      Finding(
        ["providers", name], "must have apiFormat (or endpoints) and baseURL: only \(builtIn) are built in\(preset)")
    ]
  }

  /// Settings that would have no effect, or an odd one.
  private static func callErrors(of provider: Configuration.Provider, named name: JSONString) -> [Finding] {
    var errors: [Finding] = []
    if provider.key?.client != nil, provider.auth != nil {
      errors.append(
        Finding(["providers", name, "auth"], "has no effect: what a client sends goes on in the header that it used"))
    }
    if provider.deployments, provider.models?.isEmpty != false {
      errors.append(
        Finding(["providers", name], "must have models with deployments: the names of the deployments"))
    }
    for (index, header) in (provider.forwardHeaders ?? []).enumerated()
    where WithheldHeaders.contain(header.bytes.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }) {
      errors.append(
        Finding(
          ["providers", name, "forwardHeaders", JSONString("\(index)")],
          "is never forwarded: it is about a key, the connection or the body"))
    }
    return errors + (provider.parameters.map { parameterErrors(of: $0, ["providers", name, "parameters"]) } ?? [])
  }

  private static func parameterErrors(
    of parameters: Configuration.Parameters, _ location: [JSONString]
  ) -> [Finding] {
    parameters.models.reduce(
      parameterErrors(parameters.drop, parameters.rename, parameters.default, location)
    ) { errors, member in
      let changes = member.value
      return errors
        + parameterErrors(changes.drop, changes.rename, changes.default, location + ["models", member.name])
    }
  }

  /// What decides where a request goes, and how its response comes, is the client's to say.
  private static let fixedParameters: [JSONString] = ["model", "messages", "input", "prompt", "stream"]

  private static func parameterErrors(
    _ drop: [JSONString], _ rename: JSONMap<JSONString>, _ defaults: JSONMap<JSONSlice>, _ location: [JSONString]
  ) -> [Finding] {
    let locations =
      drop.enumerated().compactMap { fixedParameters.contains($1) ? ["drop", JSONString("\($0)")] : nil }
      + rename.compactMap {
        fixedParameters.contains($0.name) || fixedParameters.contains($0.value)
          ? ["rename", $0.name] : nil
      }
      + defaults.compactMap { fixedParameters.contains($0.name) ? ["default", $0.name] : nil }
    return locations.map {
      Finding(location + $0, "cannot be changed: the client says model, messages, input, prompt and stream itself")
    }
  }

  private static func urlErrors(of provider: Configuration.Provider, named name: JSONString) -> [Finding] {
    let allowed = (provider.plainHTTP ?? []).map { String($0) }
    var errors: [Finding] = []
    var used: [String] = []
    func check(_ url: JSONURI, _ location: [JSONString]) {
      if let call = call(atEndOf: url) {
        errors.append(Finding(location, "must be where the API begins: remove \(call), which every request adds"))
      }
      guard url.isPlain else { return }
      used.append(url.host)
      if Loopback.holds(url.host) || allowed.contains(where: { $0.utf8.elementsEqual(url.host.utf8) }) { return }
      errors.append(
        Finding(
          location,
          "must begin with https: key and prompts would travel in clear text; if they may, name the host of the URL in"
            + " plainHTTP"))
    }
    if let url = provider.baseURL { check(url, ["providers", name, "baseURL"]) }
    for (index, endpoint) in (provider.endpoints ?? []).enumerated() {
      guard let url = endpoint.baseURL else { continue }
      check(url, ["providers", name, "endpoints", JSONString("\(index)"), "baseURL"])
    }
    for (index, host) in allowed.enumerated() where !used.contains(where: { $0.utf8.elementsEqual(host.utf8) }) {
      errors.append(
        Finding(
          ["providers", name, "plainHTTP", JSONString("\(index)")],
          "is the host of no http:// URL of this provider: write it as it is there, without port, or remove it"))
    }
    return errors
  }

  /// The URL of a call, as documentation shows it, in place of the one that is common to all.
  private static func call(atEndOf url: JSONURI) -> String? {
    var path = Array(url.path.bytes)
    if path.last == UInt8(ascii: "/") { path.removeLast() }
    let calls = ["/chat/completions", "/messages", "/responses", "/embeddings", "/completions"]
    return calls.first { path.count >= $0.utf8.count && path.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  /// An origin with a path, or without its scheme, would equal none that a browser sends. `*` and `null` would let
  /// every page spend the operator's keys.
  private static func originErrors(_ listen: Configuration.Listen) -> [Finding] {
    listen.origins.enumerated().compactMap { index, origin in
      if isOrigin(Array(origin.bytes)) { return nil }
      return Finding(
        ["listen", "origins", JSONString("\(index)")],
        "must be an origin as browsers send it: scheme, host and perhaps port, as in https://app.example")
    }
  }

  private static func isOrigin(_ origin: [UInt8]) -> Bool {
    guard let colon = origin.firstIndex(of: UInt8(ascii: ":")), colon > 0, origin[colon...].starts(with: "://".utf8)
    else { return false }
    let host = origin[(colon + 3)...]
    let forbidden = Array("/?#@\\*,\" ".utf8)
    return !host.isEmpty && origin.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      && !host.contains(where: { forbidden.contains($0) })
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
    return errors + socketErrors(listen) + keyErrors(clients, listen) + certificateErrors(clients, listen)
  }

  /// Who is asked for no certificate shows none; and of two entries of one name the second would never count.
  private static func certificateErrors(_ clients: Configuration.Clients, _ listen: Configuration.Listen) -> [Finding] {
    var errors: [Finding] = []
    if !clients.certificates.isEmpty, listen.tls?.clientAuthoritiesFile == nil {
      errors.append(
        Finding(
          ["clients", "certificates"],
          "has no effect without listen.tls.clientAuthoritiesFile, the authorities that issue certificates of clients:"
            + " give it, or remove this"))
    }
    var seen: Set<CertificateIdentity> = []
    for (index, entry) in clients.certificates.enumerated() {
      guard let identity = entry.identity, !seen.insert(identity).inserted else { continue }
      errors.append(
        Finding(
          ["clients", "certificates", JSONString("\(index)")],
          "is about the same certificates as an entry before it: a certificate has one key"))
    }
    return errors
  }

  /// The kernel's bound on a path has no sentence of its own.
  private static func socketErrors(_ listen: Configuration.Listen) -> [Finding] {
    var errors: [Finding] = []
    if let socket = listen.socket, String(socket.path).utf8.count > 107 {
      errors.append(
        Finding(["listen", "socket", "path"], "must have at most 107 bytes, which is all that a socket can have"))
    }
    if !listen.tcp, listen.socket == nil {
      errors.append(Finding(["listen", "tcp"], "cannot be false without socket: nothing would be listened on"))
    }
    if !listen.tcp, listen.tls != nil {
      errors.append(Finding(["listen", "tls"], "has no effect where tcp is false: a socket has no TLS"))
    }
    return errors
  }

  /// Without keys, whoever reaches the port spends the operator's.
  private static func keyErrors(_ clients: Configuration.Clients, _ listen: Configuration.Listen) -> [Finding] {
    guard clients.requireKey == .never, listen.tcp, !Loopback.holds(String(listen.host)) else { return [] }
    return [
      Finding(
        ["clients", "requireKey"],
        "cannot be \"never\" while listen.host is no loopback address: everyone who reaches it could spend your keys")
    ]
  }
}

extension Configuration.ProviderKey {
  /// Members that say where the key is.
  fileprivate var sourceCount: Int {
    [env != nil, file != nil, credential != nil, command != nil, client != nil].count { $0 }
  }
}

extension JSONURI {
  /// Without TLS.
  fileprivate var isPlain: Bool { scheme == "http" }

  /// Without user and port; an IPv6 address with its brackets.
  /// As `Loopback.holds` takes it.
  fileprivate var host: String {
    let text = String(authority ?? "")
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") { return String(text[...end]) }
    return String(text.prefix { $0 != ":" })
  }
}
