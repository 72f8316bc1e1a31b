import EventLog
import JSONCore
import ProxyProtocol
package import RedisWire
import SchemaRuntime
import System

extension ProxyLoop {
  /// What this loop sees of the store has changed. The loop whose report changes what is known of the server tells it:
  /// in the audit, the log and the metrics.
  package func storeChanged(_ outage: RedisOutage?) {
    guard let transition = server.store.report(outage, loop: number) else { return }
    let metrics = server.metrics.store
    switch transition {
    case .degraded(let outage, let since):
      metrics.degraded(outage)
      trail.recordState(isRestored: false, outage, since: since, on: context)
      server.log.log(.warning, "Redis is away: \(configuration.stateEffect)", Self.fields(outage, since))
    case .other(let outage, let since):
      server.log.log(.warning, "Redis is still away, for another reason", Self.fields(outage, since))
    case .restored(let outage, let since):
      trail.recordState(isRestored: true, outage, since: since, on: context)
      server.log.log(.notice, "Redis is back", Self.fields(outage, since))
    }
  }

  private static func fields(_ outage: RedisOutage, _ since: Int) -> [(StaticString, LogValue)] {
    [
      ("reason", .text("\(outage.code)")), ("detail", .text("\(outage.sentence)")),
      ("since", .text(UTCTime.text(since))),
    ]
  }
}

extension RuntimeConfiguration {
  /// For people.
  var stateEffect: String {
    switch settings.state?.limits.onFailure {
    case .local, nil: "each instance holds its share of the limits"
    case .refuse: "requests with limits are refused"
    case .open: "limits are not checked"
    }
  }
}

extension AuditTrail {
  /// It has an id of its own, since it belongs to no request.
  func recordState(isRestored: Bool, _ outage: RedisOutage, since: Int, on loop: LoopContext) {
    var event = AuditEvent.Value(
      timestamp: loop.timestamp(), requestId: loop.nextRequestID(),
      eventType: isRestored ? .stateRestored : .stateDegraded)
    event.error = JSONString("\(outage.code)")
    event.errorMessage = JSONString("\(outage.sentence)")
    event.degradedSince = JSONDateTime(checked: JSONString(UTCTime.text(since)))
    try? append(&event, loop)
  }
}
