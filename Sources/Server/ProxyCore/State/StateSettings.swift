package import RedisWire

/// What instances of the proxy share, and with what.
package struct StateSettings: Sendable {
  package struct Limits: Sendable, Equatable {
    package var onFailure: StateFailurePolicy

    package init(onFailure: StateFailurePolicy) { self.onFailure = onFailure }
  }

  /// Nil makes one with every start: `ServerState.instance`.
  package var instance: String?
  package var redis: RedisSettings?
  package var limits: Limits

  package init(instance: String? = nil, redis: RedisSettings? = nil, limits: Limits = Limits(onFailure: .local)) {
    self.instance = instance
    self.redis = redis
    self.limits = limits
  }
}

/// How Redis is reached.
package struct RedisSettings: Sendable {
  package var source: RedisURLSource
  /// Nanoseconds.
  package var timeout: UInt64
  package var connectTimeout: UInt64
  /// PEM, as it was read; nil trusts the system's authorities.
  package var authorities: [UInt8]?
  /// Made by the transport, which knows what it is; nil where the URL had no TLS when it was read.
  package var tls: (any ProviderTLS)?
  /// Instead of the host of the URL.
  package var serverName: String?

  package init(
    source: RedisURLSource, timeout: UInt64, connectTimeout: UInt64, authorities: [UInt8]? = nil,
    tls: (any ProviderTLS)? = nil, serverName: String? = nil
  ) {
    self.source = source
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.authorities = authorities
    self.tls = tls
    self.serverName = serverName
  }

  /// Whether connections of the one would be those of the other.
  package func isSame(as other: RedisSettings) -> Bool {
    source.isSame(as: other.source) && timeout == other.timeout && connectTimeout == other.connectTimeout
      && authorities == other.authorities && serverName == other.serverName
  }
}

/// Where the URL of Redis is found. A file is read again with every connection, so that a new password is in force when
/// the old one is not any more.
package struct RedisURLSource: Sendable {
  package enum Origin: Sendable {
    case file(String, @Sendable (String) -> [UInt8]?)
    /// Of a variable: it stays as it was at the start.
    case text([UInt8])
  }

  private let origin: Origin

  package init(_ origin: Origin) { self.origin = origin }

  /// Of the file, whose reading may take time; nil for a variable.
  package var path: String? {
    switch origin {
    case .file(let path, _): path
    case .text: nil
    }
  }

  package func read() throws(RedisURLSourceFailure) -> RedisURL {
    let text: [UInt8]
    switch origin {
    case .file(let path, let readFile):
      guard let bytes = readFile(path) else { throw .unreadable }
      text = bytes
    case .text(let bytes): text = bytes
    }
    do throws(RedisURLFailure) { return try RedisURL(text) } catch { throw .invalid(error) }
  }

  func isSame(as other: RedisURLSource) -> Bool {
    switch (origin, other.origin) {
    case (.file(let path, _), .file(let otherPath, _)): path.utf8.elementsEqual(otherPath.utf8)
    case (.text(let text), .text(let otherText)): text == otherText
    case (.file, _), (.text, _): false
    }
  }
}

package enum RedisURLSourceFailure: Error, Sendable {
  case unreadable
  case invalid(RedisURLFailure)

  package var outage: RedisOutage {
    switch self {
    case .unreadable: .urlUnreadable
    case .invalid: .urlInvalid
    }
  }
}
