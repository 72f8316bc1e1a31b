import HTTPWire
package import LLMWire
import NIOSSL

/// One provider as the proxy calls it: everything of its configuration resolved, its key read. `ProviderReader` makes
/// it; nothing in it can fail later.
package struct Provider: Sendable {
  package let name: String
  package let format: APIFormat
  /// What is connected to. The client has no part in it.
  let host: String
  let port: Int
  /// The value of `Host`.
  let authority: String
  /// What comes before `/chat/completions`: `/v1`.
  let basePath: String
  /// Nil for plain HTTP, which is for loopback alone.
  let tls: NIOSSLContext?
  /// The name in the certificate; nil where the host is an address.
  let serverName: String?
  let credential: Credential
  /// Name and value of fields sent along with every request.
  let headers: [(name: String, value: String)]
  /// The models it is known to have; nil when it is asked.
  let models: [String]?
  let timeouts: Timeouts
  let retries: Retries
  let breaker: Breaker?
  let limits: Limits
  /// Connections that may be open to it, on all event loops together.
  let maximumConnections: Int

  /// Those of one provider: a local model may take minutes to load, a hosted one should not.
  struct Timeouts: Sendable, Equatable {
    var connectMilliseconds: Int
    var firstByteMilliseconds: Int
    var idleMilliseconds: Int
    var totalMilliseconds: Int
  }

  /// Of one request; the budget, a share of all requests, bounds them together when everything fails at once.
  struct Retries: Sendable, Equatable {
    var maximum: Int
    var firstDelayMilliseconds: Int
    var maximumDelayMilliseconds: Int
    var budgetPercent: Int
  }

  struct Breaker: Sendable, Equatable {
    var failures: Int
    var openMilliseconds: Int
  }

  /// Nil is no limit.
  struct Limits: Sendable, Equatable {
    var requestsPerMinute: Int?
    var burst: Int?
    var tokensPerMinute: Int?
    var tokenBurst: Int?
    var concurrentRequests: Int?
  }
}

/// A provider's key. Whatever prints it by mistake prints no key: neither its description nor its mirror has it.
struct Credential: Sendable, CustomStringConvertible, CustomReflectable {
  private let secret: [UInt8]?

  static let none = Credential(secret: nil)

  init(_ secret: [UInt8]) { self.secret = secret }

  private init(secret: [UInt8]?) { self.secret = secret }

  var isPresent: Bool { secret != nil }

  /// Lends the key to what writes it into the head of a request, the one use there is. Not called without a key.
  func reveal(_ body: (Span<UInt8>) -> Void) {
    if let secret { body(secret.span) }
  }

  /// Finds the key in a response of a provider that echoes it: that must not reach a client. Nil without a key, and
  /// for one that is too short to be distinguished from other text.
  var finder: SecretFinder? { secret.flatMap { SecretFinder($0) } }

  var description: String { secret == nil ? "(no key)" : "(key)" }

  var customMirror: Mirror { Mirror(self, children: []) }
}
