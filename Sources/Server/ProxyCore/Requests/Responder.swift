import EventLog
package import HTTPWire
package import JSONCore
package import KeyStore
import LLMWire
package import ProxyProtocol

/// The only exit of every request: each response is counted, recorded where there is something to record, and written
/// here.
package struct Responder {
  private let loop: ProxyLoop

  package init(_ loop: ProxyLoop) { self.loop = loop }

  // MARK: errors

  /// Refuses a request on its head, or while its body comes. The transport then listens no longer than the client needs
  /// to read why: where the body ends is not known without reading it.
  ///
  /// - Parameter refused: as far as the request came.
  package func refuse(_ failure: ProxyFailure, _ refused: RefusedHead, on stream: any ClientStream) {
    let access = AccessLine(loop, stream, refused)
    loop.metrics.refusedRequest(failure.code)
    count(refused.routeIndex, failure.status)
    if let id = refused.id {
      loop.trail.rejected(
        id, refused.operation, failure, key: refused.key, from: stream, on: loop.context)
    }
    write(failure, refused.format, requestID: refused.id, keepAlive: false, on: stream)
    stream.end()
    access?.write(failure.status, outcome: .refused, error: failure.code.rawValue)
  }

  /// The end of a request that has a route and is not served: the connection may go on.
  package func reject(_ request: ClientRequest, _ failure: ProxyFailure) {
    count(request.start.routeIndex, failure.status)
    loop.trail.rejected(
      request.id, request.route.operation, failure, key: request.key, from: request.stream,
      tool: request.tool, on: loop.context)
    write(failure, request.errorFormat, requestID: request.id, keepAlive: true, on: request.stream)
    note(request, failure.status, failure.code == .rateLimited ? .rateLimited : .refused, failure.code.rawValue)
    complete(request.stream)
  }

  /// An error instead of the response of a provider. `close` has counted and recorded it.
  package func fail(_ request: ClientRequest, _ failure: ProxyFailure) {
    request.noteOver()
    write(
      failure, request.errorFormat, requestID: request.id, keepAlive: true, on: request.stream, served: request.served)
    noteClosing(request)
    complete(request.stream)
  }

  /// An error as the last response of a connection, whose request has recorded its end.
  package func turnAway(_ request: ClientRequest, _ failure: ProxyFailure) {
    request.noteOver()
    count(request.start.routeIndex, failure.status)
    write(failure, request.errorFormat, requestID: request.id, keepAlive: false, on: request.stream)
    note(request, failure.status, .failed, failure.code.rawValue)
    complete(request.stream)
  }

  /// An error in the route's API format. A 405 has `Allow` and a 401 `WWW-Authenticate`, as RFC 9110 requires
  /// (15.5.6, 15.5.2).
  private func write(
    _ failure: ProxyFailure, _ format: WireFormat, requestID: JSONString?, keepAlive: Bool, on stream: any ClientStream,
    served: ServedBy? = nil
  ) {
    format.withErrorBody(failure, requestID: requestID) { body in
      write(failure.status, "application/json", body, keepAlive: keepAlive, on: stream) { writer in
        if let seconds = failure.retryAfterSeconds { writer.field("retry-after", max(1, seconds)) }
        if failure.forbidsRetry { writer.field("x-should-retry", "false") }
        if !failure.allowed.isEmpty {
          let names = failure.allowed.map { "\($0.name)" }.joined(separator: ", ")
          writer.field("allow", Array(names.utf8).span)
        }
        if failure.status == 401 { writer.field("www-authenticate", "Bearer") }
        if let requestID { requestID.withSpan { writer.field("x-securellm-request-id", $0) } }
        failure.limit?.writeFields(into: &writer)
        served?.writeFields(into: &writer)
      }
    }
  }

  // MARK: responses of the proxy's own

  /// A whole response. `nosniff` keeps browsers from taking what is quoted in an error for a page.
  ///
  /// - Parameter fields: adds fields.
  package func respond(
    to request: ClientRequest, _ status: Int, _ type: StaticString, _ body: Span<UInt8>, keepAlive: Bool = true,
    _ fields: (inout HeadWriter) -> Void = { _ in }
  ) {
    request.noteOver()
    count(request.start.routeIndex, status)
    write(status, type, body, keepAlive: keepAlive, on: request.stream, fields)
    note(request, status, status < 400 ? .success : .failed, nil)
    complete(request.stream)
  }

  /// A response that consists of its fields alone: 204.
  func respond(to request: ClientRequest, _ fields: (inout HeadWriter) -> Void) {
    request.noteOver()
    count(request.start.routeIndex, 204)
    let isBegun = request.stream.begin(204, .none, keepAlive: true) { writer in
      fields(&writer)
      allowOrigin(request.stream, &writer)
    }
    guard isBegun else { return request.stream.abort() }
    note(request, 204, .success, nil)
    complete(request.stream)
  }

  /// Pages may read what they may call, errors above all.
  func allowOrigin(_ stream: any ClientStream, _ writer: inout HeadWriter) {
    guard loop.configuration.servesPages else { return }
    stream.withHead { CrossOrigin.writeFields(for: $0, loop.configuration, to: &writer) }
  }

  private func write(
    _ status: Int, _ type: StaticString, _ body: Span<UInt8>, keepAlive: Bool, on stream: any ClientStream,
    _ fields: (inout HeadWriter) -> Void
  ) {
    let isBegun = stream.begin(status, .length(body.count), keepAlive: keepAlive) { writer in
      writer.field("content-type", type)
      writer.field("x-content-type-options", "nosniff")
      fields(&writer)
      allowOrigin(stream, &writer)
    }
    // Every value is of the program or was checked when it was read: without a response nobody may wait for one.
    if isBegun { stream.write(body) } else { stream.abort() }
  }

  private func complete(_ stream: any ClientStream) {
    stream.end()
    stream.finish()
  }

  // MARK: responses of providers

  /// What is adopted from a provider: what SDKs read. Everything else ends here, cookies and what is meant for this
  /// connection alone (RFC 9110, 7.6.1) among it.
  private static func passes(_ field: HTTPField) -> Bool {
    switch field {
    case .contentType, .contentEncoding, .retryAfter, .retryAfterMilliseconds, .requestID, .xRequestID,
      .openAIProcessingMilliseconds, .openAIVersion, .openAIOrganization, .xShouldRetry, .xRateLimit,
      .anthropicRateLimit:
      true
    default: false
    }
  }

  /// Writes the head of a provider's response anew, field by field.
  ///
  /// - Parameters:
  ///   - body: of the client's response, which may differ from the provider's.
  ///   - secret: what the provider quotes of its key goes to nobody.
  package func beginRelay(
    to request: ClientRequest, _ head: borrowing ResponseHead, _ status: Int, _ body: ResponseBody,
    secret: SecretFinder?
  ) -> Bool {
    head.with(0..<head.bytes.count) { bytes in
      begin(request, bytes, head.fields, status, body, secret)
    }
  }

  private func begin(
    _ request: ClientRequest, _ bytes: Span<UInt8>, _ fields: borrowing FieldLines, _ status: Int, _ body: ResponseBody,
    _ secret: SecretFinder?
  ) -> Bool {
    request.stream.begin(status, body, keepAlive: true) { writer in
      for index in 0..<fields.count where Self.passes(fields[index].field) {
        let value = fields[index].value
        if let secret, value.count >= secret.window, secret.occurs(in: bytes.extracting(value)) { continue }
        writer.field(fields[index], of: bytes)
      }
      request.id.withSpan { writer.field("x-securellm-request-id", $0) }
      request.served?.writeFields(into: &writer)
      if let mark = request.cacheMark { writer.field("x-securellm-cache", mark.field) }
      allowOrigin(request.stream, &writer)
    }
  }

  /// Records and counts how a request to a provider ended, whichever way it did.
  ///
  /// - Parameters:
  ///   - model: as the provider calls it.
  package func close(
    _ request: RecordedRequest, of provider: ActiveProvider, _ model: JSONString,
    _ completion: borrowing CompletionRecord, _ response: Relay
  ) {
    loop.server.accounting.close(&request.event, of: provider, model, completion, response, on: loop.context)
    if completion.status > 0 { count(request.start.routeIndex, completion.status) }
    guard loop.server.log.recordsAccess else { return }
    request.closing = ClosingLine(
      status: completion.status, outcome: completion.outcome, error: completion.error, provider: provider.name,
      model: model)
  }

  /// The response is written to its end.
  package func finishRelay(_ request: ClientRequest) {
    request.noteOver()
    noteClosing(request)
    request.stream.finish()
  }

  /// Part of a response was sent that will not be completed.
  package func cut(_ request: ClientRequest) {
    request.noteOver()
    noteClosing(request)
    request.stream.abort()
  }

  /// The client has left before anything was sent.
  package func left(_ request: ClientRequest) { note(request, 0, .cancelled, "client_gone") }

  /// The client has left, and the request to the provider is recorded.
  package func gone(_ request: ClientRequest) { noteClosing(request) }

  /// With what `close` has recorded, once the bytes are written that the line counts.
  private func noteClosing(_ request: ClientRequest) {
    guard let line = request.closing else { return }
    AccessLine(loop, request)?.write(
      line.status, outcome: line.outcome, error: line.error, provider: line.provider, model: line.model)
  }

  private func note(_ request: ClientRequest, _ status: Int, _ outcome: RequestOutcome, _ error: String?) {
    guard loop.server.log.recordsAccess else { return }
    AccessLine(loop, request)?.write(status, outcome: outcome, error: error)
  }

  func count(_ route: Int?, _ status: Int) { loop.metrics.responded(route, status: status) }
}

/// A request that was refused on its head, as far as it came.
package struct RefusedHead {
  package var routeIndex: Int?
  package var operation: AuditEvent.ValueOperation?
  /// Nil when it has no route: it is not recorded.
  package var id: JSONString?
  /// Nil where it was the key that was refused.
  package var key: ClientKey?
  package var format: WireFormat

  package init(_ format: WireFormat = .openAI) { self.format = format }
}
