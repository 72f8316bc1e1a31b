import EventLog
import HTTPWire
import JSONCore

extension Responder {
  /// Writes the head of a stored response: what is of the provider's connection, or of its account, is not stored.
  ///
  /// - Parameter age: seconds since the provider sent it (RFC 9111, 5.1).
  func beginCached(_ request: ClientRequest, isStream: Bool, _ body: ResponseBody, age: Int) -> Bool {
    request.stream.begin(200, body, keepAlive: true) { writer in
      writer.field("content-type", isStream ? "text/event-stream" : "application/json")
      writer.field("age", age)
      writer.field("x-securellm-cache", CacheMark.hit.field)
      request.id.withSpan { writer.field("x-securellm-request-id", $0) }
      allowOrigin(request.stream, &writer)
    }
  }

  /// Records and counts a request that a stored response has served.
  ///
  /// - Parameter response: has read it.
  func closeCached(
    _ request: RecordedRequest, of provider: ActiveProvider, _ model: JSONString,
    _ completion: borrowing CompletionRecord, _ response: Relay
  ) {
    let loop = request.loop
    loop.server.accounting.closeCached(&request.event, of: provider, model, completion, response, on: loop.context)
    count(request.start.routeIndex, completion.status)
    guard loop.server.log.recordsAccess else { return }
    request.closing = ClosingLine(
      status: completion.status, outcome: completion.outcome, error: nil, provider: provider.name, model: model)
  }
}
