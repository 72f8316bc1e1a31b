import HTTPWire
import JSONCore
import KeyStore
import LLMWire
import Pricing
import ProcessRunner
import ProxyConfiguration
import ProxyProtocol
import SchemaRuntime
package import System
import ToolCalls

/// Makes settings of a configuration file and the environment: all of them, or the list of what is wrong with it.
/// `serve` loads at the start and with each reload, `doctor` and `serve --check` to report; all see the same errors.
package struct SettingsLoader {
  /// Of the process.
  package let environment: [String: String]
  /// Where state is kept unless the configuration says otherwise, absolute.
  package let dataDirectory: String
  /// Reads a small file; nil when it cannot be read. A function, so that tests have no files.
  package let readFile: @Sendable (String) -> [UInt8]?
  let tls: TLSFactory
  /// How errors name the configuration's file.
  package var fileName = "securellm.json"
  /// Where relative paths of that file begin: its folder. Empty leaves them as they are.
  package var folder = ""
  /// Where relative paths of variables begin.
  package var workingDirectory = ""
  /// Instead of what the configuration says to listen on: the options of the command line.
  package var host: String?
  /// The tools to offer, by the command line.
  package var toolPatterns: String?
  package var port: Int?
  /// Instead of both: what a service manager has passed.
  package var inherited: [InheritedSocket] = []

  package init(
    environment: [String: String], dataDirectory: String, tls: TLSFactory,
    readFile: @escaping @Sendable (String) -> [UInt8]?
  ) {
    self.environment = environment
    self.dataDirectory = dataDirectory
    self.tls = tls
    self.readFile = readFile
  }

  /// - Parameter text: of `securellm.json`; nil when there is none: then every provider is served whose key is in the
  ///   environment.
  /// - Throws: every error of the configuration and of the files that it names, each with its file, line and column.
  ///   Never a value: it may be a key.
  package func load(_ text: [UInt8]?) throws(SettingsErrors) -> ProxySettings {
    let (file, broken) = try read(text)
    let value = file.value
    // Collected, so that an operator sees all of them at once.
    var errors: [SettingsFailure] = []
    var tls: (any ProviderTLS)?
    var providers: [Provider] = []
    for member in value.providers {
      let reader = ProviderReader(name: String(member.name), entry: member.value, loader: self)
      if file.hasDefaultProviders, !reader.hasKey { continue }
      do throws(SettingsFailure) {
        let provider = try reader.read(&tls)
        try RuntimeConfiguration.check(provider)
        providers.append(provider)
      } catch {
        errors += reader.failures(after: error)
      }
    }
    let routes = routes(value.routes, providers, &errors)
    var listen = self.listen(value.listen)
    listen.tls = listenerTLS(value.listen.tls, &errors)
    listen.trusted = trustedProxies(value.listen, &errors)
    errors += ownAddresses(providers, listen)
    let requiresKey: Bool
    // Only loopback may go without keys: bound to anything else, the providers' keys would pay for everybody on the
    // network. A proxy in front brings such clients to loopback too.
    switch value.clients.requireKey {
    case .auto: requiresKey = !listen.isLoopback || listen.trusted != nil
    case .always: requiresKey = true
    case .never:
      requiresKey = false
      if !listen.isLoopback {
        errors.append(
          SettingsFailure(
            pointer: "/clients/requireKey",
            "\"never\" would open the providers to everyone who reaches \(listen.host): bind to 127.0.0.1, or remove it"
          ))
      }
    }
    let prices = prices(value.prices, &errors)
    let enabledTools = enabledTools(value.tools, &errors)
    let sandboxDemand = sandboxDemand(value.tools, &errors)
    let toolSecrets = toolSecrets(value.tools, &errors)
    let log = log(value.log, &errors)
    let state = state(value.state, &errors)
    let audit = ProxySettings.Audit(
      folder: auditFolder(value.audit),
      retentionDays: value.audit.retentionDays, refusesOnFailure: value.audit.onFailure == .refuse,
      queueEvents: value.audit.queueEvents, recordedLabels: RecordedLabels(value.audit.record))
    let cache = cache(value.cache, hasRedis: value.state?.redis != nil, &errors)
    let all = located(errors, in: file, beside: broken) + prices.errors
    if !all.isEmpty {
      throw SettingsErrors(
        errors: all,
        resources: StartResources(
          audit: audit, keyDatabase: keyDatabase(value.clients), listen: listen, sources: sources(file)))
    }
    return ProxySettings(
      listen: listen, providers: providers, routes: routes,
      aliases: Dictionary(value.aliases.map { (String($0.name), String($0.value)) }) { first, _ in first },
      requiresKey: requiresKey, keyDatabase: keyDatabase(value.clients),
      responseTable: dataDirectory + "/responses.log",
      clientLimits: Provider.Limits(value.clients.limits), certificateKeys: CertificateKeys(value.clients.certificates),
      audit: audit, log: log, state: state, metricsEnabled: value.metrics.enabled,
      metricLimits: ModelMetrics.Limits(models: value.metrics.maxModels, keys: value.metrics.maxKeys),
      enabledTools: enabledTools, sandboxDemand: sandboxDemand,
      knowledgeFile: file.knowledgeFile, toolSecrets: toolSecrets, toolFolders: file.toolFolders, cache: cache,
      ownPrices: prices.own,
      sources: sources(file))
  }

  /// Where the audit of such a configuration is. Environment and key files are not looked at.
  package func auditFolder(_ text: [UInt8]?) throws(SettingsErrors) -> String {
    let (file, broken) = try read(text)
    if let broken { throw SettingsErrors(errors: broken.errors(inFile: fileName), resources: nil) }
    return auditFolder(file.value.audit)
  }

  private func auditFolder(_ audit: Configuration.Audit) -> String {
    audit.folder.map { String($0) } ?? (logDirectory ?? dataDirectory) + "/audit"
  }

  private func read(_ text: [UInt8]?) throws(SettingsErrors) -> (file: ConfigurationFile, broken: InvalidFile?) {
    guard let text else { return (.absent, nil) }
    do { return try ConfigurationFile.read(text, folder: folder) } catch {
      throw SettingsErrors(errors: error.errors(inFile: fileName), resources: nil)
    }
  }

  /// The rules that the file breaks, and what was found beyond them. Of what a rule is about already, nothing more is
  /// said.
  private func located(
    _ failures: [SettingsFailure], in file: ConfigurationFile, beside broken: InvalidFile?
  ) -> [ConfigurationError] {
    let broken = broken?.errors(inFile: fileName) ?? []
    let others = failures.filter { failure in
      !broken.contains { (failure.pointer + "/").utf8.starts(with: ($0.pointer + "/").utf8) }
    }
    return broken
      + others.map { file.error($0.message, at: $0.pointer, inFile: fileName) }
  }

  /// The operator's file alone: the built-in rows are read beside the rest of a start. Its errors are in that file.
  private func prices(
    _ prices: Configuration.ValuePrices, _ errors: inout [SettingsFailure]
  ) -> (own: OwnPrices?, errors: [ConfigurationError]) {
    guard let path = prices.file.map({ String($0) }) else { return (nil, []) }
    guard let text = readFile(path) else {
      errors.append(SettingsFailure(pointer: "/prices/file", ProviderReader.unreadable))
      return (nil, [])
    }
    do { return (try OwnPrices(text, file: path), []) } catch { return (nil, error.errors(inFile: path)) }
  }

  /// A provider at the address of the proxy would be asked by it for ever. Programs that serve models have the same
  /// usual port.
  private func ownAddresses(_ providers: [Provider], _ listen: ProxySettings.Listen) -> [SettingsFailure] {
    providers.compactMap { provider in
      let isOwn = provider.endpoints.contains { Loopback.holds($0.host) && listen.ports.contains($0.port) }
      guard isOwn else { return nil }
      return SettingsFailure(
        pointer: "/providers/\(provider.name)/baseURL",
        "is where this proxy listens: give one of them another port (listen.port, --port, or that of the provider)")
    }
  }

  /// Those of the file, of the environment and of the command line: a tool must be in all lists.
  private func enabledTools(_ tools: Configuration.Tools, _ errors: inout [SettingsFailure]) -> [[ToolPattern]] {
    let ofFile = tools.enabled.map { [$0.map { ToolPattern(String($0)) }] } ?? []
    do throws(InvalidToolList) { return ofFile + (try EnabledTools.lists(environment, option: toolPatterns)) } catch {
      errors.append(SettingsFailure(environment: "\(error)"))
      return []
    }
  }

  /// The stricter of the file's and the environment's, so that neither can weaken the other.
  private func sandboxDemand(_ tools: Configuration.Tools, _ errors: inout [SettingsFailure]) -> SandboxDemand {
    let ofFile: SandboxDemand? =
      switch tools.sandbox {
      case .required?: .required
      case .bubblewrap?: .bubblewrap
      case .optional?: .optional
      case nil: nil
      }
    do throws(InvalidSandboxDemand) {
      let both = [ofFile, try SandboxDemand.inEnvironment(environment)].compactMap(\.self)
      return both.max() ?? .required
    } catch {
      errors.append(SettingsFailure(environment: "\(error)"))
      return .required
    }
  }

  /// The file goes before the environment, and that before the data directory.
  private func keyDatabase(_ clients: Configuration.Clients) -> String {
    if let path = clients.keyFile { return String(path) }
    let named = environment["SECURELLM_KEYS_DATABASE"].map {
      FilePaths.absolute($0, workingDirectory: workingDirectory)
    }
    return named ?? dataDirectory + "/keys.sqlite"
  }

  /// Options of the command line go first; what counts as loopback is decided by the host that is really used.
  private func listen(_ value: Configuration.Listen) -> ProxySettings.Listen {
    var limits = HTTPLimits()
    limits.head = value.maxHeaderBytes
    limits.fields = value.maxHeaders
    limits.body = value.maxBodyBytes
    let host = host ?? String(value.host)
    var settings = ProxySettings.Listen(
      host: host, port: port ?? value.port, isTCP: value.tcp, socket: value.socket.map { Self.socket($0) },
      isLoopback: !value.tcp || Loopback.holds(host), maxConnections: value.maxConnections,
      maxConnectionsPerAddress: value.maxConnectionsPerAddress, limits: limits,
      maxUpload: max(value.maxUploadBytes, value.maxBodyBytes), maxBodyMemory: value.maxBodyMemoryBytes,
      headNanoseconds: Self.nanoseconds(value.headerMs),
      bodyNanoseconds: Self.nanoseconds(value.bodyMs),
      minimumRate: MinimumRate(
        bytesPerSecond: UInt64(value.minBytesPerSecond), graceNanoseconds: Self.nanoseconds(value.rateGraceMs)),
      idleNanoseconds: Self.nanoseconds(value.idleMs), writeStallNanoseconds: Self.nanoseconds(value.writeStallMs),
      drainNanoseconds: Self.nanoseconds(value.drainMs), hosts: value.hosts.map { String($0).asciiLowercased },
      origins: value.origins.map { String($0).asciiLowercased })
    settings.adopt(inherited)
    return settings
  }

  /// The schema lets octal digits through only.
  private static func socket(_ value: Configuration.Socket) -> ProxySettings.Socket {
    ProxySettings.Socket(path: String(value.path), mode: UInt32(String(value.mode), radix: 8) ?? 0o600)
  }

  private static func nanoseconds(_ milliseconds: Int) -> UInt64 { UInt64(milliseconds) * 1_000_000 }
}

extension String {
  /// `A` to `Z` in lower case, everything else as it is. Hosts and schemes are ASCII; Unicode's rules would equate
  /// more than DNS does.
  var asciiLowercased: String {
    String(decoding: utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}

extension Provider.Limits {
  init(_ limits: Configuration.Limits) {
    self.init(
      requestsPerMinute: limits.requestsPerMinute, burst: limits.burst, tokensPerMinute: limits.tokensPerMinute,
      tokenBurst: limits.tokenBurst, concurrentRequests: limits.concurrentRequests)
  }
}
