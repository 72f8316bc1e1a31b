import AuditLog
import EventLog
package import ProxyCore
import ProxyTransport
import StoredResponses
import System

/// A proxy that serves, and what may be done to it: reload, watch, stop. Calls may come from any task.
package struct RunningProxy: Sendable {
  let server: ProxyServer
  let state: ServerState
  private let configurationName: String
  private let configurationFile: String?
  private let loader: @Sendable () throws -> ProxySettings
  private let log: any ProxyLog
  let manager: ServiceNotifier
  private let watcher: ProxyWatcher
  private let listenerWatcher: ListenerWatcher
  private let adopter: ConfigurationAdopter
  private let keyWatcher: KeyWatcher
  private let toolWatcher: ToolWatcher

  init(
    server: ProxyServer, state: ServerState, configurationName: String, configurationFile: String?,
    loader: @escaping @Sendable () throws -> ProxySettings, log: any ProxyLog, manager: ServiceNotifier
  ) {
    self.server = server
    self.state = state
    self.configurationName = configurationName
    self.configurationFile = configurationFile
    self.loader = loader
    self.log = log
    self.manager = manager
    watcher = ProxyWatcher(state, log: log)
    listenerWatcher = ListenerWatcher(state, log: log)
    adopter = ConfigurationAdopter(server, state)
    keyWatcher = KeyWatcher(state, adopter, log: log)
    toolWatcher = ToolWatcher(state, adopter, log: log)
  }

  /// Where it listens, with the port that the system has chosen.
  package var address: String { server.address }

  /// Those that are in force.
  package var settings: ProxySettings { state.configuration.settings }

  /// What is served, a line each, for the operator.
  package var summary: [String] {
    let settings = settings
    let providers = settings.providers.map { provider in
      let endpoints = provider.endpoints.map { "\($0.format.name) at \($0.authority)\($0.basePath)" }
      return "\(provider.name): \(endpoints.joined(separator: ", "))"
    }
    let keys =
      settings.requiresKey ? "client keys are required" : "no client key is required: only this machine can call"
    return (providers.isEmpty ? ["no providers: set OPENAI_API_KEY or the like, or write securellm.json"] : providers)
      + [keys] + tools + files
  }

  private var files: [String] {
    settings.files(configuration: configurationFile).map { "\($0.name) in \($0.detail)" }
  }

  /// A line only where not all are offered.
  private var tools: [String] {
    guard let counts = state.toolCounts, counts.offered < counts.all else { return [] }
    return ["\(counts.offered) of \(counts.all) tools are offered"]
  }

  // MARK: reload

  /// Reads the configuration again and adopts the whole of it, or nothing of it when anything in it is wrong. Where
  /// it listens and where its audit is stays as it was until the next start, and so does the sandbox of programs.
  package func reload() { announceReload(tryReload) }

  /// - Returns: whether it is in force.
  private func tryReload() -> Bool {
    do {
      var settings = try loader()
      keepUntilRestart(self.settings, in: &settings)
      let configuration = try adopter.adopt(settings)
      log.adopt(settings.log)
      log.log(.notice, "configuration reloaded", [file, ("providers", .integer(configuration.providers.count))])
      for (provider, warning) in ClearText.warnings(settings) {
        log.log(.warning, warning, [("area", .text(provider))])
      }
      return true
    } catch {
      // A line of it for each error, with its location and never a value.
      let errors = "\(error)".split(separator: "\n").map(String.init)
      log.log(.error, "configuration reload failed; keeping the previous one", [file, ("errors", .list(errors))])
      return false
    }
  }

  private var file: (StaticString, LogValue) { ("file", .text(configurationName)) }

  /// What is made once, at the start, keeps its settings.
  private func keepUntilRestart(_ old: ProxySettings, in settings: inout ProxySettings) {
    var changed: [String] = []
    if settings.listen.host != old.listen.host { changed.append("listen.host") }
    if settings.listen.port != old.listen.port { changed.append("listen.port") }
    if settings.listen.socket != old.listen.socket { changed.append("listen.socket") }
    if settings.listen.isTCP != old.listen.isTCP { changed.append("listen.tcp") }
    if (settings.listen.tls == nil) != (old.listen.tls == nil) {
      changed.append("listen.tls")
      settings.listen.tls = old.listen.tls
    }
    if settings.audit != old.audit { changed.append("audit") }
    if !settings.keyDatabase.utf8.elementsEqual(old.keyDatabase.utf8) { changed.append("clients.keyFile") }
    if settings.sandboxDemand != old.sandboxDemand { changed.append("tools.sandbox") }
    if settings.knowledgeFile.map({ Array($0.utf8) }) != old.knowledgeFile.map({ Array($0.utf8) }) {
      changed.append("tools.knowledgeFile")
    }
    let secrets = (settings.toolSecrets, old.toolSecrets)
    if !secrets.0.elementsEqual(secrets.1, by: { $0.isSame(as: $1) }) { changed.append("tools.secrets") }
    if !settings.toolFolders.elementsEqual(old.toolFolders, by: { $0.utf8.elementsEqual($1.utf8) }) {
      changed.append("tools.folders")
    }
    guard !changed.isEmpty else { return }
    settings.listen.host = old.listen.host
    settings.listen.port = old.listen.port
    settings.listen.isTCP = old.listen.isTCP
    settings.listen.socket = old.listen.socket
    settings.listen.isLoopback = old.listen.isLoopback
    settings.audit = old.audit
    settings.keyDatabase = old.keyDatabase
    settings.sandboxDemand = old.sandboxDemand
    settings.knowledgeFile = old.knowledgeFile
    settings.toolSecrets = old.toolSecrets
    settings.toolFolders = old.toolFolders
    log.log(
      .warning, "changed settings keep their values until the next start", [file, ("settings", .list(changed))])
  }

  // MARK: watch

  /// Adopts keys that were made, revoked or replaced, certificates that were replaced and files of tools that have
  /// changed, and logs what has changed without an event of its own; to be called about once a second, away from the event loops: it reads files.
  package func watch() {
    let now = UInt64(MonotonicClock.nanoseconds)
    watcher.look(now: now)
    listenerWatcher.look(now: now)
    keyWatcher.look(now: now)
    toolWatcher.look(now: now)
  }

  // MARK: stop

  /// Stops accepting, lets requests end, ends the rest, and writes the audit to its end. What cannot be written is in
  /// the ring, which outlives the process.
  package func shutDown() async {
    let start = MonotonicClock.nanoseconds
    announceStop()
    log.log(
      .notice, "draining: no new connections are accepted, requests in flight may finish",
      [
        ("requests_in_flight", .integer(state.metrics.inFlight.value)),
        ("drain_ms", .integer(Int(clamping: settings.listen.drainNanoseconds / 1_000_000))),
      ])
    await announceDrain {
      do { try await server.shutDown() } catch {
        log.log(.error, "the event loops did not shut down cleanly", [("reason", .text("\(error)"))])
      }
    }
    if !state.responses.close() {
      log.log(.warning, "not all ids of stored responses are on the disk: the newest are forgotten")
    }
    if !state.audit.close() {
      log.log(.warning, "not all audit records are on the disk yet: the next start writes them")
    }
    log.log(.notice, "stopped", [("drained_ms", .integer((MonotonicClock.nanoseconds - start) / 1_000_000))])
  }
}
