/// What is changed of a key; nil leaves a member as it is, and of what can be taken away `.some(nil)` takes it away.
package struct KeyChange: Sendable {
  package var expiresAt: Int64??
  package var requestsPerMinute: Int??
  package var burst: Int??
  package var tokensPerMinute: Int??
  package var models: [String]??
  package var tools: [String]?
  package var metrics: Bool?
  package var routes: [KeyRoute]?
  package var owner: String??
  package var tags: [String]?

  package init() {}

  /// The record that comes of it.
  func applied(to old: KeyRecord) -> KeyRecord {
    var limits = old.limits
    if let requestsPerMinute { limits.requestsPerMinute = requestsPerMinute }
    if let burst { limits.burst = burst }
    if let tokensPerMinute { limits.tokensPerMinute = tokensPerMinute }
    // What a key without a stated list of tools may call depends on its models: a change of those leaves it as it is.
    let stated = models == nil ? old.statedTools : old.tools ?? ["*"]
    var record = KeyRecord(
      id: old.id, name: old.name, createdAt: old.createdAt, expiresAt: expiresAt ?? old.expiresAt,
      revokedAt: old.revokedAt, limits: limits, models: models ?? old.models, statedTools: tools ?? stated,
      statedMetrics: metrics ?? old.statedMetrics)
    // Unstated, they follow the models: a list that is added must not be one that a route gets around.
    record.statedRoutes = routes.map { $0.map(\.rawValue) } ?? old.statedRoutes
    record.owner = owner ?? old.owner
    record.tags = tags ?? old.tags
    record.rotation = old.rotation
    return record
  }
}
