import AuditLog
import JSONCore
import KeyStore
import Providers
import RateLimits
import RedisWire
import SchemaRuntime
import System

/// What the proxy responds with by itself, without a provider. Everything here is read from memory: a probe or a
/// scrape waits for nothing, however ill the providers are.
package final class BuiltInRequest: ClientRequest {
  private let respond: (BuiltInRequest) -> Void

  package init(_ start: RequestStart, _ respond: @escaping (BuiltInRequest) -> Void) {
    self.respond = respond
    super.init(start)
  }

  package override func dispatch() throws(ProxyFailure) { respond(self) }

  /// Alive means that the event loop runs this. Nothing else is looked at: an orchestrator restarts what fails it,
  /// which helps no provider and no full disk.
  package func health() { write(200, #"{"status":"ok"}"#) }

  /// Ready while requests can be served and recorded. Providers are listed but decide nothing: every instance sees
  /// the same ones fail, and all of them unready would turn one provider's outage into one of everything.
  package func ready() {
    let server = loop.server
    let audit = server.audit.status
    let isServing = server.phase == .serving
    let settings = loop.configuration.settings
    let store = server.store.status
    let isReady =
      isServing && (audit.isReady || !settings.audit.refusesOnFailure)
      && !(settings.state?.limits.onFailure == .refuse && store?.isDegraded == true)
    let providers = loop.configuration.providers.map { JSONMember(name: $0.name, value: Self.availability(of: $0)) }
    let refused = loop.configuration.providers.flatMap(\.refusedKeys).map { JSONString($0) }
    let readiness = Readiness.Value(
      ready: isReady, phase: isServing ? .serving : .draining, audit: Self.word(audit.state),
      reason: Self.reason(audit.state), state: store.map { Self.state($0) },
      providers: JSONMap(distinct: providers), refusedKeys: refused.isEmpty ? nil : refused)
    var writer = JSONWriter()
    readiness.write(to: &writer)
    writer.withSpan { responder.respond(to: self, isReady ? 200 : 503, "application/json", $0) }
  }

  private static func state(_ status: StoreHealth.Status) -> Readiness.ValueState {
    let since = JSONDateTime(checked: JSONString(UTCTime.text(status.since)))
    switch status.condition {
    case .connecting: return Readiness.ValueState(redis: .connecting, since: since)
    case .available: return Readiness.ValueState(redis: .available, since: since)
    case .degraded(let outage):
      return Readiness.ValueState(
        redis: .degraded, since: since, reason: JSONString("\(outage.code)"),
        message: JSONString("\(outage.sentence)"))
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

  /// As the C library puts it: an operator who reads that the disk is full need not look for the log.
  private static func reason(_ state: AuditStatus.State) -> JSONString? {
    switch state {
    case .writable, .closed: nil
    case .stalled(let code), .failed(let code): JSONString("\(SystemError(code: code))")
    }
  }

  /// By the breaker of the provider; those of single models are left out, since their names can be a client's.
  private static func availability(of provider: ActiveProvider) -> Readiness.ValueProvidersValue {
    switch provider.breaker?.phase {
    case nil, .closed: .available
    case .open: .failing
    case .halfOpen: .probing
    }
  }

  /// Version 0.0.4 of Prometheus' text format is what its scrapers take without negotiation.
  package func metrics() {
    let status = loop.server.audit.status
    let text = loop.metrics.prometheusText(
      OtherMetrics(
        appended: UInt64(status.appended), committed: UInt64(status.committed), refused: UInt64(status.refused),
        bodyBytes: UInt64(max(0, loop.server.bodies.bytes)),
        certificateEnd: loop.server.tls.current?.context.certificate.validUntil, store: loop.server.store.status,
        providerKeys: loop.configuration.providers.flatMap { provider in
          (provider.keys?.keys ?? []).map { (provider.name, $0.label, $0.isRefused) }
        },
        cache: loop.configuration.cache?.responses))
    responder.respond(to: self, 200, "text/plain; version=0.0.4; charset=utf-8", text.span)
  }

  /// The document was made when the configuration was adopted: a request copies bytes.
  package func openAPI() {
    let document = loop.offer.openAPI
    document.withSpan(0..<document.count) { responder.respond(to: self, 200, "application/json", $0) }
  }

  /// For texts of the program: what comes from elsewhere goes through a generated writer.
  private func write(_ status: Int, _ body: String, _ type: StaticString = "application/json") {
    responder.respond(to: self, status, type, Array(body.utf8).span)
  }
}
