import EventLog
import HTTPWire
import JSONCore
import KeyStore
import System

/// How a request to a provider ended, for the access log.
struct ClosingLine {
  let status: Int
  let outcome: RequestOutcome
  let error: String?
  let provider: JSONString
  let model: JSONString
}

/// One line of the access log. Made before the response ends, since the head of the request is gone afterwards.
struct AccessLine {
  private let loop: ProxyLoop
  private let stream: any ClientStream
  private let id: JSONString
  private let key: JSONString?
  private let route: StaticString

  /// Nil when nobody wants the line.
  init?(_ loop: ProxyLoop, _ request: ClientRequest) {
    self.init(loop, request.stream, id: request.id, key: request.key?.name, route: request.route.label)
  }

  /// Of a request that was refused on its head. One without an id of its own gets one here: its line is all there is.
  init?(_ loop: ProxyLoop, _ stream: any ClientStream, _ refused: RefusedHead) {
    guard loop.server.log.recordsAccess else { return nil }
    self.init(
      loop, stream, id: refused.id ?? loop.context.nextRequestID(), key: refused.key?.name,
      route: loop.metrics.routes[refused.routeIndex ?? loop.metrics.routes.count - 1])
  }

  private init?(_ loop: ProxyLoop, _ stream: any ClientStream, id: JSONString, key: JSONString?, route: StaticString) {
    guard loop.server.log.recordsAccess else { return nil }
    self.loop = loop
    self.stream = stream
    self.id = id
    self.key = key
    self.route = route
  }

  /// - Parameter status: 0 when the client got none.
  func write(
    _ status: Int, outcome: RequestOutcome, error: String?, provider: JSONString? = nil, model: JSONString? = nil
  ) {
    let duration = loop.context.refreshNow() &- stream.startedAt
    loop.server.log.access(
      AccessEntry(
        time: WallClock.milliseconds, requestID: id, clientAddress: stream.address.text,
        method: stream.withHead { $0.method.name }, route: route, status: status > 0 ? status : nil,
        bodyBytes: stream.bodyBytesSent, durationMilliseconds: Int(clamping: duration / 1_000_000),
        provider: provider, model: model, keyName: key, outcome: outcome.label, error: error))
  }
}
