package import HTTPWire
package import LLMWire
package import Pricing
import ProxyConfiguration
package import System

/// One provider as the proxy calls it: everything of its configuration resolved, its key read. `ProviderReader` makes
/// it; nothing in it can fail later.
package struct Provider: Sendable {
  package let name: String
  /// Whose prices its requests have.
  package let account: PricedAccount
  /// One for each API format that it speaks; never empty, each format once. The client's own format is always among
  /// those a request goes to, so that nothing is translated.
  package let endpoints: [Endpoint]
  package private(set) var credential: Credential
  /// Nil where the key cannot change while the proxy runs.
  package let keySource: KeySource?
  /// Of the file of the key, as it was before it was read.
  package private(set) var keyStatus: FileStatus?
  /// Several keys in place of one, whose first `credential` is; empty where there is one or none.
  package private(set) var keys: [Key]
  /// How the key is sent; nil where the API format says it.
  package let keyField: KeyField?
  /// Parameters of every URL, encoded: `api-version=2024-10-21`. Empty without.
  package let query: String
  /// The model is in the path, not only in the body.
  package let usesDeployments: Bool
  /// Name and value of fields sent along with every request.
  package let headers: [(name: String, value: String)]
  /// The models it is known to have; nil when it is asked.
  package let models: [String]?
  /// What passes through unread.
  package let passThrough: [PathPattern]
  package let timeouts: Timeouts
  package let retries: Retries
  package let breaker: Breaker?
  package let limits: Limits
  /// Connections that may be open to it, on all event loops together.
  package let maximumConnections: Int
  /// Whether its streams are asked to report their usage, where the API format has a way to ask.
  package let asksForUsage: Bool
  /// Nil where only the headers of the API format go on.
  package let forwardedHeaders: ForwardedHeaders?
  /// Nil where bodies are not changed.
  package let parameters: ParameterRules?
  /// Bodies must be what the API's own schema accepts, and not only what the proxy needs of them.
  package let validatesStrictly: Bool

  /// One of several keys.
  package struct Key: Sendable {
    /// In the audit, the metrics and the log.
    package let name: String
    package let weight: Int
    package internal(set) var credential: Credential
    /// Nil where it cannot change while the proxy runs.
    package let source: KeySource?
    /// Of its file, as it was before it was read.
    package internal(set) var status: FileStatus?
  }

  /// Where a key comes from that may change while the proxy runs.
  package struct WatchedKey: Sendable {
    /// Index among the provider's keys; nil where it has one.
    package let index: Int?
    /// `openai`, or `openai/a` of several.
    package let label: String
    package let source: KeySource
    package let status: FileStatus?
  }

  package var watchedKeys: [WatchedKey] {
    if keys.isEmpty {
      return keySource.map { [WatchedKey(index: nil, label: name, source: $0, status: keyStatus)] } ?? []
    }
    return keys.enumerated().compactMap { index, key in
      key.source.map { WatchedKey(index: index, label: "\(name)/\(key.name)", source: $0, status: key.status) }
    }
  }

  /// The same provider with another key.
  ///
  /// - Parameter index: which of several.
  package func adopting(_ key: KeySource.Reading, at index: Int? = nil) -> Provider {
    var changed = self
    if let index {
      changed.keys[index].credential = key.credential
      changed.keys[index].status = key.status
    }
    if index ?? 0 == 0 {
      changed.credential = key.credential
      changed.keyStatus = key.status
    }
    return changed
  }

  /// As it is called with one of its keys.
  func using(_ key: Key) -> Provider {
    var changed = self
    changed.credential = key.credential
    return changed
  }

  /// Whether that is a key in force already.
  package func has(_ credential: Credential, at index: Int?) -> Bool {
    (index.map { keys[$0].credential } ?? self.credential).isSame(as: credential)
  }

  /// The source of that key; nil where there is none by now.
  package func keySource(at index: Int?) -> KeySource? {
    guard let index else { return keys.isEmpty ? keySource : nil }
    return keys.indices.contains(index) ? keys[index].source : nil
  }

  /// The formats of its endpoints, in their order.
  package var formats: [APIFormat] { endpoints.map(\.format.api) }

  package func speaks(_ format: APIFormat) -> Bool { endpoints.contains { $0.format.api == format } }

  /// Where a provider takes requests of one API format. The client has no part in it.
  package struct Endpoint: Sendable {
    package let format: WireFormat
    /// What is connected to.
    package let host: String
    package let port: Int
    /// The value of `Host`.
    package let authority: String
    /// What comes before `/chat/completions`: `/v1`.
    package let basePath: String
    /// Nil for plain HTTP, which is for loopback and for hosts that the configuration names for it.
    package let tls: (any ProviderTLS)?
    /// The name in the certificate; nil where the host is an address.
    package let serverName: String?

    /// Whether what is sent can be read on a network.
    package var isClear: Bool { tls == nil && !Loopback.holds(host) }

    /// Whether connections of the one serve the other as well: one provider has one rule for its certificates.
    package func shares(_ other: Endpoint) -> Bool {
      host == other.host && port == other.port && (tls == nil) == (other.tls == nil)
    }
  }

  /// Those of one provider: a local model may take minutes to load, a hosted one should not.
  package struct Timeouts: Sendable, Equatable {
    package var connectMilliseconds: Int
    package var firstByteMilliseconds: Int
    package var idleMilliseconds: Int
    package var totalMilliseconds: Int
  }

  /// Of one request; the budget, a share of all requests, bounds them together when everything fails at once.
  package struct Retries: Sendable, Equatable {
    package var maximum: Int
    package var firstDelayMilliseconds: Int
    package var maximumDelayMilliseconds: Int
    package var budgetPercent: Int
  }

  package struct Breaker: Sendable, Equatable {
    package var failures: Int
    package var openMilliseconds: Int
  }

  /// Nil is no limit.
  package struct Limits: Sendable, Equatable {
    package var requestsPerMinute: Int?
    package var burst: Int?
    package var tokensPerMinute: Int?
    package var tokenBurst: Int?
    package var concurrentRequests: Int?

    package init(
      requestsPerMinute: Int? = nil, burst: Int? = nil, tokensPerMinute: Int? = nil, tokenBurst: Int? = nil,
      concurrentRequests: Int? = nil
    ) {
      self.requestsPerMinute = requestsPerMinute
      self.burst = burst
      self.tokensPerMinute = tokensPerMinute
      self.tokenBurst = tokenBurst
      self.concurrentRequests = concurrentRequests
    }
  }
}

