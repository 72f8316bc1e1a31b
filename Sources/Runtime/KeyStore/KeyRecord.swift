/// What the store knows of a client key. The key itself is not in it: the store has only its digest.
package struct KeyRecord: Equatable, Sendable {
  /// The public part of the key, eight hexadecimal digits: what logs and audit events name.
  package let id: String
  /// What its maker called it; no two active keys have the same.
  package let name: String
  /// Milliseconds since 1970-01-01T00:00:00Z, as are the others.
  package let createdAt: Int64
  package let expiresAt: Int64?
  package let revokedAt: Int64?
  package let limits: KeyLimits
  /// See `ModelPattern`; nil allows every model.
  package let models: [String]?
  /// What was said of tools when the key was made; see `ToolPattern`. Nil: nothing.
  package let statedTools: [String]?
  /// What was said of metrics when the key was made; nil: nothing.
  package let statedMetrics: Bool?
  /// What was said of the routes without a model when the key was made; nil: nothing.
  package var statedRoutes: [String]?
  /// Who answers for the key: a person, a team. For people; nothing is decided by it.
  package var owner: String?
  /// For people, and to find keys by.
  package var tags: [String] = []
  /// Nil for a key whose secret is its first.
  package var rotation: KeyRotation?

  /// The tools it may call, as `ToolPattern`s; nil allows every tool.
  ///
  /// Where nothing was said a key that is limited to some models may call none: it was made for models. One without a
  /// list of models may use everything, as before there were lists of tools.
  package var tools: [String]? {
    if let statedTools { return statedTools == ["*"] ? nil : statedTools }
    return models == nil ? nil : []
  }

  /// Whether it may read the server's metrics. One from before there was such a question could, and still may.
  package var readsMetrics: Bool { statedMetrics ?? true }

  /// The same under the id that a new key got.
  func with(id: String) -> KeyRecord {
    var record = KeyRecord(
      id: id, name: name, createdAt: createdAt, expiresAt: expiresAt, revokedAt: revokedAt, limits: limits,
      models: models, statedTools: statedTools, statedMetrics: statedMetrics)
    (record.statedRoutes, record.owner, record.tags, record.rotation) = (statedRoutes, owner, tags, rotation)
    return record
  }

  package func state(at now: Int64) -> KeyState {
    if revokedAt != nil { return .revoked }
    if let expiresAt, expiresAt <= now { return .expired }
    return .active
  }
}

/// When a key got its present secret in place of another. Milliseconds since 1970.
package struct KeyRotation: Equatable, Sendable {
  package let at: Int64
  /// The secret before is accepted until then.
  package let formerUntil: Int64
}

package enum KeyState: String, CaseIterable, Sendable {
  case active, expired, revoked
}

/// What a key may use; nil leaves it to the limits that hold for all.
package struct KeyLimits: Equatable, Sendable {
  package var requestsPerMinute: Int?
  /// Requests at once that `requestsPerMinute` lets through.
  package var burst: Int?
  package var tokensPerMinute: Int?

  package init(requestsPerMinute: Int? = nil, burst: Int? = nil, tokensPerMinute: Int? = nil) {
    self.requestsPerMinute = requestsPerMinute
    self.burst = burst
    self.tokensPerMinute = tokensPerMinute
  }

  /// A thousand million a minute is more than any machine serves, and far from where products overflow.
  package static let range = 1...1_000_000_000
}
