import AuditEvents
import HTTPWire
import JSONCore
import KeyStore
import LLMWire
import NIOCore
import Providers
import RateLimits
import SchemaRuntime

/// Decides about a request that has arrived whole: is it valid, who serves it, may it be served now. What it lets
/// through is recorded before it goes anywhere.
///
/// `LoopContext.serve` makes one for each request, and another when providers had to be asked for their models first.
/// Checks that take nothing come before those that do, so that little has to be returned.
struct Admission {
  let loop: LoopContext
  let client: ClientConnection
  let route: Route
  let key: ClientKey?
  let id: JSONString

  enum Outcome {
    case admitted(AdmittedRequest)
    /// Who serves this model is not decided before these providers have sent their lists, and those that are being
    /// asked.
    case asks([Int], model: JSONString)
  }

  /// - Parameter mayAsk: whether to wait for lists of models. Without, the request ends here.
  /// - Throws: what the client gets.
  func admit(mayAsk: Bool) throws(ProxyFailure) -> Outcome {
    let configuration = loop.configuration
    let body = client.body.bytes
    let scan = try read(body)
    guard let target = loop.resolve(scan.model, route.format) else {
      if mayAsk {
        let claims = configuration.directory.claim(olderThan: ModelDirectory.timeout, now: loop.now)
        if !claims.isEmpty || configuration.directory.isAsking { return .asks(claims, model: scan.model.detached()) }
      }
      throw unresolved(scan, configuration)
    }
    try checkDialect(target, configuration)
    let pool = loop.pools[target.provider]
    let provider = pool.provider
    let model = target.model
    try checkAllowed(provider, model)
    // From here on something is taken: every throw has to return it.
    var taken = try takeLimits(provider, scan, body)
    let admitted: AdmittedRequest
    do throws(ProxyFailure) {
      admitted = try enter(pool, scan, model, body)
    } catch {
      taken.giveBack(now: loop.now)
      throw error
    }
    admitted.hold(taken)
    return .admitted(admitted)
  }

  /// Takes a slot at the provider and records the request. Whatever throws, the slot is free again.
  private func enter(
    _ pool: UpstreamPool, _ scan: RequestScan, _ model: JSONString, _ body: JSONBytes
  ) throws(ProxyFailure) -> AdmittedRequest {
    let provider = pool.provider
    guard provider.enter() else {
      throw ProxyFailure(
        .tooBusy, "\(provider.settings.name) is at its limit of requests at once; try again in a moment.",
        retryAfterSeconds: 1)
    }
    do throws(ProxyFailure) {
      // Streams of OpenAI's format have no usage unless it is asked for, and an estimate would miss the reasoning
      // that nobody sees. Anthropic's always have it.
      let asksForUsage = provider.settings.format == .openai && route == .chatCompletions
      let splice = RequestSplice(scan, of: body, model: model, includeUsage: asksForUsage)
      let admitted = AdmittedRequest(
        id: id, route: route, pool: pool, model: model,
        requestedModel: scan.model == model ? nil : scan.model.detached(), stream: scan.isStream,
        stripsUsage: asksForUsage && RequestSplice.addsUsage(scan), key: key,
        address: client.address.text, request: try request(provider, scan, splice, body),
        timestamp: loop.stamps.now())
      try loop.server.trail.received(admitted, on: loop)
      return admitted
    } catch {
      provider.leave()
      throw error
    }
  }

  // MARK: the body

  /// The generated validator reads the bytes without building a value; the scan takes the few members that matter.
  /// All violations are looked for only after a refusal, by the interpreter.
  private func read(_ body: JSONBytes) throws(ProxyFailure) -> RequestScan {
    var reader = JSONReader(body)
    let isValid =
      switch route {
      case .chatCompletions: ChatCompletionRequest.Value.validate(&reader)
      case .messages: MessagesRequest.Value.validate(&reader)
      case .embeddings: EmbeddingsRequest.Value.validate(&reader)
      case .models, .tool, .openAPI, .health, .ready, .metrics: false
      }
    guard isValid, reader.finish() else { throw InvalidBody.failure(body, violations(body), reader) }
    // What the schema accepts has a model, and each member once.
    guard let scan = RequestScan(body) else { throw InvalidBody.unreadable }
    return scan
  }

  /// At most as many as are shown: a body of nothing but errors costs no more than one with five.
  private func violations(_ body: JSONBytes) -> [Violation] {
    switch route {
    case .chatCompletions: ChatCompletionRequest.Value.violations(in: body, limit: InvalidBody.shown)
    case .messages: MessagesRequest.Value.violations(in: body, limit: InvalidBody.shown)
    case .embeddings: EmbeddingsRequest.Value.violations(in: body, limit: InvalidBody.shown)
    case .models, .tool, .openAPI, .health, .ready, .metrics: []
    }
  }

