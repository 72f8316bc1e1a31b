import AuditLog
import JSONCore
import KeyStore
import RateLimits

/// What the proxy answers by itself, without a provider.
enum LocalRoutes {
  static func health(_ client: ClientConnection) {
    Answer.write(200, type: "application/json", #"{"status":"ok"}"#, for: client)
  }

  /// Ready while requests can be served and recorded.
  static func ready(_ client: ClientConnection) {
    let server = client.loop.server
    var writer = JSONWriter()
    let audit = server.audit.status
    let isServing = server.phase == .serving
    let isReady = isServing && (audit.isReady || !client.loop.generation.settings.audit.refusesOnFailure)
    writer.literal("{\"ready\":")
    writer.boolean(isReady)
    writer.literal(",\"phase\":")
    writer.string(isServing ? "serving" : "draining")
    writer.literal(",\"audit\":")
    writer.string(word(audit.state))
    writer.literal(",\"providers\":{")
    for (index, provider) in client.loop.generation.providers.enumerated() {
      if index > 0 { writer.literal(",") }
      writer.string(provider.name)
      writer.literal(":")
      writer.string(word(provider))
    }
    writer.literal("}}")
    writer.withSpan { Answer.write(isReady ? 200 : 503, type: "application/json", $0, for: client, keepAlive: true) }
  }

  private static func word(_ state: AuditStatus.State) -> String {
    switch state {
    case .writable: "writable"
    case .stalled: "stalled"
    case .failed: "failed"
    case .closed: "closed"
    }
  }

  private static func word(_ provider: Generation.Provider) -> String {
    switch provider.breaker?.phase {
    case nil, .closed: "available"
    case .open: "failing"
    case .halfOpen: "probing"
    }
  }

  static func metrics(_ client: ClientConnection) {
    let status = client.loop.server.audit.status
    let text = client.loop.metrics.prometheusText(
      AuditFigures(
        appended: UInt64(status.appended), committed: UInt64(status.committed), refused: UInt64(status.refused)))
    Answer.write(
      200, type: "text/plain; version=0.0.4; charset=utf-8", Array(text.utf8).span, for: client, keepAlive: true)
  }

  /// OpenAI's list: the models that are configured or that providers have told, and the aliases.
  static func models(_ client: ClientConnection, _ key: ClientKey?) {
    let generation = client.loop.generation
    var writer = JSONWriter()
    writer.literal("{\"object\":\"list\",\"data\":[")
    var isFirst = true
    for entry in generation.directory.table.listed where isAllowed(entry, generation, key) {
      if !isFirst { writer.literal(",") }
      isFirst = false
      writer.literal("{\"id\":")
      writer.string(entry.name)
      writer.literal(",\"object\":\"model\",\"created\":0,\"owned_by\":")
      writer.string(generation.providers[entry.target.provider].name)
      writer.literal("}")
    }
    writer.literal("]}")
    writer.withSpan { Answer.write(200, type: "application/json", $0, for: client, keepAlive: true) }
  }

  private static func isAllowed(_ entry: ModelTable.Listed, _ generation: Generation, _ key: ClientKey?) -> Bool {
    guard let key else { return true }
    return generation.providers[entry.target.provider].name.withSpan { provider in
      key.allows(provider: provider, model: Array(entry.target.model.utf8).span)
    }
  }
}

extension Answer {
  static func write(_ status: Int, type: StaticString, _ body: String, for client: ClientConnection) {
    write(status, type: type, Array(body.utf8).span, for: client, keepAlive: true)
  }
}
