package import AuditLog
package import KeyStore
package import ProxyConfiguration
package import ProxyCore
package import ProxyTransport

/// Whether a start could take hold of what it needs beside the configuration: the audit's folder, the client keys, the
/// address. Nothing is made, changed or kept by looking.
///
/// `serve` looks before it makes anything, `serve --check` and `doctor` to report: all by this, so that they agree.
package struct StartCheck: Sendable {
  /// What is asked of the system, as functions, so that tests need no files with odd permissions.
  package struct System: Sendable {
    package var audit: @Sendable (ProxySettings.Audit) -> AuditOpenFailure?
    /// The number of active keys; nil where there is no file yet.
    package var keys: @Sendable (String) -> Result<Int?, KeyStoreError>
    /// Those of the names that no active key has; empty where that is not known.
    package var missingKeys: @Sendable (String, [String]) -> [String]
    /// Of an address and port, and of a socket: what is wrong with each.
    package var listeners: @Sendable (ProxySettings.Listen) -> [ListenFailure]

    package init(
      audit: @escaping @Sendable (ProxySettings.Audit) -> AuditOpenFailure?,
      keys: @escaping @Sendable (String) -> Result<Int?, KeyStoreError>,
      missingKeys: @escaping @Sendable (String, [String]) -> [String] = { _, _ in [] },
      listeners: @escaping @Sendable (ProxySettings.Listen) -> [ListenFailure]
    ) {
      self.audit = audit
      self.keys = keys
      self.missingKeys = missingKeys
      self.listeners = listeners
    }
  }

  package let audit: AuditOpenFailure?
  package let keys: Result<Int?, KeyStoreError>
  package let listeners: [ListenFailure]
  private let sources: StartSources

  package init(_ resources: StartResources, _ system: System = .real) {
    audit = system.audit(resources.audit)
    keys = system.keys(resources.keyDatabase)
    listeners = system.listeners(resources.listen)
    sources = resources.sources
  }

  /// What would keep a start from succeeding whoever else is there.
  package var errors: [ConfigurationError] {
    var errors: [ConfigurationError] = []
    if let audit, !isAuditInUse { errors.append(sources.error(audit)) }
    if case .failure(let error) = keys { errors.append(sources.error(error)) }
    return errors + listeners.filter { !$0.isInUse }.map(sources.error)
  }

  /// What another process has at the moment: a running server, most often, which is about to be reloaded.
  package var conflicts: [ConfigurationError] {
    (isAuditInUse ? audit.map { [sources.error($0)] } ?? [] : []) + listeners.filter(\.isInUse).map(sources.error)
  }

  package var isAuditInUse: Bool {
    if case .inUse? = audit { true } else { false }
  }
}

extension StartCheck.System {
  package static let real = StartCheck.System(
    audit: { audit in
      do throws(AuditOpenFailure) {
        try AuditLog.check(folder: audit.folder, queueBytes: audit.queueBytes)
        return nil
      } catch {
        return error
      }
    },
    keys: { path in Result { () throws(KeyStoreError) in try KeyStore(path: path).countActive() } },
    missingKeys: { path, names in
      do { return try KeyStore(path: path).missing(names) ?? names } catch { return [] }
    },
    listeners: { ProxyServer.probe($0) })
}

extension StartCheck {
  /// Loads the settings and looks at what they need.
  ///
  /// - Parameter others: errors that are known already; the settings may have some of them, too.
  /// - Throws: `StartErrors`, with every error of the configuration, of the files that it names and of what is looked at
  ///   here.
  package static func load(
    _ loader: () throws -> ProxySettings, others: [ConfigurationError] = [], system: System = .real
  ) throws -> (settings: ProxySettings, check: StartCheck) {
    do {
      let settings = try loader()
      let check = StartCheck(settings.resources, system)
      let errors = others + check.errors
      if !errors.isEmpty { throw StartErrors(errors: errors) }
      return (settings, check)
    } catch let error as SettingsErrors {
      let found = error.resources.map { StartCheck($0, system).errors } ?? []
      throw StartErrors(errors: others + (error.errors + found).filter { !others.contains($0) })
    } catch let error as ConfigurationError {
      throw StartErrors(errors: others.contains(error) ? others : others + [error])
    }
  }
}

/// Why `serve` does not start: all of it at once.
package struct StartErrors: Error, Sendable, CustomStringConvertible {
  /// Never empty.
  package let errors: [ConfigurationError]

  package init(errors: [ConfigurationError]) { self.errors = errors }

  package var description: String { errors.map(\.description).joined(separator: "\n") }
}

extension ProxySettings.Audit {
  /// 512 bytes of the ring for each event that may be queued; a usual one takes 372.
  var queueBytes: Int { queueEvents * 512 }
}
