import HTTPWire
package import JSONCore
import KeyStore
import LLMWire
import ProxyProtocol
import RateLimits
import SchemaRuntime
import StoredResponses
import System

/// A request for a model: is it valid, who serves it, may it be served now. What is let through is recorded before it
/// goes anywhere.
package final class ModelRequest: ProviderRequest {
  /// A little longer than a provider may take for its list of models (`ModelListFetch`). Nanoseconds.
  private static let listTimeout: UInt64 = 6_000_000_000

  let operation: ModelOperation
  var scan = RequestScan()
  /// The API's own schema refuses the body; providers of other makers may take it.
  private var isInvalid = false
  /// The body as the provider's configuration changes it; nil where it stays as it is.
  var changed: JSONBytes?
  /// What the body is instead of JSON, on routes that take forms.
  var form: ModelForm?
  /// Who serves it.
  private(set) var pool: UpstreamPool?
  private(set) var template: UpstreamTemplate?
  /// As the provider calls it.
  private(set) var model: JSONString?
  /// Where else it may go; nil for a single model of a provider with one key, as nearly all are.
  var plan: FallbackPlan?
  /// Nil where the response neither comes from the cache nor goes there.
  var cacheCall: CacheCall?
  /// What is sent once it is recorded.
  private var order: UpstreamOrder?
  /// Whose providers were asked for their models; a reload brings another.
  private var asked: ModelDirectory?
  private var waitsUntil: UInt64 = 0

  package init(_ start: RequestStart, _ operation: ModelOperation) {
    self.operation = operation
    super.init(start)
  }

  var format: WireFormat { operation.call.format }

  // MARK: validate

  /// The scan takes the few members that matter. A body that the API's schema refuses is refused here, unless there is
  /// a provider that may take it: whose it is shows when the model is known.
  package override func validate() throws(ProxyFailure) -> StepResult {
    let body = stream.body
    guard let isValid = operation.isValid else {
      try validateForm(body)
      return .next
    }
    var reader = JSONReader(body, maxDepth: JSONReader.messageDepth)
    if !isValid(&reader) || !reader.finish() {
      guard loop.configuration.hasLenientProvider, InvalidBody.isJSON(body), !RequestScan.hasMistypedMember(body) else {
        throw invalid()
      }
      isInvalid = true
    }
    // What the schema accepts has a model, and each member once.
    guard let scan = RequestScan(body, defaultModel: operation.defaultModel) else {
      throw isInvalid ? invalid() : InvalidBody.unreadable
    }
    self.scan = scan
    return .next
  }

  /// What the API's schema finds wrong.
  private func invalid() -> ProxyFailure {
    let body = stream.body
    var reader = JSONReader(body, maxDepth: JSONReader.messageDepth)
    if operation.isValid?(&reader) == true { _ = reader.finish() }
    // At most as many as are shown: a body of nothing but errors costs no more than one with five.
    return InvalidBody.failure(body, operation.violations(body, InvalidBody.shown), reader)
  }

  /// What goes on.
  private var body: JSONBytes { changed ?? stream.body }

  // MARK: a form that comes

  package override var mayStreamBody: Bool { operation.isForm }

  package override func beginsBody(_ body: JSONBytes) throws(ProxyFailure) -> Bool { try beginsForm(body) }

  override func check(_ part: Span<UInt8>) throws(ProxyFailure) {
    try form?.read(part)
    if form?.isStream == true { event.stream = true }
  }

  override func checkWhole() throws(ProxyFailure) { try form?.finish() }

  // MARK: resolve

  /// Waits for the lists of providers, where they decide. Another event loop may have asked, and does not call this one
  /// when a list has come: each tick looks.
  package override func resolve() throws(ProxyFailure) -> StepResult {
    guard let found = try find() else { return .pending(until: waitsUntil) }
    let provider = loop.configuration.providers[found.provider]
    if found.route == nil, provider.keys == nil {
      try adopt(provider, at: found.provider, found.model)
    } else {
      try makePlan(found)
    }
    return .next
  }

  /// Decides who serves it, if that provider can. Inlined, as `makeOrder` is: nearly all requests come here once, and a
  /// call costs them fifty instructions.
  @inline(__always)
  func adopt(_ provider: ActiveProvider, at index: Int, _ name: JSONString) throws(ProxyFailure) {
    if isInvalid, provider.validatesStrictly { throw invalid() }
    guard let template = provider.ownTemplate(operation.call) else { throw otherFormat(provider) }
    if template.usesDeployments, !DeploymentName.accepts(name) {
      throw ProxyFailure(.unknownModel, "\(provider.name) has no deployment of this name.", parameter: "model")
    }
    if operation.continuesResponses { try checkEarlierResponse(provider) }
    // A form's parts stay as they are.
    if form == nil, let changes = provider.parameters?.changes(for: name) { try change(changes) }
    pool = loop.pool(index, endpoint: template.endpoint)
    self.template = template
    model = name
  }

  /// Scanned anew: limits are about what the provider gets.
  private func change(_ changes: ParameterChanges) throws(ProxyFailure) {
    guard let body = changes.applied(to: stream.body),
      let scan = RequestScan(body, defaultModel: operation.defaultModel)
    else { throw InvalidBody.unreadable }
    changed = body
    self.scan = scan
  }

  /// Nil when what decides is still to come.
  private func find() throws(ProxyFailure) -> ResolvedModel? {
    if let found = loop.resolve(scan.model, format.api) { return found }
    let directory = loop.configuration.directory
    if asked !== directory, !isLate {
      asked = directory
      waitsUntil = loop.now + Self.listTimeout
      let claims = directory.claim(olderThan: ModelDirectory.timeout, now: loop.now)
      let cause = ModelListCause(id: id, key: key, address: stream.address)
      ModelListFetch.ask(claims, for: cause, on: loop) { [weak self] in self?.resume() }
      // Some may have responded before that returned.
      if let found = loop.resolve(scan.model, format.api) { return found }
    }
    if directory.isAsking, !isLate { return nil }
    // What is wrong with it is wrong wherever it goes.
    throw isInvalid ? invalid() : unresolved()
  }

  /// Why no provider is known for the request's model.
  private func unresolved() -> ProxyFailure {
    let configuration = loop.configuration
    switch configuration.directory.table.resolve(scan.model.detached(), format: format.api) {
    case .unavailable(let index, let reason):
      let name = configuration.providers[index].settings.name
      return ProxyFailure(
        .upstreamUnreachable,
        "\(name) may have this model and cannot be asked for its models: \(reason). To decide without it, write"
          + " provider/model, or name the model under models or aliases in the configuration.", parameter: "model")
    case .found, .needsLists, .unknown:
      return ProxyFailure(
        .unknownModel,
        "No provider here serves this model. Name one of GET /v1/models, write provider/model, or add it to the"
          + " configuration.", parameter: "model")
    }
  }

  /// Nothing is translated between API formats, so that the error names the routes to use.
  func otherFormat(_ provider: ActiveProvider) -> ProxyFailure {
    let paths = provider.settings.endpoints.map { "POST \($0.format.createPath)" }.joined(separator: " or ")
    return ProxyFailure(
      .wrongFormat,
      "\(provider.name) serves this model in another API format: send the request to \(paths), in its form.",
      parameter: "model")
  }

  /// A response that is continued must be known to the provider of the model, and be this key's own. What is not known
  /// here is for the provider to know.
  private func checkEarlierResponse(_ provider: ActiveProvider) throws(ProxyFailure) {
    guard let text = scan.previousResponseID else { return }
    // What is none here could be one for the provider, and another key's.
    guard let earlier = ResponseID(text) else {
      throw ProxyFailure(
        .invalidBody, "previous_response_id must be an id: 1 to 128 letters, digits, - and _.",
        parameter: "previous_response_id")
    }
    let owner: ResponseOwner
    switch loop.server.responses.holder(of: earlier, for: key?.number, now: WallClock.seconds) {
    case .unknown: return
    case .other: throw StoredResponseRequest.unknown(parameter: "previous_response_id")
    case .own(let found): owner = found
    }
    if owner.provider == provider.name { return }
    throw ProxyFailure(
      .invalidBody,
      "previous_response_id is of a response that \(owner.provider) has, and this model is served by"
        + " \(provider.name): name a model of \(owner.provider), or send the conversation itself.",
      parameter: "previous_response_id")
  }

  // MARK: authorize

  /// By the name that the provider has for the model: an alias opens nothing.
  package override func authorize() throws(ProxyFailure) -> StepResult {
    if let route = plan?.route { return try authorize(route) }
    guard let pool, let model else { return .next }
    try checkClientCredential(for: pool.provider)
    guard let key else { return .next }
    let isAllowed = pool.provider.name.withSpan { provider in
      model.withSpan { key.allows(provider: provider, model: $0) }
    }
    if !isAllowed { throw Self.notAllowed }
    return .next
  }

  static let notAllowed = ProxyFailure(.forbidden, "This key may not use this model.", parameter: "model")

  // MARK: reserve, record, dispatch

  package override func reserve() throws(ProxyFailure) -> StepResult {
    guard let pool else { return .next }
    if let cache = loop.configuration.cache, let result = try consult(cache) { return result }
    let usual =
      operation.usesTokens
      ? TokenEstimate.tokens(maxTokens: scan.maxTokens, choices: scan.choices, body) : 0
    let tokens = form?.tokens ?? usual
    if let plan { return try take(tokens, plan) }
    return try take(tokens: tokens, of: pool.provider)
  }

  package override func record() throws(ProxyFailure) -> StepResult {
    if pool == nil { return .next }
    if cacheCall?.found != nil { return try recordCached() }
    let order = try makeOrder(plan)
    if loop.trail.recordedLabels.areInBodies { noteLabels() }
    try open()
    self.order = order
    // What comes of a form is read to its end.
    if streamed == nil, plan == nil { form = nil }
    return .next
  }

  /// The client's bytes are kept but for the model's name and `include_usage`. Moved out: the request needs no more of
  /// it, and what it has of the body is released with this call.
  @inline(__always)
  func makeOrder(_ plan: FallbackPlan?) throws(ProxyFailure) -> UpstreamOrder {
    guard let pool = pool.take(), var template = template.take(), let model = model.take() else {
      throw ProxyFailure(.internalError, "The request has no provider.")
    }
    let key = plan?.chooseKey(of: pool.provider, now: loop.now)
    if let ofKey = key?.template(operation.call) { template = ofKey }
    // A stream has to be asked for its usage.
    let asksForUsage = operation.asksForUsage && pool.provider.asksForUsage
    var scan = RequestScan()
    swap(&scan, &self.scan)
    let body = body
    let splice =
      if let form {
        form.splice(body.count, model: model)
      } else {
        RequestSplice(scan, of: body, model: model, includeUsage: asksForUsage)
      }
    let (isStream, isForm, accepts) = (scan.isStream, form != nil, operation.accepts)
    let framing = framing(sent: splice.count, received: body.count)
    let outgoing = try outgoing(bodyBytes: splice.count) { head, writer in
      template.request(
        for: head, model: model, isStream: isStream, isForm: isForm, body: framing, accepts: accepts, into: &writer)
    } body: { outgoing in
      splice.forEachPiece { piece in
        switch piece {
        case .kept(let range): body.withSpan(range) { outgoing.append($0) }
        case .new(let text): outgoing.append(text.span)
        }
      }
    }
    event.provider = pool.provider.name
    event.model = model
    if scan.model != model { event.requestedModel = scan.model.detached() }
    event.stream = isStream
    event.messages = scan.messages
    let order = UpstreamOrder(pool, format, model: model, bytes: outgoing)
    order.isStream = scan.isStream
    order.isAccounted = operation.usesTokens
    order.isBinary = operation.isBinary
    order.stripsUsage = asksForUsage && RequestSplice.addsUsage(scan)
    order.remembersResponse = operation.storesResponses && scan.store != false
    if cacheCall != nil, plan?.isFirstTry != false {
      capture(order)
    } else {
      // Another target's is not what the key of the cache says: nobody waits for it.
      cacheCall?.lead = nil
    }
    changed = nil
    return order
  }

  /// What the client's body says of whom it is for, whatever of it goes on to the provider.
  func noteLabels() {
    if let form {
      let user = form.user
      loop.trail.recordedLabels.note(RequestLabels(user: user.span), in: &event)
    } else {
      loop.trail.recordedLabels.note(RequestLabels(stream.body, format: format.api), in: &event)
    }
  }

  package override func nextOrder(_ plan: FallbackPlan) throws(ProxyFailure) -> UpstreamOrder { try orderAgain(plan) }

  package override func dispatch() throws(ProxyFailure) {
    if let order = order.take() {
      send(order, plan.take())
    } else if let found = cacheCall?.found {
      replay(found.response)
    }
  }
}
