package import AuditLog
package import EventLog
package import JSONCore
package import KeyStore
package import Pricing
package import StoredResponses
import Synchronization
import System
import ToolCalls
package import ToolRuntime

/// What all event loops share. Everything in it is immutable, atomic, or behind a lock that is held for a few
/// instructions: no loop waits for another.
package final class ServerState: Sendable {
  package let metrics: Metrics
  package let accounting: Accounting
  package let audit: AuditLog
  package let keys: KeyTableCache?
  package let keyLimits = KeyLimits()
  package let sharedLimits: SharedLimitState
  package let connections = ConnectionTable()
  package let bodies = BodyBudget()
  /// Of the listener.
  package let tls: ActiveTLS
  /// Which provider has which stored response.
  package let responses: StoredResponses
  package let log: any ProxyLog
  /// Whether what instances share can be reached.
  package let store = StoreHealth()
  /// The name of this instance where the configuration gives none.
  private let randomInstance = String(decoding: Hexadecimal.digits(RandomBits.word(), count: 16), as: UTF8.self)
  private let tools: (any ToolService)?
  private let document: ToolOffer.Document
  /// Both change together: a request must not see the tools of one configuration with the limits of another.
  private let current: Mutex<Current>
  private let state = Atomic<UInt8>(0)
  private let handshake = Mutex<(failure: HandshakeFailure, address: JSONString)?>(nil)

  private struct Current {
    var configuration: RuntimeConfiguration
    var offer: ToolOffer
  }

  /// - Parameter document: makes the API's description.
  package init(
    configuration: RuntimeConfiguration, metrics: Metrics, audit: AuditLog, keys: KeyTableCache?, prices: PriceBook,
    responses: StoredResponses, tools: (any ToolService)?, log: any ProxyLog,
    document: @escaping ToolOffer.Document
  ) {
    self.metrics = metrics
    sharedLimits = SharedLimitState(metrics.sharedLimits)
    self.audit = audit
    self.keys = keys
    self.tools = tools
    self.responses = responses
    self.log = log
    self.document = document
    tls = ActiveTLS(configuration.settings.listen.tls)
    let (refusesOnFailure, recordedLabels) = (
      configuration.settings.audit.refusesOnFailure, configuration.settings.audit.recordedLabels
    )
    accounting = Accounting(
      AuditTrail(audit, metrics: metrics, refusesOnFailure: refusesOnFailure, recordedLabels: recordedLabels),
      models: metrics.models, prices: prices)
    metrics.models.adopt(configuration.settings.metricLimits)
    let gateway = tools.map { tools in
      ToolGateway(
        tools, selection: ToolSelection(tools, among: configuration.settings.enabledTools),
        audit: ProxyToolAudit(audit, refusesOnFailure: refusesOnFailure))
    }
    current = Mutex(
      Current(configuration: configuration, offer: ToolOffer(gateway, document, configuration.settings.access)))
  }

  /// Loops have a copy of their own, which `adopt` replaces.
  package var configuration: RuntimeConfiguration { current.withLock { $0.configuration } }

  /// The name of this instance among those that share a store; as long as the process lives, unless it is configured.
  package var instance: String { configuration.settings.state?.instance ?? randomInstance }

  /// The tools that are offered now.
  package var offer: ToolOffer { current.withLock { $0.offer } }

  /// How many tools there are, and how many are offered.
  package var toolCounts: (all: Int, offered: Int)? { offer.gateway?.selection.counts }

  /// A reload changes which of the tools are offered.
  package func adopt(_ configuration: RuntimeConfiguration) {
    let offer = tools.flatMap { tools in
      self.offer.gateway?.offering(ToolSelection(tools, among: configuration.settings.enabledTools))
    }
    let made = ToolOffer(offer, document, configuration.settings.access)
    metrics.models.adopt(configuration.settings.metricLimits)
    current.withLock { $0 = Current(configuration: configuration, offer: made) }
    if let tls = configuration.settings.listen.tls { self.tls.adopt(tls) }
  }

  /// Looks whether there are other tools, and offers them.
  ///
  /// - Returns: whether there are. Not to be called while a configuration is adopted.
  package func lookAtTools() -> Bool {
    guard let tools, tools.mayChange, tools.look() else { return false }
    let settings = configuration.settings
    let gateway = offer.gateway?.offering(ToolSelection(tools, among: settings.enabledTools))
    let made = ToolOffer(gateway, document, settings.access)
    current.withLock { $0.offer = made }
    return true
  }

  // MARK: TLS

  /// A connection that did not get as far as a request. Who is at the other end is kept of the last one alone: a client
  /// can bring about as many as it likes.
  package func handshakeFailed(_ failure: HandshakeFailure, _ address: ClientAddress) {
    metrics.handshakeFailed(failure)
    if failure != .closed { handshake.withLock { $0 = (failure, address.text) } }
  }

  package var lastHandshakeFailure: (failure: HandshakeFailure, address: JSONString)? { handshake.withLock { $0 } }

  // MARK: life

  /// Only ever goes forward.
  package enum Phase: UInt8, Sendable {
    case serving, draining
    /// What is still in flight is being ended.
    case ending
  }

  package var phase: Phase { Phase(rawValue: state.load(ordering: .acquiring)) ?? .draining }

  package func beginDraining() { state.store(Phase.draining.rawValue, ordering: .releasing) }

  package func beginEnding() { state.store(Phase.ending.rawValue, ordering: .releasing) }
}
