import HTTPWire
package import JSONCore
import KeyStore
package import ProxyProtocol
import SchemaRuntime
import StoredResponses

/// A request about what a provider keeps for its account, such as a file or a batch, or for a path that its
/// configuration lets pass. No model can be read in it, so that it needs leave instead: of the key, by its `routes`, and
/// of the provider, which has no list of models or names the path under `passThrough`.
package final class AccountRequest: ProviderRequest {
  /// Which paths, and who may use them.
  package struct API: Sendable {
    let scope: KeyRoute
    /// Nil where the path names the provider.
    let format: WireFormat?
    /// Anthropic has files at the same path: the client says whose they are.
    var followsClient = false

    /// As the audit calls it.
    package var operation: AuditEvent.ValueOperation {
      switch scope {
      case .files: .files
      case .batches, .messageBatches: .batches
      case .passThrough: .passThrough
      }
    }

    package static let files = API(scope: .files, format: .openAI, followsClient: true)
    package static let batches = API(scope: .batches, format: .openAI)
    package static let messageBatches = API(scope: .messageBatches, format: .anthropic)
    package static let passThrough = API(scope: .passThrough, format: nil)
  }

  let api: API
  /// Path and query behind the provider's base URL.
  private var target: [UInt8] = []
  private var destination: (pool: UpstreamPool, template: UpstreamTemplate)?
  private var outgoing: (any OutgoingBytes)?

  package init(_ start: RequestStart, _ api: API) {
    self.api = api
    super.init(start)
  }

  /// Nothing is read in a form, or in what passes.
  package override var mayStreamBody: Bool {
    guard route.method == .post else { return false }
    if case .json = route.media { return false }
    return true
  }

  package override func beginsBody(_ body: JSONBytes) throws(ProxyFailure) -> Bool {
    streamBody(isChecked: false)
    return true
  }

  package override var errorFormat: WireFormat {
    if let format = api.format, !api.followsClient { return format }
    return stream.withHead { .ofClient($0) }
  }

  // MARK: validate, resolve

  /// An id means the same to every server.
  package override func validate() throws(ProxyFailure) -> StepResult {
    if api.format != nil, let id = start.name, ResponseID(id) == nil {
      throw ProxyFailure(
        .unknownRoute, "Ids in this path are 1 to 128 letters, digits, - and _.")
    }
    return .next
  }

  package override func resolve() throws(ProxyFailure) -> StepResult {
    let index = api.format == nil ? try pathProvider() : try accountProvider(errorFormat)
    let provider = loop.configuration.providers[index]
    let target = target
    let path = target.span.extracting(0..<pathLength(target))
    let pattern = provider.settings.passThrough.first { $0.matches(path) }
    if api.format == nil {
      guard let pattern else { throw Self.notPassed }
      try checkModelPaths(path)
      event.route = JSONString(pattern.text)
    } else {
      // What a file or a batch asks for may be any model.
      guard pattern != nil || provider.settings.models == nil else {
        throw ProxyFailure(
          .forbidden,
          "\(provider.name) has a list of models, and which model this is about cannot be read: add the path to its"
            + " passThrough in the configuration.")
      }
      event.route = JSONString(route.path.template)
    }
    guard let template = api.format == nil ? provider.listTemplate : provider.template(anyOf: errorFormat) else {
      throw ProxyFailure(.wrongFormat, "\(provider.name) does not speak the API format of this path.")
    }
    destination = (loop.pool(index, endpoint: template.endpoint), template)
    return .next
  }

  /// The one provider of the format, or that which the client names.
  private func accountProvider(_ format: WireFormat) throws(ProxyFailure) -> Int {
    target = stream.withHead { head in
      // All of these paths begin with `/v1`, which the base URL has.
      Self.bytes(of: head, from: 3)
    }
    if let owned = try ownersProvider() { return owned }
    if let named = try namedProvider() { return named }
    let speaking = loop.configuration.providers.indices.filter {
      loop.configuration.providers[$0].settings.speaks(format.api)
    }
    if speaking.count == 1 { return speaking[0] }
    let names = speaking.map { "\(loop.configuration.providers[$0].name)" }.joined(separator: ", ")
    throw ProxyFailure(
      .invalidBody,
      speaking.isEmpty
        ? "No provider here speaks the API format of this path."
        : "Several providers speak the API format of this path; say whose it is with the header"
          + " \(StoredResponseRequest.providerField): NAME, one of \(names).")
  }

  /// `/pass/NAME/…`.
  private func pathProvider() throws(ProxyFailure) -> Int {
    let whole = stream.withHead { Self.bytes(of: $0, from: 6) }
    let end = pathLength(whole)
    guard let slash = whole[..<end].firstIndex(of: UInt8(ascii: "/")),
      PathPattern.isPlain(whole.span.extracting(slash..<end)),
      let index = loop.configuration.providers.firstIndex(where: { $0.name.bytes.elementsEqual(whole[..<slash]) })
    else { throw Self.notPassed }
    target = Array(whole[slash...])
    return index
  }

  /// One sentence whether there is no such provider or it lets nothing of the kind pass.
  private static let notPassed = ProxyFailure(
    .unknownRoute,
    "No provider lets this path pass: it is /pass/PROVIDER/PATH, the path without escapes and under passThrough of that"
      + " provider in the configuration.")

  /// Where a body names a model, the route that reads it is the only way, whatever the configuration lets pass.
  private func checkModelPaths(_ path: Span<UInt8>) throws(ProxyFailure) {
    let end = path[path.count - 1] == UInt8(ascii: "/") ? path.count - 1 : path.count
    for call in UpstreamCall.all where call.isAt(path.extracting(0..<end)) {
      throw ProxyFailure(
        .forbidden, "This path takes a model and does not pass unread; send the request to /v1\(call.path).")
    }
  }

  private func pathLength(_ target: [UInt8]) -> Int { target.firstIndex(of: UInt8(ascii: "?")) ?? target.count }

  /// Path and query as they came.
  private static func bytes(of head: borrowing RequestHead, from start: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    head.with(head.path) { bytes.append($0.extracting(start..<$0.count)) }
    if !head.query.isEmpty {
      bytes.append("?")
      head.with(head.query) { bytes.append($0) }
    }
    return bytes
  }

  // MARK: authorize, reserve, record, dispatch

  package override func authorize() throws(ProxyFailure) -> StepResult {
    guard let key, !key.allows(api.scope) else { return .next }
    throw ProxyFailure(
      .forbidden,
      "This key may not use \(api.scope.rawValue), where no model can be read; `securellm keys create NAME --routes"
        + " \(api.scope.rawValue)` makes one that may.")
  }

  /// It counts as a request, and uses no tokens.
  package override func reserve() throws(ProxyFailure) -> StepResult {
    guard let destination else { return .next }
    return try take(tokens: 0, of: destination.pool.provider)
  }

  package override func record() throws(ProxyFailure) -> StepResult {
    guard let destination else { return .next }
    let (body, method) = (stream.body, route.method)
    let target = target
    let framing = framing(sent: body.count, received: body.count)
    outgoing = try outgoing(bodyBytes: body.count) { head, writer in
      destination.template.request(method, through: target.span, body: framing, for: head, into: &writer)
    } body: { outgoing in
      body.withSpan(0..<body.count) { outgoing.append($0) }
    }
    event.provider = destination.pool.provider.name
    try open()
    return .next
  }

  package override func dispatch() throws(ProxyFailure) {
    guard let destination, let outgoing else { return }
    let order = UpstreamOrder(destination.pool, errorFormat, model: "", bytes: outgoing)
    order.isAccounted = false
    order.isBinary = true
    followUp(of: order, by: destination.pool.provider.name)
    self.outgoing = nil
    let responses = loop.server.responses
    let deleted = use == .deletes ? start.name.flatMap { ResponseID($0) } : nil
    send(order, succeeded: deleted.map { id in { responses.forget(id) } })
  }
}

extension UpstreamCall {
  /// Whether a path leads to this call, in whatever case and behind whatever else: Azure has
  /// `/deployments/NAME/chat/completions`. Messages are something else in other APIs (`/threads/ID/messages`), so that
  /// theirs is the whole path.
  fileprivate func isAt(_ path: Span<UInt8>) -> Bool {
    let size = self.path.utf8CodeUnitCount
    guard path.count >= size, format !== WireFormat.anthropic || path.count == size else { return false }
    return path.extracting(path.count - size..<path.count).equalsIgnoringCase(self.path)
  }
}