/// What the transport has made to speak TLS with a provider; opaque here.
package protocol ProviderTLS: Sendable {}

/// A provider's key. Whatever prints it by mistake prints no key: neither its description nor its mirror has it.
package struct Credential: Sendable, CustomStringConvertible, CustomReflectable {
  private let secret: [UInt8]?
  /// Each client sends one of its own, which goes on to the provider.
  package let isClients: Bool

  package static let none = Credential(secret: nil, isClients: false)
  package static let clients = Credential(secret: nil, isClients: true)

  package init(_ secret: [UInt8]) { self.init(secret: secret, isClients: false) }

  private init(secret: [UInt8]?, isClients: Bool) {
    self.secret = secret
    self.isClients = isClients
  }

  package var isPresent: Bool { secret != nil }

  package func isSame(as other: Credential) -> Bool { secret == other.secret && isClients == other.isClients }

  /// Lends the key to what writes it into the head of a request, the one use there is. Not called without a key.
  package func reveal(_ body: (Span<UInt8>) -> Void) {
    if let secret { body(secret.span) }
  }

  /// Finds the key in a response of a provider that echoes it: that must not reach a client. Nil without a key, and
  /// for one that is too short to be distinguished from other text.
  package var finder: SecretFinder? { secret.flatMap { SecretFinder($0) } }

  /// Finds any of several.
  package static func finder(of credentials: [Credential]) -> SecretFinder? {
    SecretFinder(anyOf: credentials.compactMap(\.secret))
  }

  package var description: String { secret == nil ? "(no key)" : "(key)" }

  package var customMirror: Mirror { Mirror(self, children: []) }
}