  // MARK: who serves it

  /// Why no provider is known for the request's model.
  private func unresolved(_ scan: RequestScan, _ configuration: RuntimeConfiguration) -> ProxyFailure {
    switch configuration.directory.table.resolve(scan.model.detached(), format: route.format) {
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

  /// Nothing is translated between API formats, so that the error names the route to use.
  private func checkDialect(_ target: ResolvedModel, _ configuration: RuntimeConfiguration) throws(ProxyFailure) {
    let provider = configuration.providers[target.provider].settings
    if provider.format == route.format { return }
    let right: Route = provider.format == .anthropic ? .messages : .chatCompletions
    throw ProxyFailure(
      .wrongFormat,
      "\(provider.name) serves this model in another API format: send the request to POST \(right.path), in its form.",
      parameter: "model")
  }

  /// By the name that the provider has for the model: an alias opens nothing.
  private func checkAllowed(_ provider: RuntimeConfiguration.Provider, _ model: JSONString) throws(ProxyFailure) {
    guard let key else { return }
    let isAllowed = provider.name.withSpan { provider in model.withSpan { key.allows(provider: provider, model: $0) } }
    if !isAllowed { throw ProxyFailure(.forbidden, "This key may not use this model.", parameter: "model") }
  }

  // MARK: limits

  /// The key's own limits, or the common ones, and the provider's; all of them or none.
  private func takeLimits(
    _ provider: RuntimeConfiguration.Provider, _ scan: RequestScan, _ body: JSONBytes
  ) throws(ProxyFailure) -> LimitReservations {
    let keyed = try loop.server.keyLimits(key, loop.configuration.settings.clientLimits, now: loop.now)
    return try LimitReservations(
      tokens: TokenEstimate.tokens(scan, body), key: keyed, provider: provider.limiters,
      called: provider.settings.name, now: loop.now)
  }

  // MARK: the request to the provider

  /// Head and body in one buffer of the right size: one allocation and one copy of the body. The client's bytes are
  /// kept but for the model's name and `include_usage`.
  private func request(
    _ provider: RuntimeConfiguration.Provider, _ scan: RequestScan, _ splice: RequestSplice, _ body: JSONBytes
  ) throws(ProxyFailure) -> ByteBuffer {
    let template = provider.template(route.upstream)
    guard
      template.request(for: client.parser.head, stream: scan.isStream, bodyBytes: splice.count, into: &loop.headWriter)
    else { throw ProxyFailure(.malformedRequest, "A field of the request cannot be forwarded.") }
    var buffer = loop.allocate(loop.headWriter.count + splice.count)
    loop.headWriter.withSpan { buffer.append($0) }
    splice.forEachPiece { piece in
      switch piece {
      case .kept(let range): body.withSpan(range) { buffer.append($0) }
      case .new(let text): buffer.writeBytes(text)
      }
    }
    return buffer
  }
}

extension Route {
  /// Only relayed routes come here; the others have a value because the switch is closed.
  var upstream: UpstreamRoute {
    switch self {
    case .messages: .messages
    case .embeddings: .embeddings
    case .models: .models
    case .chatCompletions, .tool, .openAPI, .health, .ready, .metrics: .chatCompletions
    }
  }
}

/// How many tokens a request may take, before anybody has counted: what is reserved and later settled. Too high keeps
/// requests away for a moment, too low lets a burst through that the settling then charges as a debt.
enum TokenEstimate {
  /// A response whose length the request does not bound.
  private static let usualCompletionTokens = 1000
  /// An image: about what both API formats count for one of a million pixels, or a page of a file. Counted as text,
  /// the base64 of one image came to 633,912 tokens in another proxy, for 1,049 real ones.
  private static let attachment = 1600

  /// A quarter of the body's bytes, 1,600 for each attachment, and what may be generated for each choice. Saturates:
  /// `max_tokens` is a number of the client's.
  static func tokens(_ scan: RequestScan, _ body: JSONBytes) -> UInt64 {
    let attachments = Attachments(in: body)
    let prompt = (body.count - attachments.bytes) / 4 + attachments.count * attachment
    let response = (scan.maxTokens ?? usualCompletionTokens).multipliedReportingOverflow(by: scan.choices)
    return UInt64(prompt) + UInt64(response.overflow ? Int.max / 2 : min(response.partialValue, Int.max / 2))
  }
}
