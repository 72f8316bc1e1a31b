import AuditEvents
import AuditLog
import JSONCore
import KeyStore
import LLMWire
import Pricing
import ProxyConfiguration
package import ProxyCore
import ProxyProtocol
package import ProxyTransport
import SchemaRuntime
import System

/// What `securellm serve` would find: the configuration, keys, the audit's folder, prices. It starts nothing, calls
/// no provider and repeats no value.
///
/// `securellm doctor` makes one and prints its findings. It goes on after an error: an operator wants all of them.
package struct ProxyDiagnostics {
  /// One line for the operator.
  package struct Finding: Equatable, Sendable {
    package enum Grade: Sendable {
      case fine
      /// It works, and somebody should look at it.
      case doubtful
      /// It does not work.
      case broken
    }

    package let grade: Grade
    package let name: String
    package let detail: String
  }

  /// What is asked of the system, as functions, so that tests need no files with odd permissions.
  package struct Machine {
    package var exists: (String) -> Bool
    /// The permission bits of a file; nil when it cannot be looked at.
    package var permissions: (String) -> UInt32?
    /// Free and all bytes of the file system of a path; nil when that is not known.
    package var space: (String) -> (free: UInt64, all: UInt64)?
    /// Days since 1970, UTC.
    package var today: Int
    /// The same look as that of a start.
    package var start: StartCheck.System
    /// Looks at a Redis.
    package var redis: (RedisSettings) -> RedisFacts

    package init(
      exists: @escaping (String) -> Bool, permissions: @escaping (String) -> UInt32?,
      space: @escaping (String) -> (free: UInt64, all: UInt64)?, today: Int, start: StartCheck.System = .real,
      redis: @escaping (RedisSettings) -> RedisFacts = RedisExamination.facts
    ) {
      self.exists = exists
      self.permissions = permissions
      self.space = space
      self.today = today
      self.start = start
      self.redis = redis
    }
  }

  /// Less than this, 1 GiB, is a disk that will be full before anybody looks.
  private static let leastFree: UInt64 = 1 << 30
  /// Providers change their prices within such a time. Days.
  private static let oldPrices = 90
  /// What has no price is named up to this many.
  private static let mostNamed = 5

  private let loader: SettingsLoader
  let system: Machine
  /// Makes a key that the server knows.
  private let keyCommand: String
  package private(set) var findings: [Finding] = []

  /// - Parameters:
  ///   - text: of the configuration; nil when there is none.
  ///   - name: how lines name it.
  package init(
    _ text: [UInt8]?, called name: String, loader: SettingsLoader, system: Machine,
    keyCommand: String = "securellm keys create NAME"
  ) {
    self.loader = loader
    self.keyCommand = keyCommand
    self.system = system
    let file: ConfigurationFile
    do throws(InvalidFile) {
      file =
        try text.map { text throws(InvalidFile) in
          try ConfigurationFile.read(text, folder: loader.folder).file
        } ?? .absent
    } catch {
      for error in error.errors(inFile: name) { add(.broken, "configuration", "\(error)") }
      return
    }
    diagnoseProviderKeys(file)
    do throws(SettingsErrors) {
      let settings = try loader.load(text)
      add(.fine, "configuration", text == nil ? "none: built-in providers with a key in the environment" : name)
      diagnoseLimits(settings, file)
      let check = StartCheck(settings.resources, system.start)
      diagnosePlainHTTP(settings)
      diagnoseAudit(settings, check)
      diagnosePrices(settings)
      diagnoseListener(settings)
      diagnoseClientKeys(settings, check.keys)
      diagnoseAddress(settings, check)
      diagnoseState(settings)
      add(.fine, "responses", "ids of stored ones in \(settings.responseTable)")
    } catch {
      for error in error.errors { add(.broken, "configuration", "\(error)") }
      guard let resources = error.resources else { return }
      for error in StartCheck(resources, system.start).errors { add(.broken, "start", "\(error)") }
    }
  }

  /// The same of a configuration that is in force: nothing is loaded again, and the audit is not read, which its owner
  /// has just done.
  ///
  /// - Parameter text: that the settings were made of; nil when there is none.
  package init(
    of settings: ProxySettings, _ text: [UInt8]?, loader: SettingsLoader, system: Machine,
    keyCommand: String = "securellm keys create NAME"
  ) {
    self.loader = loader
    self.keyCommand = keyCommand
    self.system = system
    // What does not parse any more is not what is served with; a reload reports it.
    if let text, let file = try? ConfigurationFile(text, folder: loader.folder) { diagnoseProviderKeys(file) }
    diagnosePlainHTTP(settings)
    diagnoseSpace(settings.audit, isThere: true)
    diagnosePrices(settings)
    diagnoseListener(settings)
    diagnoseClientKeys(settings, system.start.keys(settings.keyDatabase))
  }

  mutating func add(_ grade: Finding.Grade, _ name: String, _ detail: String) {
    findings.append(Finding(grade: grade, name: name, detail: detail))
  }

  // MARK: provider keys

  /// Without a configuration file a provider without its variable is left out in silence when serving; here is where
  /// it can be seen.
  private mutating func diagnoseProviderKeys(_ file: ConfigurationFile) {
    for member in file.value.providers {
      let name = "\(member.name)"
      if let keys = member.value.keys {
        for (index, key) in keys.enumerated() {
          let label = "\(name)/\(key.name ?? JSONString("\(index + 1)"))"
          diagnoseKey(label, key.env, key.file, key.credential, file.hasDefaultProviders)
        }
      } else if let key = member.value.key, key.client == nil {
        diagnoseKey(name, key.env, key.file, key.credential, file.hasDefaultProviders)
      } else if member.value.key?.client != nil {
        add(.fine, name, "called with the key or token of each client")
      } else {
        add(.fine, name, "called without a key; name one under key if it needs one")
      }
    }
  }

  private mutating func diagnoseKey(
    _ name: String, _ env: JSONString?, _ file: JSONString?, _ credential: JSONString?, _ isDefault: Bool
  ) {
    if let variable = env {
      let isSet = loader.environment[String(variable)]?.isEmpty == false
      if isSet { add(.fine, name, "key in \(variable)") }
      // Where the file names the provider, loading it says so.
      if !isSet, isDefault { add(.fine, name, "not served: \(variable) is not set") }
    } else if let path = file {
      diagnoseKeyFile(name, String(path))
    } else if let credential {
      // Whether it is there is for `SettingsLoader` to report.
      add(.fine, name, "key in the credential \(credential) (CREDENTIALS_DIRECTORY)")
    } else {
      add(.fine, name, "key of a program")
    }
  }

  /// Permissions only: whether it can be read is for `SettingsLoader` to report.
  private mutating func diagnoseKeyFile(_ name: String, _ path: String) {
    guard let permissions = system.permissions(path) else { return }
    if permissions & 0o077 == 0 { return add(.fine, name, "key in \(path)") }
    add(.doubtful, name, "key in \(path), which others may read or write: chmod 600 \(path)")
  }

  /// The configuration names the host, so it is meant; and it is still worth a look.
  private mutating func diagnosePlainHTTP(_ settings: ProxySettings) {
    for (provider, warning) in ClearText.warnings(settings) { add(.doubtful, provider, warning) }
  }

  /// Said of all providers, conservative limits are silent about one for which none are known.
  private mutating func diagnoseLimits(_ settings: ProxySettings, _ file: ConfigurationFile) {
    guard case .string(.conservative)? = file.value.providerLimits else { return }
    let others = settings.providers.filter { $0.limits == Provider.Limits() }.map(\.name)
    let rest = others.isEmpty ? "" : "; none for \(others.joined(separator: ", "))"
    add(.fine, "limits", "conservative where they are known\(rest)")
  }

  // MARK: the audit

  /// A folder that is not there yet is made by the first start.
  private mutating func diagnoseAudit(_ settings: ProxySettings, _ check: StartCheck) {
    if let failure = check.audit, !check.isAuditInUse {
      return add(.broken, "audit", "\(settings.sources.error(failure))")
    }
    let isThere = system.exists(settings.audit.folder)
    diagnoseSpace(settings.audit, isThere: isThere)
    if isThere { diagnoseOpenRequests(settings) }
  }

  private mutating func diagnoseSpace(_ audit: ProxySettings.Audit, isThere: Bool) {
    var detail = audit.folder + (isThere ? "" : " (created when needed)") + ", \(audit.retentionDays) days are kept"
    var existing = audit.folder
    while !system.exists(existing), let parent = Self.parent(existing) { existing = parent }
    guard let space = system.space(existing) else { return add(.fine, "audit", detail) }
    detail += ", \(space.free >> 20) MiB free"
    if space.free >= Self.leastFree { return add(.fine, "audit", detail) }
    add(.doubtful, "audit", detail + ": requests are refused when the disk is full")
  }

  /// Reads the log while a server may be writing to it: what is in flight looks open, so that it is no reason for
  /// alarm.
  private mutating func diagnoseOpenRequests(_ settings: ProxySettings) {
    do throws(AuditOpenFailure) {
      let open = try AuditLog.openRequests(in: settings.audit.folder, role: AuditEventPairing.role(of:))
      if open == 0 { return add(.fine, "audit records", "every request is closed") }
      add(.fine, "audit records", "\(open) requests are open: in flight, or closed as unknown at the next start")
    } catch {
      add(.broken, "audit records", "\(settings.sources.error(error))")
    }
  }

  private static func parent(_ path: String) -> String? {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), path.utf8.count > 1 else { return nil }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
  }

  // MARK: prices

  /// Old prices and models without one are worth a look; neither keeps the proxy from serving.
  private mutating func diagnosePrices(_ settings: ProxySettings) {
    let book = settings.priceBook()
    let file = settings.ownPrices.map { "\($0.file), before the built-in table; " } ?? ""
    let version = String(book.version)
    // Versions of the built-in table are the days on which it was made; one of a file is in front of it.
    let built = String(version.split(separator: "+").last ?? "")
    if let day = UTCTime.day(built) {
      let age = system.today - day
      let detail = "\(file)table \(version), the built-in one is \(age) days old"
      age > Self.oldPrices
        ? add(.doubtful, "prices", detail + ": give newer prices in prices.file")
        : add(.fine, "prices", detail)
    } else {
      add(.fine, "prices", "\(file)table \(version)")
    }
    let unpriced = Self.targets(settings).filter { target in
      // Some report the cost themselves; some models have a fee that their row does not say.
      if target.provider.account.reportsCost { return false }
      let terms = book.terms(
        target.provider.account, model: JSONString(target.model), day: system.today, variant: ServiceVariant())
      if case .known = terms { return false }
      return true
    }.map { "\($0.provider.name)/\($0.model)" }
    if unpriced.isEmpty { return }
    let named = unpriced.prefix(Self.mostNamed).joined(separator: ", ")
    let rest = unpriced.count > Self.mostNamed ? " and \(unpriced.count - Self.mostNamed) more" : ""
    add(.doubtful, "prices", "no price, so no cost in the audit, for \(named)\(rest): add rows to prices.file")
  }

  /// The models that the configuration names, each once and in order. Those that providers list are not asked for.
  private static func targets(_ settings: ProxySettings) -> [(provider: Provider, model: String)] {
    let table = ModelTable(settings.providers, aliases: settings.aliases)
    var seen: Set<String> = []
    let ofRoutes = settings.routes.flatMap { $0.targets + $0.fallback }.map { ($0.provider, $0.model) }
    return (table.listed.map { ($0.target.provider, $0.target.model) } + ofRoutes).compactMap { index, name in
      let provider = settings.providers[index]
      let model = String(name)
      return seen.insert("\(provider.name)/\(model)").inserted ? (provider, model) : nil
    }
  }

  // MARK: client keys

  /// A database that is not there is no error: the first key makes it.
  private mutating func diagnoseClientKeys(_ settings: ProxySettings, _ keys: Result<Int?, KeyStoreError>) {
    let path = settings.keyDatabase
    let active: Int
    switch keys {
    case .success(let count): active = count ?? 0
    case .failure(let error): return add(.broken, "client keys", "\(settings.sources.error(error))")
    }
    if let permissions = system.permissions(path), permissions & 0o077 != 0 {
      add(.doubtful, "client keys", "others may read or write \(path): chmod 600 \(path)")
    }
    diagnoseCertificateKeys(settings)
    let place = system.exists(path) ? path : "\(path) (created when needed)"
    let count = (active == 1 ? "1 active key" : "\(active) active keys") + " in \(place)"
    if !settings.requiresKey {
      return add(.fine, "client keys", "\(count); none is required: only this machine can call")
    }
    if active > 0 { return add(.fine, "client keys", count) }
    add(.doubtful, "client keys", "none in \(place), and one is needed for every request: \(keyCommand)")
  }
}
