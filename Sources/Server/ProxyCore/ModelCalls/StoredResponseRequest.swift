package import HTTPWire
import JSONCore
import KeyStore
import ProxyProtocol
import SchemaRuntime
import StoredResponses
import System

/// What is done with a response that a provider has stored. It goes to the provider that has it, and only for the key
/// that has caused it: to all others it is not there.
package final class StoredResponseRequest: ProviderRequest {
  /// What is done, as the end of a path.
  package struct Action: Sendable {
    package let method: HTTPMethod
    package let suffix: StaticString
    /// Afterwards it is not there any more.
    let deletes: Bool

    package static let retrieve = Action(method: .get, suffix: "", deletes: false)
    package static let delete = Action(method: .delete, suffix: "", deletes: true)
    package static let cancel = Action(method: .post, suffix: "/cancel", deletes: false)
    package static let inputItems = Action(method: .get, suffix: "/input_items", deletes: false)
  }

  private let action: Action
  private var response: ResponseID?
  private var target: (pool: UpstreamPool, template: UpstreamTemplate)?
  /// The model that has made it; empty when that is not known.
  private var model: JSONString = ""
  private var outgoing: (any OutgoingBytes)?

  package init(_ start: RequestStart, _ action: Action) {
    self.action = action
    super.init(start)
  }

  static func unknown(parameter: String?) -> ProxyFailure {
    ProxyFailure(
      .unknownResponse,
      (parameter.map { "\($0): " } ?? "")
        + "No response of this id is known to this key. A response that a provider has and this proxy does not know is found"
        + " with the header \(providerField): NAME, where NAME is a provider of the configuration.",
      parameter: parameter)
  }

  // MARK: the steps

  package override func validate() throws(ProxyFailure) -> StepResult {
    guard let response = start.name.flatMap({ ResponseID($0) }) else { throw Self.unknown(parameter: nil) }
    self.response = response
    return .next
  }

  package override func resolve() throws(ProxyFailure) -> StepResult {
    guard let response else { return .next }
    let providers = loop.configuration.providers
    let index: Int
    switch loop.server.responses.holder(of: response, for: key?.number, now: WallClock.seconds) {
    case .other: throw Self.unknown(parameter: nil)
    case .own(let owner):
      guard let found = providers.firstIndex(where: { $0.name == owner.provider }) else {
        throw Self.unknown(parameter: nil)
      }
      index = found
      model = owner.model ?? ""
    case .unknown:
      guard let named = try namedProvider() else { throw Self.unknown(parameter: nil) }
      index = named
    }
    guard let template = providers[index].template(.responses) else {
      throw ProxyFailure(.wrongFormat, "\(providers[index].name) does not speak the API format of this path.")
    }
    target = (loop.pool(index, endpoint: template.endpoint), template)
    return .next
  }

  /// A key that is bound to models must have leave for this one, and for all of the provider when it is not known.
  package override func authorize() throws(ProxyFailure) -> StepResult {
    guard let target else { return .next }
    try checkClientCredential(for: target.pool.provider)
    guard let key else { return .next }
    let isAllowed = target.pool.provider.name.withSpan { provider in
      model.withSpan { key.allows(provider: provider, model: $0) }
    }
    if !isAllowed { throw ProxyFailure(.forbidden, "This key may not use this provider.") }
    return .next
  }

  /// It counts as a request, and uses no tokens.
  package override func reserve() throws(ProxyFailure) -> StepResult {
    guard let target else { return .next }
    return try take(tokens: 0, of: target.pool.provider)
  }

  /// The client's query goes on as it is: the parser has checked that it is one.
  package override func record() throws(ProxyFailure) -> StepResult {
    guard let target else { return .next }
    let (action, name) = (action, start.name ?? "")
    outgoing = try outgoing(bodyBytes: 0) { head, writer in
      var path = Array("/responses/".utf8)
      name.withSpan { path.append($0) }
      path.append(action.suffix)
      if !head.query.isEmpty {
        path.append("?")
        head.with(head.query) { path.append($0) }
      }
      return target.template.request(action.method, path.span, for: head, into: &writer)
    } body: { _ in
    }
    event.provider = target.pool.provider.name
    if !model.isEmpty { event.model = model }
    event.responseId = name
    try open()
    return .next
  }

  package override func dispatch() throws(ProxyFailure) {
    guard let target, let outgoing, let response else { return }
    let order = UpstreamOrder(target.pool, .responses, model: model, bytes: outgoing)
    order.isAccounted = false
    self.outgoing = nil
    let responses = loop.server.responses
    send(order, succeeded: action.deletes ? { responses.forget(response) } : nil)
  }
}
