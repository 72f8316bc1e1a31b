import AuditEvents
import AuditLog
package import EventLog
import JSONCore
import KeyStore
package import ProxyConfiguration
package import ProxyCore
import ProxyTransport
import StoredResponses
import System
package import ToolRuntime

/// Brings a proxy up from its configuration: the order in which everything is made, in one function. `securellm
/// serve` uses it, and keeps the `RunningProxy` that comes of it.
package struct ProxyLauncher: Sendable {
  /// What an earlier process has left is read, two days of events at most: a manager must not give up meanwhile.
  private static let recovery = 300_000_000_000

  private let configurationName: String
  private let configurationFile: String?
  private let loader: @Sendable () throws -> ProxySettings
  private let log: any ProxyLog
  private let manager: ServiceNotifier

  /// - Parameters:
  ///   - configurationName: how lines of the log name the configuration.
  ///   - configurationFile: where it is, from the root; nil without one.
  ///   - loader: reads the configuration anew each time.
  ///   - log: for the operator.
  ///   - manager: is told how the server is, from the start to the end.
  package init(
    configurationName: String, configurationFile: String?, loader: @escaping @Sendable () throws -> ProxySettings,
    log: any ProxyLog, manager: ServiceNotifier
  ) {
    self.configurationName = configurationName
    self.configurationFile = configurationFile
    self.loader = loader
    self.log = log
    self.manager = manager
  }

  /// Opens the audit, closes in it what an earlier process left open, reads the keys and begins to serve. Nothing
  /// listens before all of that is done, so that no request meets half a server.
  ///
  /// - Parameters:
  ///   - others: what is wrong beside the configuration; nothing is started then.
  ///   - tools: made once, with the sandbox and the database that the configuration asks for.
  ///   - threads: event loops.
  package func start(
    unless others: [ConfigurationError] = [],
    tools: @Sendable (ProxySettings) throws -> (any ToolService)?, threads: Int
  ) async throws -> RunningProxy {
    do { return try await checkedStart(unless: others, tools: tools, threads: threads) } catch {
      manager.tell(.status("Not started: \(error)"))
      throw error
    }
  }

  private func checkedStart(
    unless others: [ConfigurationError], tools: @Sendable (ProxySettings) throws -> (any ToolService)?, threads: Int
  ) async throws -> RunningProxy {
    // Whatever is wrong is found before anything is made, and by the same look as that of `serve --check`.
    let (settings, check) = try StartCheck.load(loader, others: others)
    if !check.conflicts.isEmpty { throw StartErrors(errors: check.conflicts) }
    do { return try await start(settings, tools: tools, threads: threads) } catch {
      guard let located = settings.sources.located(error) else { throw error }
      throw StartErrors(errors: [located])
    }
  }

  private func start(
    _ settings: ProxySettings, tools: @Sendable (ProxySettings) throws -> (any ToolService)?, threads: Int
  ) async throws -> RunningProxy {
    log.adopt(settings.log)
    // Those that are built in are two thousand rows, read while the keys and the audit are opened.
    async let prices = settings.priceBook()
    let tools = try tools(settings)
    let routes = RouteTable.standard
    let metrics = Metrics(routes: routes.routes.map(\.label))
    let configuration = try RuntimeConfiguration(settings, former: nil) { metrics.provider($0) }
    // Before the audit: it makes the folder that both may lie in.
    let keys = try KeyTableCache(KeyStore(path: settings.keyDatabase))
    let (audit, unclosed) = try openAudit(settings)
    // Before the first request: an open record of the past must not look like one of now.
    for record in unclosed {
      if let line = AuditEventPairing.closing(record) { try? audit.append(line.span) }
    }
    if !unclosed.isEmpty {
      log.log(
        .notice, "requests of an earlier process were closed as unknown in the audit log",
        [("requests", .integer(unclosed.count))])
    }
    let state = ServerState(
      configuration: configuration, metrics: metrics, audit: audit, keys: keys, prices: await prices,
      responses: openResponses(settings), tools: tools, log: log
    ) { listing, access in OpenAPI.document(routes, tools: listing, access: access) }
    let server = try await ProxyServer.start(state, routes, threads: threads)
    let proxy = RunningProxy(
      server: server, state: state, configurationName: configurationName, configurationFile: configurationFile,
      loader: loader, log: log, manager: manager)
    proxy.announce()
    return proxy
  }

  /// Beside the keys. Which provider has which response is worth keeping and no reason not to start: without its file
  /// the table is in memory.
  private func openResponses(_ settings: ProxySettings) -> StoredResponses {
    let file: (StaticString, LogValue) = ("file", .text(settings.responseTable))
    do throws(StoredResponsesFailure) {
      return try StoredResponses(file: settings.responseTable) { [log] notice in
        log.log(.warning, "ids of stored responses: \(notice)", [file])
      }
    } catch {
      log.log(.warning, "ids of stored responses are kept in memory alone: \(error)", [file])
      return .inMemory()
    }
  }

  private func openAudit(_ settings: ProxySettings) throws -> (log: AuditLog, unclosed: [UnclosedRecord]) {
    manager.tell(.starting(status: "Opening the audit", nanoseconds: Self.recovery))
    let lines = AuditEventLines(
      folder: settings.audit.folder, refusesOnFailure: settings.audit.refusesOnFailure, log: log)
    return try AuditLog.open(
      AuditConfiguration(
        folder: settings.audit.folder, keptDays: settings.audit.retentionDays,
        queueBytes: settings.audit.queueBytes, role: AuditEventPairing.role(of:),
        ownRole: AuditEventPairing.ownRole(of:), ownID: AuditEventPairing.ownID, report: lines.report))
  }
}
