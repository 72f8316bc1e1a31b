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
struct Admission {
  let loop: LoopContext
  let client: ClientConnection
  let route: Route
  let key: ClientKey?
  let id: JSONString

  enum Outcome {
    case admitted(Admitted)
    /// Who serves this model is not decided before these providers have told theirs, and those that are being asked.
    case asks([Int], model: JSONString)
  }

  /// - Parameter mayAsk: whether to wait for lists of models. Without, the request ends here.
  /// - Throws: what the client is told.
  func admit(mayAsk: Bool) throws(ProxyFailure) -> Outcome {
    let generation = loop.generation
    let body = client.body.bytes
    let scan = try read(body)
    guard let target = loop.resolve(scan.model, route.dialect) else {
      if mayAsk {
        let claims = generation.directory.claim(olderThan: ModelDirectory.patience, now: loop.now)
        if !claims.isEmpty || generation.directory.isAsking { return .asks(claims, model: scan.model.detached()) }
      }
      throw unresolved(scan, generation)
    }
    try checkDialect(target, generation)
    let pool = loop.pools[target.provider]
    let provider = pool.provider
    let model = target.model
    try checkAllowed(provider, model)
    var taken = try takeLimits(provider, scan, body)
    let admitted: Admitted
    do throws(ProxyFailure) {
      admitted = try enter(pool, scan, model, body)
    } catch {
      taken.giveBack(now: loop.now)
      throw error
    }
    admitted.hold(taken)
    return .admitted(admitted)
  }

  /// Takes a place at the provider and records the request. When anything stands against it the place is free again.
  private func enter(
    _ pool: UpstreamPool, _ scan: RequestScan, _ model: JSONString, _ body: JSONBytes
  ) throws(ProxyFailure) -> Admitted {
    let provider = pool.provider
    guard provider.enter() else {
      throw ProxyFailure(
        .tooBusy, "\(provider.settings.name) is at its limit of requests at once; try again in a moment.",
        retryAfterSeconds: 1)
    }
    do throws(ProxyFailure) {
      let asksForUsage = provider.settings.dialect == .openai && route == .chatCompletions
      let splice = RequestSplice(scan, of: body, model: model, includeUsage: asksForUsage)
      let admitted = Admitted(
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
  private func unresolved(_ scan: RequestScan, _ generation: Generation) -> ProxyFailure {
    switch generation.directory.table.resolve(scan.model.detached(), dialect: route.dialect) {
    case .unavailable(let index, let reason):
      let name = generation.providers[index].settings.name
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

  private func checkDialect(_ target: ResolvedModel, _ generation: Generation) throws(ProxyFailure) {
    let provider = generation.providers[target.provider].settings
    if provider.dialect == route.dialect { return }
    let right: Route = provider.dialect == .anthropic ? .messages : .chatCompletions
    throw ProxyFailure(
      .wrongDialect,
      "\(provider.name) serves this model in another dialect: send the request to POST \(right.path), in its form.",
      parameter: "model")
  }

  private func checkAllowed(_ provider: Generation.Provider, _ model: JSONString) throws(ProxyFailure) {
    guard let key else { return }
    let isAllowed = provider.name.withSpan { provider in model.withSpan { key.allows(provider: provider, model: $0) } }
    if !isAllowed { throw ProxyFailure(.forbidden, "This key may not use this model.", parameter: "model") }
  }

  // MARK: limits

  private func takeLimits(
    _ provider: Generation.Provider, _ scan: RequestScan, _ body: JSONBytes
  ) throws(ProxyFailure) -> TakenUnits {
    let keyed = try loop.server.keyLimits(key, loop.generation.settings.clientLimits, now: loop.now)
    return try TakenUnits(
      tokens: TokenEstimate.tokens(scan, body), key: keyed, provider: provider.limiters,
      called: provider.settings.name, now: loop.now)
  }

  // MARK: the request to the provider

  private func request(
    _ provider: Generation.Provider, _ scan: RequestScan, _ splice: RequestSplice, _ body: JSONBytes
  ) throws(ProxyFailure) -> ByteBuffer {
    let template = provider.template(route.upstream)
    guard
      template.request(for: client.parser.head, stream: scan.isStream, bodyBytes: splice.count, into: &loop.headWriter)
    else { throw ProxyFailure(.malformedRequest, "A field of the request cannot be sent on.") }
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
  var upstream: UpstreamRoute {
    switch self {
    case .messages: .messages
    case .embeddings: .embeddings
    case .models: .models
    case .chatCompletions, .tool, .openAPI, .health, .ready, .metrics: .chatCompletions
    }
  }
}

/// How many tokens a request may take, before anybody has counted: what is reserved and later settled.
enum TokenEstimate {
  /// An answer whose length the request does not bound.
  private static let usualAnswer = 1000
  /// An image: about what both dialects count for one of a million pixels, or a page of a file.
  private static let attachment = 1600

  static func tokens(_ scan: RequestScan, _ body: JSONBytes) -> UInt64 {
    let attachments = Attachments(in: body)
    let prompt = (body.count - attachments.bytes) / 4 + attachments.count * attachment
    let answer = (scan.maxTokens ?? usualAnswer).multipliedReportingOverflow(by: scan.choices)
    return UInt64(prompt) + UInt64(answer.overflow ? Int.max / 2 : min(answer.partialValue, Int.max / 2))
  }
}
