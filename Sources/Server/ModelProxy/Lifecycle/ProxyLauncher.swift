import AuditEvents
import AuditLog
import JSONCore
import KeyStore
import Pricing
package import ProcessRunner
package import ToolRuntime

/// Brings a proxy up from its configuration: the order in which everything is made, in one function. `securellm
/// serve` uses it, and keeps the `RunningProxy` that comes of it.
package struct ProxyLauncher: Sendable {
  private let loader: @Sendable () throws -> ProxySettings
  /// Writes a line for the operator; never a secret.
  private let report: @Sendable (String) -> Void

  /// - Parameters:
  ///   - loader: reads the configuration anew each time.
  ///   - report: for the log.
  package init(loader: @escaping @Sendable () throws -> ProxySettings, report: @escaping @Sendable (String) -> Void) {
    self.loader = loader
    self.report = report
  }

  /// Opens the audit, closes in it what an earlier process left open, reads the keys and begins to serve. Nothing
  /// listens before all of that is done, so that no request meets half a server.
  ///
  /// - Parameters:
  ///   - tools: made once, in the sandbox that the configuration asks for.
  ///   - threads: event loops.
  package func start(
    tools: @Sendable (SandboxDemand) throws -> (any ToolService)?, threads: Int
  ) async throws -> RunningProxy {
    let settings = try loader()
    let tools = try tools(settings.sandboxDemand)
    let metrics = Metrics()
    let configuration = try RuntimeConfiguration(settings, former: nil) { metrics.provider($0) }
    // Before the audit: it makes the folder that both may lie in.
    let keys = try KeyTableCache(KeyStore(path: settings.keyDatabase))
    let (audit, unclosed) = try openAudit(settings)
    // Before the first request: an open record of the past must not look like one of now.
    for record in unclosed {
      if let line = AuditEventPairing.closing(record) { try? audit.append(line.span) }
    }
    if !unclosed.isEmpty {
      report("\(unclosed.count) requests of an earlier process are closed as unknown in the audit")
    }
    let state = ServerState(
      configuration: configuration, metrics: metrics, audit: audit, keys: keys, prices: try PriceTables.load(settings),
      tools: tools)
    let server = try await ProxyServer.start(state, threads: threads)
    return RunningProxy(server: server, state: state, loader: loader, report: report)
  }

  /// 512 bytes of the ring for each event that may be queued; a usual one takes 372.
  private func openAudit(_ settings: ProxySettings) throws -> (log: AuditLog, unclosed: [UnclosedRecord]) {
    let report = report
    return try AuditLog.open(
      AuditConfiguration(
        folder: settings.audit.folder, keptDays: settings.audit.retentionDays,
        queueBytes: settings.audit.queueEvents * 512, role: AuditEventPairing.role(of:),
        ownRole: AuditEventPairing.ownRole(of:), report: { report("audit: \($0)") }))
  }
}

/// A proxy that serves, and what may be done to it: reload, refresh keys, stop. Calls may come from any task.
package struct RunningProxy: Sendable {
  package let server: ProxyServer
  let state: ServerState
  let loader: @Sendable () throws -> ProxySettings
  let report: @Sendable (String) -> Void

  /// What is served, a line each, for the operator.
  package var summary: [String] {
    let settings = state.configuration.settings
    let providers = settings.providers.map { "\($0.name) at \($0.authority)\($0.basePath)" }
    let keys =
      settings.requiresKey ? "client keys are required" : "no client key is required: only this machine can call"
    return (providers.isEmpty ? ["no providers: set OPENAI_API_KEY or the like, or write securellm.json"] : providers)
      + [keys] + tools + ["audit in \(settings.audit.folder)"]
  }

  /// A line only where not all are offered.
  private var tools: [String] {
    guard let counts = state.toolCounts, counts.offered < counts.all else { return [] }
    return ["\(counts.offered) of \(counts.all) tools are offered"]
  }

  /// Reads the configuration again and adopts the whole of it, or nothing of it when anything in it is wrong. Where
  /// it listens and where its audit is stays as it was until the next start, and so does the sandbox of programs.
  package func reload() {
    do {
      let old = state.configuration
      var settings = try loader()
      if settings.listen.host != old.settings.listen.host || settings.listen.port != old.settings.listen.port
        || settings.audit != old.settings.audit || settings.sandboxDemand != old.settings.sandboxDemand
      {
        report("listen.host, listen.port, audit and tools.sandbox keep their values until the next start")
        settings.listen.host = old.settings.listen.host
        settings.listen.port = old.settings.listen.port
        settings.listen.isLoopback = old.settings.listen.isLoopback
        settings.audit = old.settings.audit
        settings.sandboxDemand = old.settings.sandboxDemand
      }
      let prices = try PriceTables.load(settings)
      let metrics = state.metrics
      let configuration = try RuntimeConfiguration(settings, former: old) { metrics.provider($0) }
      state.adopt(prices)
      server.adopt(configuration)
      report("configuration reloaded: \(configuration.providers.count) providers")
    } catch {
      report("configuration reload failed; keeping the previous one: \(error)")
    }
  }

  /// Adopts keys that were made or revoked; to be called about once a second, away from the event loops: it reads a
  /// file.
  package func refreshKeys() {
    do { _ = try state.keys?.refresh() } catch { report("the keys cannot be read: \(error)") }
  }

  /// Stops accepting, lets requests end, ends the rest, and writes the audit to its end. What cannot be written is in
  /// the ring, which outlives the process.
  package func shutDown() async {
    do { try await server.shutDown() } catch { report("the event loops did not shut down cleanly: \(error)") }
    if !state.audit.close() { report("not all audit records are on the disk yet; the next start writes them") }
  }
}
