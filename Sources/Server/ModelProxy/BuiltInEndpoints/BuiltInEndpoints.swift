import AuditLog
import JSONCore
import KeyStore
import Providers
import RateLimits
import SchemaRuntime

/// What the proxy responds with by itself, without a provider. Everything here is read from memory: a probe or a
/// scrape waits for nothing, however ill the providers are.
enum BuiltInEndpoints {
  /// Alive means that the event loop runs this. Nothing else is looked at: an orchestrator restarts what fails it,
  /// which helps no provider and no full disk.
  static func health(_ client: ClientConnection) {
    LocalResponse.write(200, type: "application/json", #"{"status":"ok"}"#, for: client)
  }

  /// Ready while requests can be served and recorded. Providers are listed but decide nothing: every instance sees
  /// the same ones fail, and all of them unready would turn one provider's outage into one of everything.
  static func ready(_ client: ClientConnection) {
    let server = client.loop.server
    let audit = server.audit.status
    let isServing = server.phase == .serving
    let isReady = isServing && (audit.isReady || !client.loop.configuration.settings.audit.refusesOnFailure)
    let providers = client.loop.configuration.providers.map { JSONMember(name: $0.name, value: availability(of: $0)) }
    let readiness = Readiness.Value(
      ready: isReady, phase: isServing ? .serving : .draining, audit: word(audit.state),
      providers: JSONMap(distinct: providers))
    var writer = JSONWriter()
    readiness.write(to: &writer)
    writer.withSpan {
      LocalResponse.write(isReady ? 200 : 503, type: "application/json", $0, for: client, keepAlive: true)
    }
  }

  private static func word(_ state: AuditStatus.State) -> Readiness.ValueAudit {
    switch state {
    case .writable: .writable
    case .stalled: .stalled
    case .failed: .failed
    case .closed: .closed
    }
  }

  /// By the breaker of the provider; those of single models are left out, since their names can be a client's.
  private static func availability(of provider: RuntimeConfiguration.Provider) -> Readiness.ValueProvidersValue {
    switch provider.breaker?.phase {
    case nil, .closed: .available
    case .open: .failing
    case .halfOpen: .probing
    }
  }

  /// Version 0.0.4 of Prometheus' text format is what its scrapers take without negotiation.
  static func metrics(_ client: ClientConnection) {
    let status = client.loop.server.audit.status
    let text = client.loop.metrics.prometheusText(
      OtherMetrics(
        appended: UInt64(status.appended), committed: UInt64(status.committed), refused: UInt64(status.refused),
        bodyBytes: UInt64(max(0, client.loop.server.bodies.bytes))))
    LocalResponse.write(
      200, type: "text/plain; version=0.0.4; charset=utf-8", Array(text.utf8).span, for: client, keepAlive: true)
  }

  /// OpenAI's list: the models that are configured or that providers have listed, and the aliases; of them those that
  /// the key may use.
  static func models(_ client: ClientConnection, _ key: ClientKey?) {
    let configuration = client.loop.configuration
    let models = configuration.directory.table.listed.filter { isAllowed($0, configuration, key) }.map { entry in
      ModelList.ValueDataItem(
        id: entry.name, created: 0, ownedBy: configuration.providers[entry.target.provider].name)
    }
    var writer = JSONWriter()
    ModelList.Value(data: models).write(to: &writer)
    writer.withSpan { LocalResponse.write(200, type: "application/json", $0, for: client, keepAlive: true) }
  }

  /// By the rule that a request for the model meets: the list has nothing that would be refused.
  private static func isAllowed(_ entry: ModelTable.Listed, _ configuration: RuntimeConfiguration, _ key: ClientKey?)
    -> Bool
  {
    guard let key else { return true }
    return configuration.providers[entry.target.provider].name.withSpan { provider in
      entry.target.model.withSpan { key.allows(provider: provider, model: $0) }
    }
  }
}

extension LocalResponse {
  /// For texts of the program: what comes from elsewhere goes through a generated writer.
  static func write(_ status: Int, type: StaticString, _ body: String, for client: ClientConnection) {
    write(status, type: type, Array(body.utf8).span, for: client, keepAlive: true)
  }
}
